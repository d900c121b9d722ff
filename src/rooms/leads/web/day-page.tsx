import { Button, NativeSelect, SegmentedControl } from '@mantine/core'
import { IconCoffee, IconFileCertificate } from '@tabler/icons-react'
import { useRouter, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import { useAsk } from '#web/client/queries'
import { count, tn } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Page } from '#web/kit/page.tsx'
import { Answered, Empty } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { readQueue } from '../contract.ts'
import classes from './day.module.css'
import { useArrivals } from './day-arrivals.ts'
import { Desk } from './day-desk.tsx'
import { Liveness, useQueueLive } from './day-live.tsx'
import { hrefOf, type Look, lookOf, whoses } from './day-look.ts'
import { Allowed } from './day-nobody.tsx'

type Found = ResultOf<typeof readQueue>

const most = 200

/** The day of somebody in sales: who was handed over, whose clock ends first, and all that is known of them. */
export default function DayPage() {
  const router = useRouter()
  const look = lookOf(useSearch({ strict: false }) as Readonly<Record<string, string | undefined>>)
  const { whose, queue, sort } = look
  const [limit, setLimit] = useState(50)
  const { liveness, every } = useQueueLive()
  const asked = { whose, sort, limit, ...(whose === 'queue' && queue !== '' ? { queue } : {}) }
  const query = useAsk(readQueue, asked, { keepPrevious: true, refetchInterval: every, staleTime: 0 })
  const arrivals = useArrivals(query.data?.rows, hrefOf({ ...look, lead: '', sort: 'clock' }))
  const go = (change: Partial<Look>) => router.history.push(hrefOf({ ...look, lead: '', ...change }))
  return (
    <Page
      title={t('My day')}
      width="wide"
      lead={<Lead found={query.data} />}
      actions={query.data && <Choices look={look} found={query.data} go={go} />}
    >
      <div className={classes.state}>
        <Liveness liveness={query.error ? 'offline' : liveness} since={query.dataUpdatedAt} />
        <p role="status" aria-live="polite" className="visually-hidden">
          {arrivals.said}
        </p>
      </div>
      <Allowed error={query.data ? null : query.error}>
        <Answered query={query} what={t('the queue')} lines={8}>
          {(found) => (
            <>
              {found.contract === null && found.rows.length > 0 && <NoContract />}
              <Desk
                found={found}
                look={look}
                fresh={arrivals.fresh}
                onSeen={arrivals.seen}
                empty={<Nothing found={found} look={look} go={go} />}
                more={
                  found.cursor !== null &&
                  (limit < most ? (
                    <Button size="xs" variant="default" onClick={() => setLimit(most)} loading={query.isPlaceholderData}>
                      {t('Show more')}
                    </Button>
                  ) : (
                    <p className={classes.quiet}>
                      {t('Only the first {{n}} are shown: those whose clock ends first.', { n: count(most) })}
                    </p>
                  ))
                }
              />
            </>
          )}
        </Answered>
      </Allowed>
    </Page>
  )
}

/** How many wait for whoever looks, in one sentence. */
function Lead({ found }: { found: Found | undefined }) {
  if (!found) return t('Who was handed over to you, whose clock ends first, and all that is known of them.')
  const { mine, late, queues } = found.counts
  const waiting = queues.reduce((sum, one) => sum + one.waiting, 0)
  return (
    <>
      {tn(mine, '{{n}} person waits for you.', '{{n}} people wait for you.')}{' '}
      {late > 0 && <strong className={classes.lateText}>{tn(late, '{{n}} is overdue.', '{{n}} are overdue.')}</strong>}{' '}
      {waiting > 0 && tn(waiting, '{{n}} waits in a queue.', '{{n}} wait in queues.')}
    </>
  )
}

function Choices({ look, found, go }: { look: Look; found: Found; go: (change: Partial<Look>) => void }) {
  const { counts } = found
  const waiting = counts.queues.reduce((sum, one) => sum + one.waiting, 0)
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label={t('Whose leads')}
        value={look.whose}
        data={[
          { value: 'mine', label: `${t('Mine')} ${count(counts.mine)}` },
          { value: 'queue', label: `${t('Queues')} ${count(waiting)}` },
          { value: 'everyone', label: `${t('Everyone’s')} ${count(counts.everyone)}` },
        ]}
        onChange={(value) => go({ whose: whoses.find((one) => one === value) ?? 'mine', queue: '' })}
      />
      {look.whose === 'queue' && counts.queues.length > 1 && (
        <NativeSelect
          size="xs"
          aria-label={t('Queue')}
          value={look.queue}
          data={[
            { value: '', label: t('All queues') },
            ...counts.queues.map(({ name, waiting: n }) => ({ value: name, label: `${name} (${count(n)})` })),
          ]}
          onChange={(event) => go({ queue: event.currentTarget.value })}
        />
      )}
      <NativeSelect
        size="xs"
        aria-label={t('Order')}
        value={look.sort}
        data={[
          { value: 'clock', label: t('By the clock') },
          { value: 'value', label: t('By points') },
        ]}
        onChange={(event) => go({ sort: event.currentTarget.value === 'value' ? 'value' : 'clock', lead: look.lead })}
      />
    </>
  )
}

function NoContract() {
  return (
    <Notice
      tone="warn"
      title={t('No lead contract is in force')}
      actions={
        <Button size="xs" variant="default" component={AppLink} href="/lead-contract">
          {t('Go to the lead contract')}
        </Button>
      }
    >
      {t('Nobody new is handed over until both sides have signed one. Those below came under an earlier one.')}
    </Notice>
  )
}

/** Nothing is here, and what would change that. */
function Nothing({ found, look, go }: { found: Found; look: Look; go: (change: Partial<Look>) => void }) {
  if (found.contract === null)
    return (
      <Empty
        icon={<IconFileCertificate />}
        title={t('No lead contract is in force')}
        actions={
          <Button component={AppLink} href="/lead-contract">
            {t('Go to the lead contract')}
          </Button>
        }
      >
        {t('Marketing and sales define together who counts as a lead and sign it. From then on everybody who meets it appears here.')}
      </Empty>
    )
  const waiting = found.counts.queues.reduce((sum, one) => sum + one.waiting, 0)
  return (
    <Empty
      icon={<IconCoffee />}
      title={look.whose === 'mine' ? t('Nothing waits for you') : t('Nothing waits here')}
      actions={
        look.whose === 'mine' &&
        waiting > 0 && (
          <Button variant="default" onClick={() => go({ whose: 'queue' })}>
            {tn(waiting, 'Look at the one in a queue', 'Look at the {{n}} in queues')}
          </Button>
        )
      }
    >
      {t('Whoever is handed over next appears here by itself.')}
    </Empty>
  )
}
