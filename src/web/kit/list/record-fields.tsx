import { ActionIcon, Button } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { columnOf, customColumn, customField, type ListColumn, type ListDeclaration } from '#kernel/list'
import type { ListRow, RecordEndpoints } from '#kernel/list-endpoints'
import { mayChange } from '#kernel/rights'
import type { Day } from '#kernel/time'
import { keyOf, useSend } from '#web/client/queries'
import { useRights } from '#web/client/rights'
import { tn, unknown } from '../format.ts'
import { Notice } from '../notice.tsx'
import { Panel } from '../page.tsx'
import { Failed } from '../states.tsx'
import { t } from '../text.ts'
import { CellView, labelOf } from './cell.tsx'
import { FieldEditor, type Typed } from './field-editor.tsx'
import classes from './record-fields.module.css'
import { typedValue } from './value-input.tsx'

interface RecordFieldsProps {
  list: ListDeclaration
  records: RecordEndpoints
  row: ListRow
  /** Fields whose change asks why and on which day. */
  whyOf?: readonly string[]
}

/** All fields of a record, each changed in its place. Empty ones stand behind a button. */
export function RecordFields({ list, records, row, whyOf = [] }: RecordFieldsProps) {
  const [editing, setEditing] = useState<string | null>(null)
  const [all, setAll] = useState(false)
  const [done, setDone] = useState<{ eventId: string; label: string } | null>(null)
  const rights = useRights()
  const queries = useQueryClient()
  const change = useSend(records.change, {
    onSuccess: async ({ eventId, ...after }, { changes }) => {
      const [key = ''] = Object.keys(changes)
      queries.setQueryData([...keyOf(records.read), { id: row.id }], after)
      setEditing(null)
      setDone(eventId === null ? null : { eventId, label: labelOf(columns.find((column) => column.key === key) ?? { key, label: key }) })
      await queries.invalidateQueries()
    },
  })
  const undo = useSend(records.undo, {
    onSuccess: async () => {
      setDone(null)
      await queries.invalidateQueries()
    },
  })
  const custom = Object.keys(row.cells).flatMap((key) => customField(key) ?? [])
  const columns = [...list.columns, ...custom.map((field) => columnOf(list, customColumn(field).key)).filter(({ away }) => !away)]
  const isEmpty = (column: ListColumn) => (row.cells[column.key] ?? null) === null
  const shown = columns.filter((column) => all || !isEmpty(column) || column.shown || column.key === editing)
  const hidden = columns.length - shown.length
  const save = (column: ListColumn, { value, reason, on }: Typed) =>
    change.mutate({
      id: row.id,
      version: row.version,
      changes: { [column.key]: typedValue(column, value) },
      ...(reason.trim() === '' ? {} : { reason }),
      ...(on === '' ? {} : { on: on as Day }),
    })
  return (
    <Panel id="fields" title={t('Fields')}>
      <div className={classes.said}>
        {change.error && (
          <Failed
            error={change.error}
            what={t('save this')}
            onRetry={() => {
              change.reset()
              setEditing(null)
              void queries.invalidateQueries()
            }}
          />
        )}
        {undo.error && <Failed error={undo.error} what={t('undo this')} />}
        {done && (
          <Notice
            tone="good"
            live
            title={t('{{field}} is changed', { field: done.label })}
            actions={
              <Button
                size="xs"
                variant="default"
                loading={undo.isPending}
                onClick={() => undo.mutate({ id: row.id, eventId: done.eventId as never })}
              >
                {t('Undo')}
              </Button>
            }
          />
        )}
      </div>
      <dl className={classes.fields}>
        {shown.map((column) => (
          <div key={column.key} className={classes.field}>
            <dt>{labelOf(column)}</dt>
            <dd>
              {editing === column.key ? (
                <FieldEditor
                  records={records}
                  id={row.id}
                  column={column}
                  cell={row.cells[column.key] ?? null}
                  asksWhy={whyOf.includes(column.key)}
                  saving={change.isPending}
                  onSave={(typed) => save(column, typed)}
                  onCancel={() => {
                    change.reset()
                    setEditing(null)
                  }}
                />
              ) : (
                <>
                  <span>{isEmpty(column) ? unknown : <CellView column={column} row={row} leads={null} />}</span>
                  {column.edited && mayChange(rights, list.kind, column.key) && (
                    <ActionIcon
                      className={`${classes.pencil} screen-only`}
                      variant="subtle"
                      color="gray"
                      size="sm"
                      aria-label={t('Change {{name}}', { name: labelOf(column) })}
                      onClick={() => {
                        change.reset()
                        setEditing(column.key)
                      }}
                    >
                      <IconPencil size={14} stroke={1.6} aria-hidden="true" />
                    </ActionIcon>
                  )}
                </>
              )}
            </dd>
          </div>
        ))}
      </dl>
      {(hidden > 0 || all) && (
        <Button
          className={`${classes.more} screen-only`}
          size="compact-xs"
          variant="subtle"
          aria-expanded={all}
          onClick={() => setAll(!all)}
        >
          {all ? t('Hide empty fields') : tn(hidden, 'Show {{n}} empty field', 'Show {{n}} empty fields')}
        </Button>
      )}
    </Panel>
  )
}
