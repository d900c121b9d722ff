import { Button, Switch } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useSend } from '#web/client/queries'
import { moment, tn } from '#web/kit/format'
import { Notice, Tag } from '#web/kit/notice.tsx'
import { ReasonButton } from '#web/kit/reason-button.tsx'
import { Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { changeWebhook, removeWebhook, rotateWebhook, sendAgain, testWebhook, type Webhook } from '../contract/webhooks-out.ts'
import { maySendAgain } from '../rules/webhooks-out.ts'
import classes from './webhooks.module.css'
import { WebhookForm } from './webhooks-out-form.tsx'
import { outcomeOf, WebhookLog } from './webhooks-out-log.tsx'

/** A secret that was made just now. */
export interface Secret {
  readonly name: string
  readonly secret: string
}

interface Props {
  readonly webhook: Webhook
  readonly kinds: readonly string[]
  readonly onSecret: (made: Secret) => void
}

/** One address: how it does, and what can be done with it. */
export function WebhookCard({ webhook, kinds, onSecret }: Props) {
  const { id, name, url, state, failed } = webhook
  const [open, setOpen] = useState<'log' | 'change' | 'remove' | null>(null)
  const queries = useQueryClient()
  const onSuccess = () => queries.invalidateQueries()
  const change = useSend(changeWebhook, {
    onSuccess: async () => {
      setOpen((was) => (was === 'change' ? null : was))
      await onSuccess()
    },
  })
  const test = useSend(testWebhook, { onSuccess })
  const rotate = useSend(rotateWebhook, {
    onSuccess: async ({ secret }) => {
      onSecret({ name, secret })
      await onSuccess()
    },
  })
  const again = useSend(sendAgain, { onSuccess })
  const remove = useSend(removeWebhook, { onSuccess })
  const toggle = (what: 'log' | 'change' | 'remove') => setOpen((was) => (was === what ? null : what))
  const quiet = { size: 'compact-sm', variant: 'default' } as const
  return (
    <li className={classes.card}>
      <div className={classes.head}>
        <h3 className={classes.name}>{name}</h3>
        <WebhookState webhook={webhook} />
        <Switch
          size="xs"
          label={t('Is told')}
          checked={state === 'on'}
          disabled={change.isPending}
          onChange={(event) => change.mutate({ id, on: event.currentTarget.checked, catchUp: state === 'stopped' })}
        />
      </div>
      <div className={classes.url}>{url}</div>
      <p className={classes.quiet}>{aboutOf(webhook)}</p>
      {state === 'stopped' && (
        <Notice tone="loss" title={t('Stopped by Interlock')}>
          <p>{webhook.why}</p>
          <p>{t('Put the receiver in order, switch it on, then send again what was never taken.')}</p>
        </Notice>
      )}
      {open !== 'change' && change.error && <Failed error={change.error} what={t('change this webhook')} />}
      {test.error && <Failed error={test.error} what={t('send a test')} />}
      {test.data && (
        <Notice tone={test.data.sent ? 'good' : 'loss'} live title={test.data.sent ? t('The test was taken') : t('The test was not taken')}>
          <p>{outcomeOf(test.data.attempt)}</p>
          {test.data.attempt.answer && <pre className={classes.said}>{test.data.attempt.answer}</pre>}
        </Notice>
      )}
      {again.error && <Failed error={again.error} what={t('send again')} />}
      <div className={classes.row}>
        <Button {...quiet} loading={test.isPending} onClick={() => test.mutate({ id })}>
          {t('Send a test')}
        </Button>
        <Button {...quiet} aria-expanded={open === 'log'} onClick={() => toggle('log')}>
          {t('Messages')}
        </Button>
        {failed > 0 && (
          <ReasonButton
            {...quiet}
            allowed={maySendAgain(state)}
            loading={again.isPending}
            onClick={() => again.mutate({ id, since: webhook.madeAt })}
          >
            {tn(failed, 'Send {{n}} again that was never taken', 'Send {{n}} again that were never taken')}
          </ReasonButton>
        )}
        <Button {...quiet} aria-expanded={open === 'change'} onClick={() => toggle('change')}>
          {t('Change it')}
        </Button>
        <Button {...quiet} loading={rotate.isPending} onClick={() => rotate.mutate({ id })}>
          {t('New secret')}
        </Button>
        <Button {...quiet} aria-expanded={open === 'remove'} onClick={() => toggle('remove')}>
          {t('Remove')}
        </Button>
      </div>
      {open === 'log' && <WebhookLog webhook={webhook} onAgain={(delivery) => again.mutate({ id, delivery })} />}
      {open === 'change' && (
        <WebhookForm
          start={webhook}
          kinds={kinds}
          label={t('Save')}
          error={change.error}
          busy={change.isPending}
          onSend={(wanted) => change.mutate({ id, ...wanted, kinds: [...wanted.kinds] })}
          onCancel={() => setOpen(null)}
        />
      )}
      {open === 'remove' && (
        <Notice
          tone="warn"
          title={t('Remove {{name}}?', { name })}
          actions={
            <Button size="xs" color="red" variant="light" loading={remove.isPending} onClick={() => remove.mutate({ id })}>
              {t('Remove it')}
            </Button>
          }
        >
          <p>{t('It is told nothing any more. Its secret and its messages go; that it was there stays in the log.')}</p>
        </Notice>
      )}
    </li>
  )
}

function WebhookState({ webhook: { state, waiting, failed, heldUntil } }: { webhook: Webhook }) {
  return (
    <>
      {state === 'stopped' && <Tag tone="loss">{t('Stopped')}</Tag>}
      {waiting > 0 && <Tag tone="warn">{tn(waiting, '{{n}} waits', '{{n}} wait')}</Tag>}
      {failed > 0 && <Tag tone="loss">{tn(failed, '{{n}} never taken', '{{n}} never taken')}</Tag>}
      {heldUntil !== null && <Tag tone="warn">{t('Asked for quiet until {{moment}}', { moment: moment(heldUntil) })}</Tag>}
    </>
  )
}

function aboutOf({ kinds, personal, lastSentAt, madeBy, oldSecretUntil }: Webhook): string {
  return [
    kinds.length === 0 ? t('Told everything.') : t('Told of {{kinds}}.', { kinds: kinds.join(', ') }),
    personal ? t('Names go along.') : t('Ids only, no names.'),
    lastSentAt === null ? t('Nothing was taken yet.') : t('Last taken {{moment}}.', { moment: moment(lastSentAt) }),
    t('{{name}} answers for it.', { name: madeBy }),
    ...(oldSecretUntil === null ? [] : [t('The secret from before signs too until {{moment}}.', { moment: moment(oldSecretUntil) })]),
  ].join(' ')
}
