import { Button, CloseButton, Modal, NativeSelect, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { BulkEndpoints } from '#kernel/bulk-endpoints'
import type { CallOf, ResultOf } from '#kernel/endpoint'
import type { ListColumn } from '#kernel/list'
import type { ChangedField } from '#kernel/list-endpoints'
import type { Day } from '#kernel/time'
import { useAsk, useSend } from '#web/client/queries'
import { count, tn } from '../format.ts'
import { Notice } from '../notice.tsx'
import { Failed } from '../states.tsx'
import { DataTable } from '../table.tsx'
import { said, t } from '../text.ts'
import classes from './bulk.module.css'
import { labelOf, shownValue } from './cell.tsx'
import { typedValue, ValueInput } from './value-input.tsx'

type Preview = ResultOf<BulkEndpoints['preview']>
export type BulkDone = ResultOf<BulkEndpoints['run']>

/** A field that is to change; undefined while its value was not chosen. */
interface Line {
  readonly key: string
  readonly value: string | undefined
}

interface BulkDialogProps {
  many: BulkEndpoints
  which: CallOf<BulkEndpoints['preview']>['which']
  number: number
  columns: readonly ListColumn[]
  /** Fields whose change asks why and on which day. */
  whyOf: readonly string[]
  onClose: () => void
  onDone: (done: BulkDone) => void
}

/** New values for many records, a preview of what they change, and the step itself. */
export function BulkDialog({ many, which, number, columns, whyOf, onClose, onDone }: BulkDialogProps) {
  const queries = useQueryClient()
  const [lines, setLines] = useState<readonly Line[]>(columns[0] ? [freshLine(columns[0])] : [])
  const [why, setWhy] = useState({ reason: '', on: '' })
  const preview = useSend(many.preview)
  const run = useSend(many.run, {
    onSuccess: async (done) => {
      onDone(done)
      await queries.invalidateQueries()
    },
  })
  const change = (next: readonly Line[]) => {
    setLines(next)
    preview.reset()
  }
  const asksWhy = lines.some(({ key }) => whyOf.includes(key))
  const ready = lines.length > 0 && lines.every(({ value }) => value !== undefined)
  const ask = () =>
    preview.mutate({
      which,
      changes: Object.fromEntries(
        lines.map(({ key, value = '' }) => [
          key,
          typedValue(
            columns.find((one) => one.key === key),
            value,
          ),
        ]),
      ),
      ...(asksWhy && why.reason.trim() !== '' ? { reason: why.reason } : {}),
      ...(asksWhy && why.on !== '' ? { on: why.on as Day } : {}),
    })
  const found = preview.data
  return (
    <Modal
      opened
      onClose={onClose}
      title={tn(number, 'Change {{n}} record', 'Change {{n}} records')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) ask()
        }}
      >
        <Lines many={many} columns={columns} lines={lines} onChange={change} />
        {asksWhy && (
          <div className={classes.why}>
            <TextInput
              size="xs"
              label={t('Reason')}
              description={t('Needed when it is lost')}
              maxLength={400}
              value={why.reason}
              onChange={(event) => {
                setWhy({ ...why, reason: event.currentTarget.value })
                preview.reset()
              }}
            />
            <TextInput
              size="xs"
              type="date"
              label={t('On')}
              description={t('Today when left empty')}
              value={why.on}
              onChange={(event) => {
                setWhy({ ...why, on: event.currentTarget.value })
                preview.reset()
              }}
            />
          </div>
        )}
        {preview.error && <Failed error={preview.error} what={t('preview this')} />}
        {run.error && <Failed error={run.error} what={t('change these records')} />}
        {found && <Shown preview={found} />}
        <div className={classes.ends}>
          <Button variant="default" onClick={onClose}>
            {t('Cancel')}
          </Button>
          <Button type="submit" variant={found ? 'default' : 'filled'} disabled={!ready} loading={preview.isPending}>
            {t('Preview')}
          </Button>
          {found && (
            <Button disabled={found.change === 0} loading={run.isPending} onClick={() => run.mutate({ previewId: found.previewId })}>
              {tn(found.change, 'Change {{n}} record', 'Change {{n}} records')}
            </Button>
          )}
        </div>
      </form>
    </Modal>
  )
}

const freshLine = ({ key, type }: ListColumn): Line => ({ key, value: type === 'reference' ? undefined : '' })

interface LinesProps {
  many: BulkEndpoints
  columns: readonly ListColumn[]
  lines: readonly Line[]
  onChange: (lines: readonly Line[]) => void
}

/** The fields that change, each with its new value; a field once. */
function Lines({ many, columns, lines, onChange }: LinesProps) {
  const free = columns.filter((column) => lines.every(({ key }) => key !== column.key))
  const [next] = free
  return (
    <>
      {lines.map((line, place) => {
        const column = columns.find(({ key }) => key === line.key)
        if (!column) return null
        const choices = [column, ...free]
        const put = (one: Line | null) => onChange(lines.flatMap((other, index) => (index === place ? (one ?? []) : other)))
        return (
          <div key={line.key} className={classes.line}>
            <NativeSelect
              size="xs"
              aria-label={t('Field {{n}}', { n: place + 1 })}
              value={line.key}
              data={choices.map((choice) => ({ value: choice.key, label: labelOf(choice) }))}
              onChange={(event) => {
                const other = choices.find(({ key }) => key === event.currentTarget.value)
                if (other) put(freshLine(other))
              }}
            />
            <NewValue many={many} column={column} value={line.value} onType={(value) => put({ key: line.key, value })} />
            {lines.length > 1 && (
              <CloseButton aria-label={t('Leave {{field}} as it is', { field: labelOf(column) })} onClick={() => put(null)} />
            )}
          </div>
        )
      })}
      {next && (
        <span>
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={14} aria-hidden="true" />}
            onClick={() => onChange([...lines, freshLine(next)])}
          >
            {t('Change another field')}
          </Button>
        </span>
      )}
    </>
  )
}

const unchosen = '?'

interface NewValueProps {
  many: BulkEndpoints
  column: ListColumn
  value: string | undefined
  onType: (value: string | undefined) => void
}

function NewValue({ many, column, value, onType }: NewValueProps) {
  const choices = useAsk(many.choices, { column: column.key }, { enabled: column.type === 'reference', staleTime: 60_000 })
  return (
    <ValueInput
      column={column}
      value={value ?? unchosen}
      choices={choices.data?.choices ?? []}
      unchosen={{ value: unchosen, label: t('Choose …') }}
      description={column.type === 'reference' || value !== '' ? undefined : t('Left empty, the field is emptied.')}
      onType={(typed) => onType(typed === unchosen ? undefined : typed)}
    />
  )
}

/** What a preview found: how many change, how many do not and why, and some of them. */
function Shown({ preview }: { preview: Preview }) {
  const { change, same, refused, refusals, examples } = preview
  return (
    <>
      <Notice tone={change > 0 ? 'info' : 'warn'} live title={tn(change, '{{n}} record would change', '{{n}} records would change')}>
        {same > 0 && <p>{tn(same, '{{n}} is so already.', '{{n}} are so already.')}</p>}
        {refused > 0 && <p>{tn(refused, '{{n}} would be left:', '{{n}} would be left:')}</p>}
        <ul className={classes.reasons}>
          {refusals.map(({ why, records, examples: names }) => (
            <li key={why}>
              {why} ({count(records)}: {names.join(', ')})
            </li>
          ))}
        </ul>
        <p>{t('It is one step, which can be undone. The next import sets what its file says, so correct it in the CRM, too.')}</p>
      </Notice>
      {examples.length > 0 && (
        <DataTable
          caption={t('What would change')}
          rows={examples}
          rowKey={(row) => row.id}
          dense
          columns={[
            { key: 'name', label: t('Record'), head: true, cell: (row) => row.name },
            { key: 'fields', label: t('Before → after'), cell: (row) => <FieldsChanged fields={row.fields} /> },
          ]}
        />
      )}
    </>
  )
}

function FieldsChanged({ fields }: { fields: readonly ChangedField[] }) {
  return (
    <span className={classes.fields}>
      {fields.map((field) => (
        <span key={field.label}>
          {said(field.label)}: {shownValue(field, field.before)} → {shownValue(field, field.after)}
        </span>
      ))}
    </span>
  )
}
