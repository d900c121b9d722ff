import { Button, Checkbox, MultiSelect, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import type { Webhook } from '../contract/webhooks-out.ts'
import { kindsByTopic } from '../rules/webhooks-out.ts'
import classes from './webhooks.module.css'

/** What is said of an address. */
export type Wanted = Pick<Webhook, 'name' | 'url' | 'kinds' | 'personal' | 'ordered'>

interface Props {
  readonly start: Wanted
  readonly kinds: readonly string[]
  readonly label: string
  readonly error: unknown
  readonly busy: boolean
  readonly onSend: (wanted: Wanted) => void
  readonly onCancel: () => void
}

const choices = (kinds: readonly string[]) =>
  kindsByTopic(kinds).map(({ topic, kinds: its }) => ({
    group: topic,
    items: [{ value: `${topic}.*`, label: t('{{topic}}: everything', { topic }) }, ...its.map((kind) => ({ value: kind, label: kind }))],
  }))

/** Where to, what about, and how much. */
export function WebhookForm({ start, kinds, label, error, busy, onSend, onCancel }: Props) {
  const [wanted, setWanted] = useState(start)
  const put = (more: Partial<Wanted>) => setWanted((was) => ({ ...was, ...more }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSend(wanted)
  }
  return (
    <form className={classes.stack} onSubmit={submit} aria-label={label}>
      {error !== null && error !== undefined && <Failed error={error} what={t('save this webhook')} />}
      <div className={classes.pair}>
        <TextInput
          label={t('What it is called')}
          required
          maxLength={120}
          autoComplete="off"
          value={wanted.name}
          onChange={(event) => put({ name: event.currentTarget.value })}
        />
        <TextInput
          label={t('Address that is told')}
          type="url"
          required
          maxLength={2_000}
          autoComplete="off"
          value={wanted.url}
          onChange={(event) => put({ url: event.currentTarget.value })}
        />
      </div>
      <MultiSelect
        label={t('What it is told')}
        description={t('Nothing chosen means everything that happens.')}
        data={choices(kinds)}
        value={[...wanted.kinds]}
        onChange={(chosen) => put({ kinds: chosen })}
        searchable
        clearable
      />
      <Checkbox
        label={t('Names and what people wrote go along')}
        description={t('Without it a message says what happened and the ids of records; whoever may read them asks the API.')}
        checked={wanted.personal}
        onChange={(event) => put({ personal: event.currentTarget.checked })}
      />
      <Checkbox
        label={t('One after the other')}
        description={t(
          'Each message waits until the one before was taken. Slower, and one that is never taken holds the rest for three days.',
        )}
        checked={wanted.ordered}
        onChange={(event) => put({ ordered: event.currentTarget.checked })}
      />
      <div className={classes.row}>
        <Button type="submit" loading={busy}>
          {label}
        </Button>
        <Button variant="subtle" color="gray" onClick={onCancel}>
          {t('Cancel')}
        </Button>
      </div>
    </form>
  )
}
