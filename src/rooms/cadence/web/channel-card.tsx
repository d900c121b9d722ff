import { Button, Switch } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useSend } from '#web/client/queries'
import { moment } from '#web/kit/format'
import { Notice, Tag } from '#web/kit/notice.tsx'
import { Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { type Channel, changeChannel, programNames, removeChannel, testChannel } from '../contract/channels.ts'
import { kindTitle } from '../rules/notice-words.ts'
import { ChannelForm } from './channel-form.tsx'
import classes from './notices.module.css'

const quiet = { size: 'compact-sm', variant: 'default' } as const

/** One channel: how it does, and what can be done with it. */
export function ChannelCard({ channel }: { channel: Channel }) {
  const { id, name, program, host, kinds, state, why, waiting, failed, lastSentAt } = channel
  const [open, setOpen] = useState<'change' | 'remove' | null>(null)
  const queries = useQueryClient()
  const onSuccess = async () => {
    setOpen(null)
    await queries.invalidateQueries()
  }
  const change = useSend(changeChannel, { onSuccess })
  const remove = useSend(removeChannel, { onSuccess })
  const test = useSend(testChannel)
  return (
    <li className={classes.card}>
      <div className={classes.row}>
        <h3 className={classes.name}>{name}</h3>
        <Tag>{programNames[program]}</Tag>
        {state === 'stopped' && <Tag tone="loss">{t('stopped')}</Tag>}
        <Switch
          size="xs"
          label={t('Is told')}
          checked={state === 'on'}
          disabled={change.isPending}
          onChange={(event) => change.mutate({ id, on: event.currentTarget.checked })}
        />
      </div>
      <p className={classes.quiet}>
        {host} · {kinds.length === 0 ? t('all kinds') : kinds.map(kindTitle).join(', ')}
      </p>
      <p className={classes.quiet}>
        {lastSentAt === null ? t('Nothing was sent yet.') : t('Last sent {{moment}}.', { moment: moment(lastSentAt) })}
        {waiting > 0 && ` ${t('{{count}} wait for the next try.', { count: waiting })}`}
        {failed > 0 && ` ${t('{{count}} were not taken.', { count: failed })}`}
      </p>
      {why !== null && <Notice tone={state === 'stopped' ? 'loss' : 'warn'} title={why} />}
      {test.data && (
        <Notice
          tone={test.data.sent ? 'good' : 'loss'}
          live
          title={
            test.data.sent
              ? t('The test arrived.')
              : t('The test did not arrive: {{why}}', { why: test.data.why ?? String(test.data.status ?? '') })
          }
        />
      )}
      {[change.error, remove.error, test.error].map(
        (error) => error && <Failed key={error.message} error={error} what={t('do this with the channel')} />,
      )}
      <div className={classes.row}>
        <Button {...quiet} loading={test.isPending} onClick={() => test.mutate({ id })}>
          {t('Send a test')}
        </Button>
        <Button {...quiet} onClick={() => setOpen(open === 'change' ? null : 'change')}>
          {t('Change it')}
        </Button>
        <Button {...quiet} onClick={() => setOpen(open === 'remove' ? null : 'remove')}>
          {t('Remove')}
        </Button>
      </div>
      {open === 'change' && (
        <ChannelForm
          was={channel}
          label={t('Save')}
          error={change.error}
          busy={change.isPending}
          onSend={({ program: _, ...wanted }) => change.mutate({ id, ...wanted })}
          onCancel={() => setOpen(null)}
        />
      )}
      {open === 'remove' && (
        <Notice
          tone="warn"
          title={t('It is told nothing any more, also not what waits.')}
          actions={
            <Button size="compact-sm" color="red" loading={remove.isPending} onClick={() => remove.mutate({ id })}>
              {t('Remove this channel')}
            </Button>
          }
        />
      )}
    </li>
  )
}
