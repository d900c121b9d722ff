import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { CustomKind } from '#kernel/custom-field'
import type { UsedField } from '#platform/fields/contract'
import { t } from '#web/kit/text'
import type { FieldChanges } from './field-changes.ts'
import { kindChoices, optionsOf } from './field-kinds.ts'
import classes from './pipelines.module.css'

/** A custom field that somebody makes by hand. */
export function NewField({ object, currency, changes }: { object: UsedField['object']; currency: string; changes: FieldChanges }) {
  const [typed, setTyped] = useState({ label: '', kind: 'text' as CustomKind, options: '', currency: '' })
  const money = typed.currency || currency
  const submit = (event: FormEvent) => {
    event.preventDefault()
    changes.add(
      {
        ...{ object, label: typed.label, kind: typed.kind },
        options: typed.kind === 'choice' ? optionsOf(typed.options) : null,
        currency: typed.kind === 'money' ? money.toUpperCase() : null,
      },
      () => setTyped({ label: '', kind: 'text', options: '', currency: '' }),
    )
  }
  return (
    <form className={`${classes.form} screen-only`} onSubmit={submit} aria-label={t('A new custom field')}>
      <TextInput
        label={t('New field')}
        required
        withAsterisk={false}
        maxLength={120}
        value={typed.label}
        onChange={(event) => setTyped({ ...typed, label: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('Kind')}
        data={[...kindChoices]}
        value={typed.kind}
        onChange={(event) => setTyped({ ...typed, kind: event.currentTarget.value as CustomKind })}
      />
      {typed.kind === 'choice' && (
        <Textarea
          label={t('Options, one on each line')}
          required
          autosize
          maxRows={8}
          value={typed.options}
          onChange={(event) => setTyped({ ...typed, options: event.currentTarget.value })}
        />
      )}
      {typed.kind === 'money' && (
        <TextInput
          label={t('Currency')}
          required
          maxLength={3}
          value={money}
          onChange={(event) => setTyped({ ...typed, currency: event.currentTarget.value })}
        />
      )}
      <Button type="submit" variant="default" loading={changes.busy}>
        {t('Make field')}
      </Button>
    </form>
  )
}
