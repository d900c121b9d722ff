import { plusDays } from '#kernel/rule-days'
import { said, spoken, t } from '#kernel/text'
import type { Day } from '#kernel/time'
import { inReading } from '#platform/action/work'
import { dealListing } from '#rooms/deals/actions/list'
import { dealEndpoints } from '#rooms/deals/contract'
import { listTasks, taskOwners } from '#rooms/leads/actions/tasks'
import { askMetric } from '#rooms/measure/actions/questions'
import type { Answer } from '#rooms/measure/contract'
import { readDiagnosis } from '#rooms/plan/actions/questions'
import { companyOf } from '#rooms/workspace/actions'
import { todayOf } from '#rooms/workspace/actions/calendars'
import { teamAround } from '#rooms/workspace/actions/list-members'
import type { Choice, Pack } from '../contract.ts'
import { written } from '../rules/day-words.ts'
import type { Digest, Line, Part } from '../rules/digest.ts'
import { dayBefore } from '../rules/when.ts'
import { type Asking, ask, closed, joined, mostLines } from './asking.ts'
import { becameOfLeads, brokenPromises, handOvers, noticed, openRequests, toRepair } from './compose-hand-over.ts'
import { listRequests } from './request-lists.ts'

/** Puts a digest together from the same answers that the screens show, with the rights of whoever gets it. */
export async function composeDigest(asking: Asking, { pack, every }: Pick<Choice, 'pack' | 'every'>): Promise<Digest> {
  const { services, workspace, actor } = asking
  const { today, company } = await inReading(asking, async (ctx) => ({
    today: await todayOf(ctx),
    company: (await companyOf(ctx.tx)).companyName ?? workspace.name,
  }))
  const about = { pack, company, name: actor.name, day: written(today), origin: services.post?.origin() ?? '' }
  if (pack === 'executive') return { ...about, ...(await executive(asking, every, today)) }
  const news = await noticed(asking, every)
  if (pack === 'ops') return { ...about, lead: null, parts: [...(await toRepair(asking)), ...news] }
  const given = await promised(asking, pack, today)
  if (pack === 'marketer')
    return {
      ...about,
      lead: null,
      parts: [...(await becameOfLeads(asking, every, today)), ...(await openRequests(asking)), ...given, ...news],
    }
  const people = await whose(asking, pack)
  const leads = [...(await handOvers(asking, pack)), ...(pack === 'manager' ? await brokenPromises(asking, every, today) : [])]
  const parts = [
    ...leads,
    ...given,
    ...news,
    await overdue(asking, people, today),
    ...(await tasks(asking, pack)),
    await standing(asking, people, today),
  ]
  return { ...about, lead: null, parts: pack === 'manager' ? [...parts, await baselines(asking, every, today)] : parts }
}

/** Whose deals are meant: one's own, or those of the team; null for everyone's, where somebody leads no team that is known. */
async function whose(asking: Asking, pack: Pack): Promise<readonly string[] | null> {
  const owners = await ask(asking, taskOwners.endpoint, [taskOwners], {})
  const me = owners?.me ?? null
  if (pack === 'rep') return me === null ? [] : [me]
  const team = me === null ? [] : await inReading(asking, ({ tx }) => teamAround(tx, me))
  return team.length > 1 ? team.map(({ id }) => id) : null
}

type Test = { field: string; operator: string; value?: unknown }

async function deals(
  asking: Asking,
  people: readonly string[] | null,
  tests: readonly Test[],
  sort: string,
  beside: (cells: Cells) => string,
) {
  const none: { lines: Line[]; count: number; filter: string } = { lines: [], count: 0, filter: '' }
  if (people !== null && people.length === 0) return none
  const mine = people === null ? [] : [{ field: 'owner', operator: 'in', value: people }]
  const filter = JSON.stringify({ combinator: 'and', rules: [{ field: 'state', operator: 'in', value: ['open'] }, ...mine, ...tests] })
  const found = await ask(asking, dealEndpoints.rows, dealListing, { filter, sort, limit: mostLines })
  if (found === null) return null
  const { count = 0 } = (await ask(asking, dealEndpoints.count, dealListing, { filter })) ?? {}
  const lines = found.rows.map(({ id, cells }) => ({ what: String(cells.name ?? ''), beside: beside(cells), href: `/deals/${id}` }))
  return { lines, count, filter }
}

type Cells = Readonly<Record<string, unknown>>

const moneyOf = (cells: Cells) => {
  const { amount, currency } = (cells.amount ?? {}) as { amount?: string; currency?: string | null }
  return amount === undefined ? '' : figure(Number(amount), 'money', currency ?? null)
}
const ownerOf = (cells: Cells) => (cells.owner as { label?: string } | null)?.label ?? ''

function part(title: string, none: string, found: Awaited<ReturnType<typeof deals>>): Part {
  if (found === null) return { title, lines: [], none: closed() }
  const href = `/deals?${new URLSearchParams({ view: 'none', filter: found.filter })}`
  const more = found.count > found.lines.length ? { more: { text: t('All {{count}}', { count: found.count }), href } } : {}
  return { title, lines: found.lines, none, ...more }
}

/** Open deals whose day of closing has gone by. */
async function overdue(asking: Asking, people: readonly string[] | null, today: Day): Promise<Part> {
  const tests = [{ field: 'expected', operator: '<', value: today }]
  const found = await deals(asking, people, tests, 'expected', (cells) =>
    joined(people?.length === 1 ? '' : ownerOf(cells), moneyOf(cells), cells.expected ? written(String(cells.expected)) : ''),
  )
  return part(t('Open deals past their date'), t('None: every open deal has its date before it.'), found)
}

/** Deals that stand longer than nine of ten won ones took. */
async function standing(asking: Asking, people: readonly string[] | null, today: Day): Promise<Part> {
  const title = t('Deals that are stuck')
  const usual = (await ask(asking, askMetric.endpoint, [askMetric], { name: 'cycle_days_p90' }))?.answers[0]
  if (usual === undefined) return { title, lines: [], none: closed() }
  if (usual.value === null || !usual.enough)
    return { title, lines: [], none: t('Too few deals were won to say how long one usually takes.') }
  const since = new Date(Date.parse(`${today}T00:00:00Z`) - Math.ceil(usual.value) * 86_400_000).toISOString().slice(0, 10)
  const found = await deals(asking, people, [{ field: 'opened', operator: '<', value: since }], 'opened', (cells) =>
    joined(people?.length === 1 ? '' : ownerOf(cells), moneyOf(cells), (cells.stage as { label?: string } | null)?.label ?? ''),
  )
  const none = t('None is older than nine of ten won ones were: {{days}} days.', { days: Math.ceil(usual.value) })
  return part(title, none, found)
}

/** One's own tasks that are due or overdue. */
async function tasks(asking: Asking, pack: Pack): Promise<Part[]> {
  const found = await ask(asking, listTasks.endpoint, [listTasks], { whose: pack === 'rep' ? 'mine' : 'everyone', limit: 50 })
  if (found === null) return []
  const due = found.tasks.filter(({ dueOn }) => dueOn !== null && dueOn <= found.today)
  const lines = due.slice(0, mostLines).map(({ title, dueOn, about, who }) => ({
    what: title,
    beside: joined(pack === 'rep' ? '' : (who?.name ?? ''), about?.label ?? '', dueOn === null ? '' : written(dueOn)),
    href: '/tasks',
  }))
  const all = found.counts.overdue + found.counts.today
  const more = all > lines.length ? { more: { text: t('All {{count}}', { count: all }), href: '/tasks' } } : {}
  return [{ title: t('Tasks that are due'), lines, none: t('None is due.'), ...more }]
}

/** What is promised to the other team until a week from now, late ones first; left out for who promised nothing. */
async function promised(asking: Asking, pack: Pack, today: Day): Promise<Part[]> {
  const asked = { whose: pack === 'rep' ? ('given' as const) : ('everyone' as const), state: 'promised' as const, limit: 100 }
  const found = await ask(asking, listRequests.endpoint, [listRequests], asked)
  const until = plusDays(today, 7)
  const near = found?.requests.filter(({ dueAt }) => dueAt !== null && dueAt.slice(0, 10) <= until) ?? []
  const lines = near.slice(0, mostLines).map(({ id, title, promisedBy, dueAt, promise }) => ({
    what: title,
    beside: joined(
      pack === 'rep' ? '' : (promisedBy?.name ?? ''),
      promise === 'overdue' ? t('late') : '',
      dueAt === null ? '' : written(dueAt.slice(0, 10)),
    ),
    href: `/requests/${id}`,
  }))
  const more =
    near.length > lines.length ? { more: { text: t('All {{count}}', { count: near.length }), href: '/requests?state=promised' } } : {}
  return lines.length === 0 ? [] : [{ title: t('Promised for this week'), lines, none: '', ...more }]
}

const told = ['close_rate', 'deal_size_median', 'cycle_days_median', 'won_amount', 'open_amount'] as const

/** The baselines with what they were a week or a month before. */
async function baselines(asking: Asking, every: Choice['every'], today: Day): Promise<Part> {
  const title = every === 'month' ? t('Baselines, and a month before') : t('Baselines, and a week before')
  const asOf = dayBefore(every, today) as Day
  const lines: Line[] = []
  for (const name of told) {
    const now = (await ask(asking, askMetric.endpoint, [askMetric], { name }))?.answers[0]
    if (now === undefined) return { title, lines: [], none: closed() }
    const before = (await ask(asking, askMetric.endpoint, [askMetric], { name, asOf }))?.answers[0]
    const known = now.value !== null && now.enough && before !== undefined && before.value !== null && before.enough
    const beside = known ? t('{{now}}, was {{before}}', { now: valued(now), before: valued(before) }) : valued(now)
    if (now.value !== null) lines.push({ what: said(now.title), beside, href: `/records/${name}` })
  }
  return { title, lines, none: t('There are no numbers yet.') }
}

const valued = ({ value, unit, currency, enough }: Answer) =>
  value === null || !enough ? t('too few to say') : figure(value, unit, currency)

async function executive(asking: Asking, every: Choice['every'], today: Day): Promise<Pick<Digest, 'lead' | 'parts'>> {
  const answer = await ask(asking, readDiagnosis.endpoint, [readDiagnosis], {})
  const title = t('The constraint')
  if (answer === null) return { lead: null, parts: [{ title, lines: [], none: closed() }] }
  const { diagnosis } = answer
  if (diagnosis === null) return { lead: null, parts: [{ title, lines: [], none: t('There are no records to diagnose yet.') }] }
  const { constraint, firstSteps, headline } = diagnosis
  const held =
    constraint.moneyAYear === null ? '' : t('{{money}} a year', { money: figure(constraint.moneyAYear, 'money', constraint.currency) })
  return {
    lead: headline,
    parts: [
      { title, lines: [{ what: constraint.says, beside: held, href: '/diagnosis' }], none: '' },
      await baselines(asking, every, today),
      {
        title: t('What to do first'),
        lines: firstSteps.map((step) => ({ what: `${step.title}. ${step.step}`, href: '/diagnosis' })),
        none: t('Nothing stands out.'),
      },
    ],
  }
}

/** A figure in its unit, as the language writes it. */
function figure(value: number, unit: Answer['unit'], currency: string | null): string {
  const write = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(spoken(), options).format(value)
  if (unit === 'share') return write({ style: 'percent', maximumFractionDigits: 1 })
  if (unit === 'days') return t('{{days}} days', { days: write({ maximumFractionDigits: 0 }) })
  if (unit === 'count' || currency === null || !/^[A-Z]{3}$/.test(currency)) return write({ maximumFractionDigits: 0 })
  return write({ style: 'currency', currency, maximumFractionDigits: 0 })
}
