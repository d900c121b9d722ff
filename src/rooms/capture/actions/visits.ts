import type { Id } from '#kernel/id'
import { issuesOf, Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { later } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { behind, type DoorAction, type DoorAnswer, type Visit } from '#platform/action/door'
import { inWriting } from '#platform/action/work'
import { finish, schedule } from '#platform/due/due'
import type { DueHandler } from '#platform/due/runner'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/store/database'
import { noteVisits } from '#rooms/leads/actions/note-visits'
import { keptDays, noteVisit, pageViewShape, trackerScript } from '../contract/tracker.ts'
import { visitsTied } from '../events.ts'
import { type Came, cameBy, sameVisit, visitsIn } from '../rules/visits.ts'
import * as store from '../store/visits.ts'
import { knownVisitors } from '../tables.ts'
import { openPublicKey } from './forms-key.ts'
import { corsOf } from './forms-page.ts'
import { script } from './tracker-script.ts'

/** A visitor who turned out to be somebody, by a form that they sent. */
export interface Tie {
  readonly visitor: string
  readonly personId: Id<'person'>
  readonly accountId: Id<'account'> | null
}

const visitOf = ({ personId, accountId }: Omit<Tie, 'visitor'>, pages: readonly store.PageViewRow[]) => {
  const [first] = pages
  const last = pages.at(-1)
  if (!first || !last) return []
  return [
    {
      ...{ personId, accountId, externalId: `visit:${first.id}`, at: first.at, endsAt: last.at, pages: pages.map(({ path }) => path) },
      ...{ referrer: first.referrer, campaign: cameBy(pages).campaign },
    },
  ]
}

/**
 * Ties visitors to the people whom their forms name: what they opened so far becomes visits of theirs, so it counts when they are judged, and what they open
 * later does at once. Does nothing for visitors of whom nothing is known.
 */
export async function tieVisits(ctx: Ctx, ties: readonly Tie[]): Promise<void> {
  if (ties.length === 0) return
  const byVisitor = new Map(ties.map((tie) => [tie.visitor, tie]))
  const views = await store.viewsOf(ctx.tx, [...byVisitor.keys()])
  if (views.length === 0) return
  const known = new Map((await store.knownOf(ctx.tx, [...byVisitor.keys()])).map((row) => [row.visitor, row]))
  const seen = [...Map.groupBy(views, ({ visitor }) => visitor)].flatMap(([visitor, all]) => {
    const tie = byVisitor.get(visitor)
    return tie ? [{ tie, loose: all.filter(({ tied }) => !tied), before: known.get(visitor) }] : []
  })
  const fresh = seen.filter(({ before }) => !before)
  if (fresh.length > 0)
    await ctx.ledger.insert(
      knownVisitors,
      fresh.map(({ tie: { personId, visitor } }) => ({ id: newId<'known_visitor'>(ctx.now), personId, visitor, since: ctx.now })),
    )
  // Two people at one machine: from now on it is the one who wrote last.
  const moved = seen.flatMap(({ tie, before }) =>
    before && before.personId !== tie.personId ? [{ id: before.id, personId: tie.personId }] : [],
  )
  if (moved.length > 0) await ctx.ledger.update(knownVisitors, moved)
  await noteVisits(
    ctx,
    seen.flatMap(({ tie, loose }) => visitsIn(loose).flatMap((pages) => visitOf(tie, pages as store.PageViewRow[]))),
  )
  await store.noteTied(
    ctx.tx,
    seen.flatMap(({ loose }) => loose.map(({ id }) => id)),
  )
}

/** How a visitor came first, as far as the tracker knows. */
export async function cameFirst(tx: Tx, visitor: string): Promise<Came> {
  return cameBy(await store.viewsOf(tx, [visitor]))
}

/** The path without anything that may name somebody. */
const pathOf = (text: string) => `/${(text.split(/[?#]/)[0] ?? '').replace(/^\/+/, '')}`.slice(0, 300)
const hostOf = (text: string) => (/^[a-z0-9.-]{1,200}$/i.test(text) ? text.toLowerCase() : null)

const refusesTracking = (headers: Headers) => headers.get('dnt') === '1' || headers.get('sec-gpc') === '1'

const note = async ({ services, params, headers, json, now }: Visit): Promise<DoorAnswer> => {
  const opened = await openPublicKey(services, params.siteKey ?? '')
  const origin = headers.get('origin')
  const tracker =
    opened && opened.slug === '' ? await services.database.inWorkspace(opened.workspace, store.trackerOf, { readOnly: true }) : null
  if (!opened || !tracker?.active || origin === null || !tracker.origins.includes(origin))
    throw new Problem('not-allowed', t('Visits of this site are not noted.'))
  if (refusesTracking(headers)) return done(origin)
  const read = pageViewShape.safeParse(json)
  if (!read.success) throw new Problem('invalid-input', t('This page view cannot be read.'), { issues: issuesOf(read.error) })
  const { v: visitor, p, r, u = {} } = read.data
  const actor = { kind: 'system', id: null, name: 'Tracker' } as const
  await inWriting({ services, workspace: opened.workspace, actor }, async (ctx) => {
    const last = await store.lastViewOf(ctx.tx, visitor)
    const [known] = await store.knownOf(ctx.tx, [visitor])
    const view = {
      id: newId<'page_view'>(now),
      visitor,
      at: now,
      path: pathOf(p),
      referrer: hostOf(r ?? ''),
      utm: { ...u },
      tied: known !== undefined,
    }
    await store.keepView(ctx.tx, view)
    if (!known || (last !== null && sameVisit(last, now))) return
    await noteVisits(ctx, visitOf({ personId: known.personId, accountId: null }, [view]))
    ctx.tell(visitsTied, { person: known.personId, visits: 1 }, { kind: 'person', id: known.personId })
  })
  return done(origin)
}

const done = (origin: string): DoorAnswer => ({ status: 204, headers: corsOf(origin), body: '' })

const refuse: DoorAction['refuse'] = (problem) => ({
  status: problem.status,
  headers: { 'content-type': 'application/problem+json', ...corsOf(null) },
  body: JSON.stringify(problem.toJSON()),
})

const give = (): Promise<DoorAnswer> =>
  Promise.resolve({
    status: 200,
    headers: { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'public, max-age=3600', ...corsOf('*') },
    body: script,
  })

export const visitDoors: readonly DoorAction[] = [behind(noteVisit, note, refuse), behind(trackerScript, give, refuse)]

export const forgetVisitsWork = 'forget-visits'
const dayMs = 86_400_000

/** Once a day: page views that are old enough are gone. Goes on as long as there are some, or more may come. */
export const forgetVisits: DueHandler = async ({ services, workspace, item }) => {
  const now = services.clock.now()
  await services.database.inWorkspace(workspace, async (tx) => {
    const left = await store.forgetViews(tx, later(now, -keptDays * dayMs))
    const tracker = await store.trackerOf(tx)
    await finish(tx, item)
    if (left > 0 || tracker?.active)
      await schedule(tx, now, { kind: forgetVisitsWork, subjectId: item.subjectId, payload: {}, dueAt: later(now, dayMs) })
  })
}
