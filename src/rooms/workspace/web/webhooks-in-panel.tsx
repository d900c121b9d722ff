import { Button } from '@mantine/core'
import { IconWebhook } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import { type Delivery, listQuarantine, replayDeliveries } from '#rooms/capture/contract/responses'
import { listHooks, makeHook, removeHook, rotateHook } from '#rooms/capture/contract/webhooks'
import { useAsk, useSend } from '#web/client/queries'
import { moment, tn } from '#web/kit/format'
import { Notice, Tag } from '#web/kit/notice.tsx'
import { ShownOnce } from '#web/kit/once.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Answered, Empty, Failed } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import classes from './webhooks.module.css'
import { HookForm, kindWords } from './webhooks-in-form.tsx'

type Hook = ResultOf<typeof listHooks>['hooks'][number]

/** Addresses to which other systems send what becomes responses and leads. */
export function IncomingPanel() {
  const found = useAsk(listHooks, {})
  const queries = useQueryClient()
  const [adding, setAdding] = useState(false)
  const [made, setMade] = useState<{ name: string; secret: string } | null>(null)
  const make = useSend(makeHook, {
    onSuccess: async ({ hook, secret }) => {
      setAdding(false)
      setMade({ name: hook.name, secret })
      await queries.invalidateQueries()
    },
  })
  const add = (
    <Button size="xs" onClick={() => setAdding(true)}>
      {t('Make an address')}
    </Button>
  )
  return (
    <Panel
      id="incoming"
      title={t('Sent by others')}
      hint={t(
        'What another system sends here becomes a response: a person, a company, perhaps a lead. Its signature decides whether it is taken.',
      )}
      actions={!adding && (found.data?.hooks.length ?? 0) > 0 && add}
    >
      <Answered query={found} what={t('the addresses')} lines={4}>
        {({ hooks }) => (
          <div className={classes.stack}>
            {made && (
              <ShownOnce title={t('The secret of "{{name}}"', { name: made.name })} label={t('Secret')} value={made.secret}>
                {t('Put it where the sender keeps its secrets: it signs with it. It is not shown again.')}
              </ShownOnce>
            )}
            {adding && (
              <HookForm
                error={make.error}
                busy={make.isPending}
                onSend={(wanted) => make.mutate(wanted)}
                onCancel={() => setAdding(false)}
              />
            )}
            {hooks.length === 0 && !adding && (
              <Empty icon={<IconWebhook size={28} />} title={t('Nobody sends here yet')} actions={add}>
                {t('Make an address for a shop, an event tool or HubSpot, and what comes by it is judged and handed over at once.')}
              </Empty>
            )}
            {hooks.length > 0 && (
              <ul className={classes.list}>
                {hooks.map((hook) => (
                  <HookCard key={hook.id} hook={hook} onSecret={setMade} />
                ))}
              </ul>
            )}
          </div>
        )}
      </Answered>
    </Panel>
  )
}

function HookCard({ hook, onSecret }: { hook: Hook; onSecret: (made: { name: string; secret: string }) => void }) {
  const { id, name, path, setting, lastAt, quarantined } = hook
  const [open, setOpen] = useState<'aside' | 'remove' | null>(null)
  const queries = useQueryClient()
  const onSuccess = () => queries.invalidateQueries()
  const remove = useSend(removeHook, { onSuccess })
  const rotate = useSend(rotateHook, { onSuccess: ({ secret }) => onSecret({ name, secret }) })
  const toggle = (what: 'aside' | 'remove') => setOpen((was) => (was === what ? null : what))
  const quiet = { size: 'compact-sm', variant: 'default' } as const
  return (
    <li className={classes.card}>
      <div className={classes.head}>
        <h3 className={classes.name}>{name}</h3>
        <Tag>{kindWords[setting.kind].label}</Tag>
        {quarantined > 0 && <Tag tone="warn">{tn(quarantined, '{{n}} put aside', '{{n}} put aside')}</Tag>}
      </div>
      <div className={classes.url}>{`${window.location.origin}${path}`}</div>
      <p className={classes.quiet}>
        {kindWords[setting.kind].how} {setting.kind === 'hmac' && t('Header: {{header}}.', { header: setting.header })}{' '}
        {lastAt === null ? t('Nothing has come yet.') : t('The last came {{moment}}.', { moment: moment(lastAt) })}
      </p>
      {rotate.error && <Failed error={rotate.error} what={t('make a new secret')} />}
      <div className={classes.row}>
        {quarantined > 0 && (
          <Button {...quiet} aria-expanded={open === 'aside'} onClick={() => toggle('aside')}>
            {t('What was put aside')}
          </Button>
        )}
        {setting.kind !== 'hubspot' && (
          <Button {...quiet} loading={rotate.isPending} onClick={() => rotate.mutate({ id })}>
            {t('New secret')}
          </Button>
        )}
        <Button {...quiet} aria-expanded={open === 'remove'} onClick={() => toggle('remove')}>
          {t('Close')}
        </Button>
      </div>
      {open === 'aside' && <Aside name={name} />}
      {open === 'remove' && (
        <Notice
          tone="warn"
          title={t('Close {{name}}?', { name })}
          actions={
            <Button size="xs" color="red" variant="light" loading={remove.isPending} onClick={() => remove.mutate({ id })}>
              {t('Close it')}
            </Button>
          }
        >
          <p>{t('What is sent to it is refused from then on. What came by it stays.')}</p>
        </Notice>
      )}
    </li>
  )
}

/** What came by one address and could not be taken, with the reason; it can be taken again for 30 days. */
function Aside({ name }: { name: string }) {
  const found = useAsk(listQuarantine, {})
  const queries = useQueryClient()
  const replay = useSend(replayDeliveries, { onSuccess: () => queries.invalidateQueries() })
  return (
    <div className={classes.stack}>
      {replay.error && <Failed error={replay.error} what={t('take this again')} />}
      {replay.data && (
        <Notice live tone={replay.data.quarantined === 0 ? 'good' : 'warn'}>
          {t('Taken: {{taken}}. Put aside again: {{quarantined}}.', {
            taken: replay.data.taken,
            quarantined: replay.data.quarantined,
          })}
        </Notice>
      )}
      <Answered query={found} what={t('what was put aside')} lines={3}>
        {({ deliveries }) => (
          <DataTable
            caption={t('Put aside, newest first')}
            rows={deliveries.filter(({ way, from }) => way === 'webhook' && from === name)}
            rowKey={({ id }) => id}
            dense
            columns={[
              { key: 'reason', label: t('Why'), head: true, cell: ({ reason }: Delivery) => reason },
              { key: 'at', label: t('When'), cell: ({ receivedAt }: Delivery) => moment(receivedAt) },
              { key: 'raw', label: t('As it came'), cell: (row: Delivery) => <Raw delivery={row} /> },
              {
                key: 'again',
                label: t('Again'),
                quiet: true,
                cell: ({ id }: Delivery) => (
                  <Button size="compact-xs" variant="subtle" color="gray" loading={replay.isPending} onClick={() => replay.mutate({ id })}>
                    {t('Take again')}
                  </Button>
                ),
              },
            ]}
          />
        )}
      </Answered>
    </div>
  )
}

function Raw({ delivery: { raw } }: { delivery: Delivery }) {
  if (raw === null) return t('not kept')
  return (
    <details>
      <summary>{t('Show')}</summary>
      <pre className={classes.said}>{raw}</pre>
    </details>
  )
}
