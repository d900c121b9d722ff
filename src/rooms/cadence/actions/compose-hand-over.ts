import { roleOf } from '#kernel/actor'
import { plusDays } from '#kernel/rule-days'
import { t } from '#kernel/text'
import { type Day, type Instant, later } from '#kernel/time'
import { inReading } from '#platform/action/work'
import { likelyRoutes } from '#rooms/accounts/actions/likely'
import { listLikelyPairs } from '#rooms/accounts/contract/likely'
import { listQuarantine } from '#rooms/capture/actions/responses'
import { listBreaches } from '#rooms/leads/actions/follow-up'
import { listOutcomes, readOutcomes } from '#rooms/leads/actions/outcomes'
import { readQueue } from '#rooms/leads/actions/queue'
import { listWebhooks } from '#rooms/workspace/actions/webhooks-out'
import type { Choice, Pack } from '../contract.ts'
import { written } from '../rules/day-words.ts'
import type { Line, Part } from '../rules/digest.ts'
import { digestedOf } from '../store/notices.ts'
import { type Asking, ask, closed, joined, mostLines } from './asking.ts'
import { saidBy, whose } from './notices-look.ts'
import { listRequests } from './request-lists.ts'

const daysOf = (every: Choice['every']) => (every === 'month' ? 31 : 7)
const dayOf = (at: Instant | null) => (at === null ? '' : written(at.slice(0, 10)))
const left = (count: number, shown: number, href: string) => (count > shown ? { more: { text: t('All {{count}}', { count }), href } } : {})

/** One's own leads with the clock that ends next; for a manager those of which nobody has taken care. */
export async function handOvers(asking: Asking, pack: Pack): Promise<Part[]> {
  const mine = pack === 'rep'
  const title = mine ? t('Leads that wait for you') : t('Leads that are nobody’s')
  const found = await ask(asking, readQueue.endpoint, [readQueue], { whose: mine ? 'mine' : 'queue', limit: mostLines })
  if (found === null) return []
  const { now } = found
  const lines = found.rows.map(
    ({ id, person, account, queue, placeBy, acceptBy, contactBy, acceptedAt, firstContactAt, failsAt }): Line => {
      const next = queue !== null ? placeBy : acceptedAt === null ? acceptBy : firstContactAt === null ? contactBy : failsAt
      return {
        what: joined(person.name, account?.name ?? ''),
        beside: joined(mine ? '' : (queue ?? ''), next !== null && next < now ? t('late') : '', dayOf(next)),
        href: `/leads/${id}`,
      }
    },
  )
  const all = mine ? found.counts.mine : found.counts.queues.reduce((sum, { waiting }) => sum + waiting, 0)
  return [{ title, lines, none: mine ? t('None waits.') : t('Each has an owner.'), ...left(all, lines.length, '/day') }]
}

/** What was not kept, failed hand-overs apart. */
export async function brokenPromises(asking: Asking, every: Choice['every'], today: Day): Promise<Part[]> {
  const since = plusDays(today, -daysOf(every))
  const found = await ask(asking, listBreaches.endpoint, [listBreaches], { limit: 200 })
  if (found === null) return []
  const fresh = found.rows.filter(({ notedAt }) => notedAt.slice(0, 10) >= since)
  const part = (title: string, none: string, rows: typeof fresh): Part => ({
    title,
    none,
    lines: rows.slice(0, mostLines).map(({ lead, person, account, owner, dueAt }) => ({
      what: joined(person, account ?? ''),
      beside: joined(owner ?? '', dayOf(dueAt)),
      href: `/leads/${lead}`,
    })),
    ...left(rows.length, mostLines, '/follow-up'),
  })
  return [
    part(
      t('Hand-overs that failed'),
      t('None failed.'),
      fresh.filter(({ kind }) => kind === 'failed'),
    ),
    part(
      t('Deadlines that were not kept'),
      t('All were kept.'),
      fresh.filter(({ kind }) => kind !== 'failed'),
    ),
  ]
}

/** What became of those whom marketing handed over, and why sales gave some back. */
export async function becameOfLeads(asking: Asking, every: Choice['every'], today: Day): Promise<Part[]> {
  const from = plusDays(today, -daysOf(every)) as Day
  const title = t('What became of your leads')
  const found = await ask(asking, readOutcomes.endpoint, [readOutcomes], { from })
  if (found === null) return [{ title, lines: [], none: closed() }]
  const { handedOver, accepted, working, returned, rejected, disqualified, converted, won } = found.whole
  const lines = [
    [t('Handed over'), handedOver],
    [t('Taken by sales'), accepted + working],
    [t('Became a deal'), converted],
    [t('Won'), won ?? 0],
    [t('Came back or were rejected'), returned + rejected + disqualified],
  ].map(([what, count]) => ({ what: String(what), beside: String(count), href: '/my-leads' }))
  const gone = await ask(asking, listOutcomes.endpoint, [listOutcomes], { from, outcome: 'rejected', limit: mostLines })
  const back = (gone?.rows ?? []).map(
    ({ lead, person, account, reason }): Line => ({ what: joined(person, account ?? ''), beside: reason ?? '', href: `/leads/${lead}` }),
  )
  const none = t('Nobody was handed over in this time.')
  return [
    { title, lines: handedOver === 0 ? [] : lines, none },
    { title: t('Rejected, and why'), lines: back, none: t('None was rejected.'), ...left(rejected, back.length, '/my-leads') },
  ]
}

/** What the team is asked and nobody has promised yet. */
export async function openRequests(asking: Asking): Promise<Part[]> {
  const found = await ask(asking, listRequests.endpoint, [listRequests], { whose: 'everyone', state: 'asked', limit: 100 })
  if (found === null) return []
  const open = found.requests.filter(({ of }) => of === 'marketing')
  const lines = open.slice(0, mostLines).map(({ id, title, askedBy, askedAt }) => ({
    what: title,
    beside: joined(askedBy.name, dayOf(askedAt)),
    href: `/requests/${id}`,
  }))
  return [{ title: t('Asked, and not promised yet'), lines, none: t('All is promised.'), ...left(open.length, lines.length, '/requests') }]
}

/** What came in and was not taken, likely duplicates, and addresses that take nothing. */
export async function toRepair(asking: Asking): Promise<Part[]> {
  const aside = await ask(asking, listQuarantine.endpoint, [listQuarantine], {})
  const pairs = await ask(asking, listLikelyPairs, likelyRoutes, { limit: 1 })
  const hooks = await ask(asking, listWebhooks.endpoint, [listWebhooks], {})
  const reasons = aside?.reasons.slice(0, mostLines).map(({ says, count }) => ({ what: says, beside: String(count), href: '/responses' }))
  const likely = pairs && [
    { what: t('People'), beside: String(pairs.counts.person), href: '/duplicates', count: pairs.counts.person },
    { what: t('Accounts'), beside: String(pairs.counts.account), href: '/duplicates?kind=account', count: pairs.counts.account },
  ]
  const failing = hooks?.webhooks.filter(({ state, failed }) => state === 'stopped' || failed > 0)
  return [
    { title: t('Came in and could not be taken'), lines: reasons ?? [], none: aside === null ? closed() : t('All was taken.') },
    {
      title: t('Likely duplicates'),
      lines: likely?.filter(({ count }) => count > 0).map(({ count: _, ...line }) => line) ?? [],
      none: pairs === null ? closed() : t('None waits for a look.'),
    },
    {
      title: t('Webhooks that are not taken'),
      lines:
        failing?.slice(0, mostLines).map(({ name, failed, state }) => ({
          what: name,
          beside: joined(state === 'stopped' ? t('stopped') : '', failed > 0 ? t('{{count}} messages', { count: failed }) : ''),
          href: '/settings/webhooks',
        })) ?? [],
      none: hooks === null ? closed() : t('All that was sent is taken.'),
    },
  ]
}

/** Notices that somebody wants in the digest. */
export async function noticed(asking: Asking, every: Choice['every']): Promise<Part[]> {
  const { actor } = asking
  if (actor.kind !== 'user' || roleOf(actor) === null) return []
  const all = await inReading(asking, async ({ tx, now }) =>
    saidBy(tx, actor, await digestedOf(tx, whose(actor), later(now, -daysOf(every) * 86_400_000), mostLines)),
  )
  const lines = all.map(({ says, href, row }) => ({ what: says, beside: dayOf(row.at), href }))
  return lines.length === 0 ? [] : [{ title: t('What else happened'), lines, none: '' }]
}
