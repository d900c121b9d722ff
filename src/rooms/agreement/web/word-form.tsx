import { Button, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { t } from '#web/kit/text'
import type { Wording } from '../contract.ts'
import classes from './glossary.module.css'

interface WordFormProps {
  start?: Wording
  action: string
  busy: boolean
  onSave: (typed: Wording & { reason: string }) => void
  onCancel: () => void
}

const empty: Wording = { name: '', meaning: '', marketing: null, sales: null, example: null, isNot: null }

/** A word as it is written: its meaning, how each side puts it, an example, what it is not, and why it is written so. */
export function WordForm({ start = empty, action, busy, onSave, onCancel }: WordFormProps) {
  const { name, meaning, marketing, sales, example, isNot } = start
  const [typed, setTyped] = useState({ name, meaning, marketing, sales, example, isNot })
  const [reason, setReason] = useState('')
  const long = (key: Exclude<keyof Wording, 'name'>, label: string, required = false) => (
    <Textarea
      label={label}
      autosize
      minRows={2}
      maxLength={1000}
      required={required}
      withAsterisk={false}
      value={typed[key] ?? ''}
      onChange={(event) => setTyped({ ...typed, [key]: event.currentTarget.value })}
    />
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSave({ ...typed, reason })
  }
  return (
    <form className={classes.form} onSubmit={submit} aria-label={name === '' ? t('A word of your own') : name}>
      <TextInput
        label={t('Word')}
        required
        withAsterisk={false}
        maxLength={80}
        value={typed.name}
        onChange={(event) => setTyped({ ...typed, name: event.currentTarget.value })}
      />
      {long('meaning', t('What it means, for both sides'), true)}
      <div className={classes.fields}>
        {long('marketing', t('How marketing puts it'))}
        {long('sales', t('How sales puts it'))}
        {long('example', t('For example'))}
        {long('isNot', t('It is not'))}
      </div>
      <Textarea
        label={t('Why it is written so')}
        autosize
        maxLength={2000}
        required
        withAsterisk={false}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className={classes.buttons}>
        <Button
          type="submit"
          size="xs"
          loading={busy}
          disabled={typed.name.trim() === '' || typed.meaning.trim().length < 3 || reason.trim().length < 3}
        >
          {action}
        </Button>
        <Button size="xs" variant="default" onClick={onCancel}>
          {t('Cancel')}
        </Button>
      </div>
    </form>
  )
}
