import { Button } from '@mantine/core'
import { IconWebhook } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useAsk, useSend } from '#web/client/queries'
import { ShownOnce } from '#web/kit/once.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Answered, Empty } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { listWebhooks, makeWebhook } from '../contract/webhooks-out.ts'
import classes from './webhooks.module.css'
import { type Secret, WebhookCard } from './webhooks-out-card.tsx'
import { type Wanted, WebhookForm } from './webhooks-out-form.tsx'

const nothing: Wanted = { name: '', url: '', kinds: [], personal: false, ordered: false }

/** Addresses of other systems that are told what happens here. */
export function OutgoingPanel() {
  const found = useAsk(listWebhooks, {}, { refetchInterval: 10_000 })
  const queries = useQueryClient()
  const [adding, setAdding] = useState(false)
  const [made, setMade] = useState<Secret | null>(null)
  const make = useSend(makeWebhook, {
    onSuccess: async ({ webhook, secret }) => {
      setAdding(false)
      setMade({ name: webhook.name, secret })
      await queries.invalidateQueries()
    },
  })
  const add = (
    <Button size="xs" onClick={() => setAdding(true)}>
      {t('Tell another address')}
    </Button>
  )
  return (
    <Panel
      id="outgoing"
      title={t('Told to others')}
      hint={t(
        'Each event goes out signed, by Standard Webhooks, and is tried ten times over three days. No address inside a network is called.',
      )}
      actions={!adding && (found.data?.webhooks.length ?? 0) > 0 && add}
    >
      <Answered query={found} what={t('the webhooks')} lines={5}>
        {({ webhooks, kinds }) => (
          <div className={classes.stack}>
            {made && (
              <ShownOnce title={t('The secret of "{{name}}"', { name: made.name })} label={t('Secret')} value={made.secret}>
                {t('Put it where the receiver keeps its secrets: it checks by it that a message is ours. It is not shown again.')}
              </ShownOnce>
            )}
            {adding && (
              <WebhookForm
                start={nothing}
                kinds={kinds}
                label={t('Tell this address')}
                error={make.error}
                busy={make.isPending}
                onSend={(wanted) => make.mutate({ ...wanted, kinds: [...wanted.kinds] })}
                onCancel={() => setAdding(false)}
              />
            )}
            {webhooks.length === 0 && !adding && (
              <Empty icon={<IconWebhook size={28} />} title={t('Nobody is told anything yet')} actions={add}>
                {t(
                  'Name an address of another system, and it hears of each event as soon as it is in the books: a lead handed over, a deal won.',
                )}
              </Empty>
            )}
            {webhooks.length > 0 && (
              <ul className={classes.list}>
                {webhooks.map((webhook) => (
                  <WebhookCard key={webhook.id} webhook={webhook} kinds={kinds} onSecret={setMade} />
                ))}
              </ul>
            )}
          </div>
        )}
      </Answered>
    </Panel>
  )
}
