import { Button, Checkbox, Modal, NativeSelect, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconTool } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { CallOf, ResultOf } from '#kernel/endpoint'
import { listOwners, previewRepair, repairDeals } from '#rooms/deals/contract'
import { call } from '#web/client/call'
import { useAsk, useSend } from '#web/client/queries'
import { count, tn, unknown } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { RichText } from '#web/kit/rich-text.tsx'
import { Failed } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import { listRecordDeals, type readRecords } from '../contract.ts'
import classes from './filter-bar.module.css'
import { lookOf, type ScopeParams } from './slice.ts'

/** The box that chooses a row. */
export type Tick = (place: number) => ReactNode

type Repair = CallOf<typeof previewRepair>['repair']
type Preview = ResultOf<typeof previewRepair>

interface TableProps {
  records: ResultOf<typeof readRecords>
  filter: string | undefined
  scope: ScopeParams
  table: (tick: Tick | null) => ReactNode
}

/** A table of deals of which some, or all behind the number, can be chosen and repaired. Other rows, and days gone by, are only shown. */
export function RepairableTable({ records, filter, scope, table }: TableProps) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [all, setAll] = useState(false)
  const [dialog, setDialog] = useState<readonly string[] | null>(null)
  const everyDeal = useMutation({ mutationFn: () => call(listRecordDeals, { name: records.answer.name, where: filter, ...lookOf(scope) }) })
  if (records.deals.length === 0 || scope.asof) return table(null)
  const ids = records.deals
  const onPage = ids.filter((id) => id !== null)
  const number = all ? records.total : chosen.size
  const toggle = (id: string) => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    setChosen(next)
    setAll(false)
  }
  const begin = async () => setDialog(all ? (await everyDeal.mutateAsync()).deals : [...chosen])
  const forget = () => {
    setDialog(null)
    setChosen(new Set())
    setAll(false)
  }
  return (
    <>
      <div className={`${classes.picked} screen-only`}>
        <Checkbox
          label={t('All {{n}}', { n: count(records.total) })}
          checked={all}
          onChange={() => {
            setAll(!all)
            setChosen(new Set(all ? [] : onPage))
          }}
        />
        <Button
          size="xs"
          disabled={number === 0}
          loading={everyDeal.isPending}
          leftSection={<IconTool size={14} aria-hidden="true" />}
          onClick={() => void begin()}
        >
          {number === 0 ? t('Repair') : tn(number, 'Repair {{n}} deal', 'Repair {{n}} deals')}
        </Button>
        {everyDeal.error && <Failed error={everyDeal.error} what={t('list all deals')} />}
      </div>
      {table((place) => {
        const id = ids[place] ?? null
        return id === null ? null : (
          <Checkbox
            className="screen-only"
            size="xs"
            aria-label={t('Choose {{id}}', { id })}
            checked={all || chosen.has(id)}
            onChange={() => toggle(id)}
          />
        )
      })}
      {dialog && <RepairDialog deals={dialog} onClose={() => setDialog(null)} onDone={forget} />}
    </>
  )
}

const kinds = [
  { value: 'owner', label: t('Set the owner') },
  { value: 'expected', label: t('Set the expected close date') },
  { value: 'amount', label: t('Set or clear the amount') },
  { value: 'lost', label: t('Close as lost') },
] as const
type Kind = (typeof kinds)[number]['value']

interface Draft {
  readonly owner: string
  readonly on: string
  readonly amount: string
  readonly currency: string
  readonly reason: string
}

/** The repair that is typed in; null while something is missing. */
function repairOf(kind: Kind, { owner, on, amount, currency, reason }: Draft): Repair | null {
  if (kind === 'owner') return owner === '' ? null : { what: kind, owner }
  if (kind === 'expected') return on === '' ? null : { what: kind, on }
  if (kind === 'lost') return on === '' || reason.trim() === '' ? null : { what: kind, on, reason }
  return {
    what: kind,
    amount: amount.trim() === '' ? null : amount.trim(),
    currency: currency.trim() === '' ? null : currency.trim().toUpperCase(),
  }
}

interface DialogProps {
  deals: readonly string[]
  onClose: () => void
  onDone: () => void
}

/** What to do with the chosen deals, a preview of what it changes, and the step itself. */
function RepairDialog({ deals, onClose, onDone }: DialogProps) {
  const queries = useQueryClient()
  const [kind, setKind] = useState<Kind>('owner')
  const [draft, setDraft] = useState<Draft>({ owner: '', on: '', amount: '', currency: '', reason: '' })
  const repair = repairOf(kind, draft)
  const preview = useSend(previewRepair)
  const change = (next: Partial<Draft>) => {
    setDraft({ ...draft, ...next })
    preview.reset()
  }
  const apply = useSend(repairDeals, {
    onSuccess: async ({ changed, conflictCount, refused }) => {
      const left = [
        conflictCount > 0 && t('{{n}} changed since the preview and were left', { n: count(conflictCount) }),
        refused > 0 && t('{{n}} were refused', { n: count(refused) }),
      ]
      notifications.show({
        title: tn(changed, '{{n}} deal repaired', '{{n}} deals repaired'),
        message: [...left.filter((each) => each !== false), t('Undo it on the page Import history.')].join('; '),
        closeButtonProps: { 'aria-label': t('Close') },
      })
      onDone()
      await queries.invalidateQueries()
    },
  })
  return (
    <Modal
      opened
      onClose={onClose}
      title={tn(deals.length, 'Repair {{n}} deal', 'Repair {{n}} deals')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      <div className={classes.form}>
        <NativeSelect
          label={t('What to do')}
          value={kind}
          data={[...kinds]}
          onChange={(event) => {
            setKind(event.currentTarget.value as Kind)
            preview.reset()
          }}
        />
        <Fields kind={kind} draft={draft} change={change} />
        {preview.error && <Failed error={preview.error} what={t('preview this')} />}
        {apply.error && <Failed error={apply.error} what={t('repair these deals')} />}
        {preview.data && <Shown preview={preview.data} />}
      </div>
      <div className={classes.ends}>
        <Button variant="default" onClick={onClose}>
          {t('Cancel')}
        </Button>
        <Button
          variant={preview.data ? 'default' : 'filled'}
          disabled={!repair}
          loading={preview.isPending}
          onClick={() => repair && preview.mutate({ deals: [...deals], repair })}
        >
          {t('Preview')}
        </Button>
        {preview.data && (
          <Button
            disabled={!repair || preview.data.change === 0}
            loading={apply.isPending}
            onClick={() => repair && apply.mutate({ deals: [...deals], repair, seen: preview.data.seen })}
          >
            {tn(preview.data.change, 'Change {{n}} deal', 'Change {{n}} deals')}
          </Button>
        )}
      </div>
    </Modal>
  )
}

function Fields({ kind, draft, change }: { kind: Kind; draft: Draft; change: (next: Partial<Draft>) => void }) {
  const owners = useAsk(listOwners, {})
  if (kind === 'owner')
    return (
      <NativeSelect
        label={t('New owner')}
        value={draft.owner}
        data={[{ value: '', label: t('Choose …') }, ...(owners.data?.owners ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
        onChange={(event) => change({ owner: event.currentTarget.value })}
      />
    )
  if (kind === 'amount')
    return (
      <>
        <TextInput
          label={t('Amount')}
          description={t('Leave it empty to clear the amounts.')}
          value={draft.amount}
          onChange={(event) => change({ amount: event.currentTarget.value })}
        />
        <TextInput
          label={t('Currency')}
          description={t('Needed where the deals are in several.')}
          value={draft.currency}
          onChange={(event) => change({ currency: event.currentTarget.value })}
        />
      </>
    )
  return (
    <>
      <TextInput
        type="date"
        label={kind === 'lost' ? t('Lost on') : t('Expected to close on')}
        value={draft.on}
        onChange={(event) => change({ on: event.currentTarget.value })}
      />
      {kind === 'lost' && (
        <TextInput label={t('Reason')} value={draft.reason} onChange={(event) => change({ reason: event.currentTarget.value })} />
      )}
    </>
  )
}

function Shown({ preview }: { preview: Preview }) {
  const { change, same, refused, refusals, examples } = preview
  return (
    <>
      <Notice tone={change > 0 ? 'info' : 'warn'} live title={tn(change, '{{n}} deal would change', '{{n}} deals would change')}>
        {same > 0 && <p>{t('{{n}} already are so.', { n: count(same) })}</p>}
        {refused > 0 && <p>{tn(refused, '{{n}} would be left:', '{{n}} would be left:')}</p>}
        <ul>
          {refusals.map(({ why, deals, examples: names }) => (
            <li key={why}>
              {why} ({count(deals)}: {names.join(', ')})
            </li>
          ))}
        </ul>
        <p>{t('The next import of these deals sets them to what its file says, so correct them in the CRM, too.')}</p>
      </Notice>
      {examples.length > 0 && (
        <DataTable
          caption={t('What would change')}
          rows={examples}
          rowKey={(row) => row.id}
          dense
          columns={[
            {
              key: 'name',
              label: examples.length < change ? t('First {{n}} deals', { n: count(examples.length) }) : t('Deal'),
              head: true,
              cell: (row) => row.name,
            },
            { key: 'before', label: t('Before'), cell: (row) => row.before ?? unknown },
            { key: 'after', label: t('After'), cell: (row) => row.after ?? unknown },
          ]}
        />
      )}
      <p>
        <RichText
          text="It is one step, which can be undone on the page <imports>Import history</imports>."
          parts={{ imports: <AppLink href="/imports" /> }}
        />
      </p>
    </>
  )
}
