import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { UsedField } from '#platform/fields/contract'
import { day, tn } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { MoveButtons } from '#web/kit/move-buttons.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { RichText } from '#web/kit/rich-text.tsx'
import { t } from '#web/kit/text'
import type { FieldChanges } from './field-changes.ts'
import { KindForm } from './field-kind-form.tsx'
import { kindChoices } from './field-kinds.ts'
import classes from './pipelines.module.css'

interface FieldProps {
  field: UsedField
  place: number
  number: number
  currency: string
  changes: FieldChanges
}

/** One custom field with what is known of it and what can be done with it. */
export function Field({ field, place, number, currency, changes }: FieldProps) {
  const [open, setOpen] = useState<'name' | 'kind' | 'remove' | null>(null)
  const { label: name, key, aliases, kind, hidden, filled, unread } = field
  const others = [...new Set([key, ...aliases])].filter((one) => one !== name)
  const close = () => setOpen(null)
  return (
    <li className={classes.stage}>
      <span className={classes.name}>
        {open === 'name' ? <NameForm field={field} changes={changes} onEnd={close} /> : name}
        {others.length > 0 && <span className={classes.once}>{t('In files also: {{names}}', { names: others.join(', ') })}</span>}
        <Origin field={field} />
      </span>
      <Tag tone="plain">{kindChoices.find(({ value }) => value === kind)?.label}</Tag>
      {hidden && <Tag tone="warn">{t('Hidden')}</Tag>}
      {unread > 0 && <Tag tone="warn">{tn(unread, '{{n}} value does not read', '{{n}} values do not read')}</Tag>}
      <span>{tn(filled, '{{n}} record', '{{n}} records')}</span>
      <span className={`${classes.steps} screen-only`}>
        <MoveButtons
          name={field.label}
          place={place}
          number={number}
          onMove={(to) => changes.change(field, { place: to }, t('{{name}} is at place {{place}}.', { name: field.label, place: to + 1 }))}
        />
        <Button size="compact-sm" variant="subtle" aria-label={t('Rename {{name}}', { name })} onClick={() => setOpen('name')}>
          {t('Rename')}
        </Button>
        <Button
          size="compact-sm"
          variant="subtle"
          aria-label={t('Kind of {{name}}', { name })}
          aria-expanded={open === 'kind'}
          onClick={() => setOpen(open === 'kind' ? null : 'kind')}
        >
          {t('Kind')}
        </Button>
        <Button
          size="compact-sm"
          variant="subtle"
          aria-label={hidden ? t('Show {{name}}', { name }) : t('Hide {{name}}', { name })}
          onClick={() =>
            changes.change(
              field,
              { hidden: !hidden },
              hidden ? t('{{name}} is shown again.', { name }) : t('{{name}} is hidden from screens; its values stay.', { name }),
            )
          }
        >
          {hidden ? t('Show') : t('Hide')}
        </Button>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          aria-label={t('Remove {{name}}', { name })}
          aria-expanded={open === 'remove'}
          onClick={() => setOpen(open === 'remove' ? null : 'remove')}
        >
          {t('Remove')}
        </Button>
      </span>
      {open === 'kind' && <KindForm {...{ field, currency, changes }} onEnd={close} />}
      {open === 'remove' && (
        <span className={classes.form}>
          <span>
            {tn(
              filled,
              'This takes {{n}} value away. It can be undone; an import whose file names the field brings it again.',
              'This takes {{n}} values away. It can be undone; an import whose file names the field brings it again.',
            )}
          </span>
          <Button size="compact-sm" color="red" loading={changes.busy} onClick={() => changes.remove(field)}>
            {t('Remove {{name}} and its values', { name })}
          </Button>
          <Button size="compact-sm" variant="default" onClick={close}>
            {t('Cancel')}
          </Button>
        </span>
      )}
    </li>
  )
}

/** Where a field came from. */
function Origin({ field: { from } }: { field: UsedField }) {
  if (from === null) return null
  if (from.import === null) return <span className={classes.once}>{t('Made by hand')}</span>
  return (
    <span className={classes.once}>
      <RichText
        text="From the import <a>{{name}}</a>, {{day}}"
        parts={{ a: <AppLink href={`/imports/${from.import}`} /> }}
        gaps={{ name: from.name, day: from.at === null ? '' : day(from.at) }}
      />
    </span>
  )
}

function NameForm({ field, changes, onEnd }: { field: UsedField; changes: FieldChanges; onEnd: () => void }) {
  const [name, setName] = useState(field.label)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    changes.change(field, { label: name }, t('{{was}} is now called {{name}}.', { was: field.label, name }), onEnd)
  }
  return (
    <form onSubmit={submit}>
      <TextInput
        size="xs"
        aria-label={t('New name of {{name}}', { name: field.label })}
        required
        maxLength={120}
        autoFocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && onEnd()}
      />
      <Button size="compact-sm" type="submit" loading={changes.busy} disabled={name.trim() === field.label}>
        {t('Save')}
      </Button>
      <Button size="compact-sm" variant="default" onClick={onEnd}>
        {t('Cancel')}
      </Button>
    </form>
  )
}
