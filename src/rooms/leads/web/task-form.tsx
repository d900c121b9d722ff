import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Day } from '#kernel/time'
import { useAsk } from '#web/client/queries'
import { t } from '#web/kit/text'
import { taskOwners } from '../contract.ts'
import classes from './tasks.module.css'

/** A task as it is typed. */
export interface Typed {
  readonly title: string
  readonly dueOn: Day | null
  readonly who: 'me' | string | null
}

interface TaskFormProps {
  /** What is to be done, as a name of the form. */
  label: string
  start: { readonly title: string; readonly dueOn: string | null; readonly who: string }
  action: string
  saving: boolean
  onSave: (typed: Typed) => void
  onCancel?: () => void
}

/** What is to be done, until which day, and by whom. */
export function TaskForm({ label, start, action, saving, onSave, onCancel }: TaskFormProps) {
  const [typed, setTyped] = useState({ title: start.title, dueOn: start.dueOn ?? '', who: start.who })
  const { data } = useAsk(taskOwners, {}, { staleTime: 60_000 })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSave({
      title: typed.title,
      dueOn: typed.dueOn === '' ? null : (typed.dueOn as Day),
      who: typed.who === '' ? null : typed.who,
    })
    if (!onCancel) setTyped({ ...typed, title: '' })
  }
  const others = (data?.owners ?? []).filter(({ id }) => id !== data?.me)
  return (
    <form className={classes.form} onSubmit={submit} aria-label={label}>
      <TextInput
        size="xs"
        label={t('Task')}
        required
        withAsterisk={false}
        maxLength={400}
        value={typed.title}
        onChange={(event) => setTyped({ ...typed, title: event.currentTarget.value })}
      />
      <TextInput
        size="xs"
        type="date"
        label={t('Due')}
        value={typed.dueOn}
        onChange={(event) => setTyped({ ...typed, dueOn: event.currentTarget.value })}
      />
      <NativeSelect
        size="xs"
        label={t('Who')}
        value={typed.who === data?.me ? 'me' : typed.who}
        data={[
          { value: 'me', label: t('Me') },
          { value: '', label: t('Nobody yet') },
          ...others.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(event) => setTyped({ ...typed, who: event.currentTarget.value })}
      />
      <Button size="xs" type="submit" loading={saving}>
        {action}
      </Button>
      {onCancel && (
        <Button size="xs" variant="default" onClick={onCancel}>
          {t('Cancel')}
        </Button>
      )}
    </form>
  )
}
