import { Button, Checkbox, MultiSelect, NativeSelect, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { type Channel, type ChannelWanted, type Program, programNames, programs } from '../contract/channels.ts'
import { type NoticeKind, noticeKindNames } from '../contract/notice-kinds.ts'
import { kindTitle } from '../rules/notice-words.ts'
import classes from './notices.module.css'

type Wanted = ChannelWanted & { readonly program?: Program; readonly url?: string }

interface Props {
  /** The channel that is changed; without one a new one is made. */
  readonly was?: Channel
  readonly label: string
  readonly error: unknown
  readonly busy: boolean
  readonly onSend: (wanted: Wanted) => void
  readonly onCancel: () => void
}

/** Which channel, and what it is told. The address is a secret: it is entered and never shown. */
export function ChannelForm({ was, label, error, busy, onSend, onCancel }: Props) {
  const [wanted, setWanted] = useState({ name: was?.name ?? '', kinds: was?.kinds ?? [], names: was?.names ?? false })
  const [program, setProgram] = useState<Program>('slack')
  const [url, setUrl] = useState('')
  const put = (more: Partial<typeof wanted>) => setWanted((before) => ({ ...before, ...more }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSend({ ...wanted, ...(was ? {} : { program }), ...(url === '' ? {} : { url }) })
  }
  return (
    <form className={classes.stack} onSubmit={submit} aria-label={label}>
      {error !== null && error !== undefined && <Failed error={error} what={t('save this channel')} />}
      <div className={classes.pair}>
        <TextInput
          label={t('What it is called')}
          required
          maxLength={120}
          autoComplete="off"
          value={wanted.name}
          onChange={(event) => put({ name: event.currentTarget.value })}
        />
        {!was && (
          <NativeSelect
            label={t('Program')}
            data={programs.map((value) => ({ value, label: programNames[value] }))}
            value={program}
            onChange={(event) => setProgram(event.currentTarget.value as Program)}
          />
        )}
      </div>
      <PasswordInput
        label={t('Address of its incoming webhook')}
        description={
          was
            ? t('Leave it empty to keep the one that is there.')
            : t('Whoever has it may write into the channel. It is kept sealed and not shown again.')
        }
        required={!was}
        maxLength={2_000}
        autoComplete="off"
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      <MultiSelect
        label={t('What it is told')}
        description={t('Nothing chosen means all of it.')}
        data={noticeKindNames.map((value) => ({ value, label: kindTitle(value) }))}
        value={[...wanted.kinds]}
        onChange={(kinds) => put({ kinds: kinds as NoticeKind[] })}
        searchable
        clearable
      />
      <Checkbox
        label={t('Names of records go along')}
        description={t('Without it a message says what happened, and its link shows the record to those who may see it.')}
        checked={wanted.names}
        onChange={(event) => put({ names: event.currentTarget.checked })}
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
