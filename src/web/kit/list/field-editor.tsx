import { Button, TextInput } from '@mantine/core'
import { type FormEvent, type KeyboardEvent, useState } from 'react'
import type { ListColumn } from '#kernel/list'
import type { Cell, RecordEndpoints } from '#kernel/list-endpoints'
import { useAsk } from '#web/client/queries'
import { t } from '../text.ts'
import { labelOf } from './cell.tsx'
import classes from './record-fields.module.css'
import { ValueInput } from './value-input.tsx'

/** What somebody types for a field, with the reason and the day where the change asks for them. */
export interface Typed {
  readonly value: string
  readonly reason: string
  readonly on: string
}

interface FieldEditorProps {
  records: RecordEndpoints
  id: string
  column: ListColumn
  cell: Cell
  /** Also asks why and on which day. */
  asksWhy: boolean
  saving: boolean
  onSave: (typed: Typed) => void
  onCancel: () => void
}

/** A value as it is typed. */
function typedOf(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'object') return 'label' in cell ? cell.id : cell.amount
  return String(cell)
}

/** One field while it is changed: Enter saves, Escape leaves it as it is. */
export function FieldEditor({ records, id, column, cell, asksWhy, saving, onSave, onCancel }: FieldEditorProps) {
  const [typed, setTyped] = useState<Typed>({ value: typedOf(cell), reason: '', on: '' })
  const choices = useAsk(records.choices, { id, column: column.key }, { enabled: column.type === 'reference' })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSave(typed)
  }
  const leave = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onCancel()
  }
  return (
    <form className={classes.editor} onSubmit={submit} onKeyDown={leave} aria-label={t('Change {{name}}', { name: labelOf(column) })}>
      <ValueInput
        column={column}
        value={typed.value}
        choices={choices.data?.choices ?? []}
        focused
        onType={(value) => setTyped({ ...typed, value })}
      />
      {asksWhy && (
        <>
          <TextInput
            size="xs"
            label={t('Reason')}
            description={t('Needed when it is lost')}
            maxLength={400}
            value={typed.reason}
            onChange={(event) => setTyped({ ...typed, reason: event.currentTarget.value })}
          />
          <TextInput
            size="xs"
            type="date"
            label={t('On')}
            description={t('Today when left empty')}
            value={typed.on}
            onChange={(event) => setTyped({ ...typed, on: event.currentTarget.value })}
          />
        </>
      )}
      <span className={classes.ends}>
        <Button size="compact-xs" type="submit" loading={saving}>
          {t('Save')}
        </Button>
        <Button size="compact-xs" variant="default" onClick={onCancel}>
          {t('Cancel')}
        </Button>
      </span>
    </form>
  )
}
