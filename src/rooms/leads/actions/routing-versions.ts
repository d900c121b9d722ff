import { rightsOf } from '#kernel/actor'
import type { Id } from '#kernel/id'
import { mayUse } from '#kernel/may'
import { found, Problem } from '#kernel/problem'
import { readableList } from '#kernel/rights'
import { t } from '#kernel/text'
import { action, question } from '#platform/action/action'
import type { Ctx, ReadCtx } from '#platform/action/context'
import { newId } from '#platform/ids'
import { toldEvents } from '#platform/ledger/told'
import { undoEvent } from '#platform/ledger/undo'
import { territoryOwners } from '#rooms/accounts/actions/territories'
import { teamsOfMembers } from '#rooms/workspace/actions/calendars'
import { peopleAtWork } from '#rooms/workspace/actions/working'
import { type RoutingDocument, routingShape } from '../contract/routing.ts'
import * as contract from '../contract/routing-versions.ts'
import { routingChanged } from '../events.ts'
import { checkedRouting, standingOf } from '../rules/routing-documents.ts'
import * as store from '../store/routing.ts'
import { routingVersions } from '../tables.ts'
import { routingList } from './routing.ts'

/** A routing as somebody sent it, checked by what they may read and who there is. */
export async function checkedFor(ctx: Pick<ReadCtx, 'tx' | 'now' | 'actor'>, document: RoutingDocument): Promise<RoutingDocument> {
  const { workers } = await peopleAtWork(ctx)
  const named = { members: new Set<string>(workers.keys()), teams: new Set(await teamsOfMembers(ctx.tx)) }
  return checkedRouting(readableList(await routingList(ctx.tx), rightsOf(ctx.actor)), document, named)
}

/** What was kept, if it is a routing still. Throws a Problem when somebody changed an export that brought it. */
export function routingIn({ document, number }: Pick<store.RoutingRow, 'document' | 'number'>): RoutingDocument {
  const read = routingShape.safeParse(document)
  if (!read.success)
    throw new Problem(
      'conflict',
      t('Version {{number}} of the routing cannot be read. Restore it from a backup, or publish a new version.', { number }),
    )
  return read.data
}

function told(row: store.RoutingRow, all: readonly store.RoutingRow[]): Omit<contract.RoutingVersion, 'document'> {
  const { id, number, basedOn, by, at, reason, publishedBy, publishedAt } = row
  return { id, number, basedOn, by, at, reason, publishedBy, publishedAt, state: standingOf(row, all) }
}

const whole = (row: store.RoutingRow, all: readonly store.RoutingRow[]) => ({ ...told(row, all), document: routingIn(row) })

const versionIn = (all: readonly store.RoutingRow[], id: Id<'routing_version'>) =>
  found(
    all.find((row) => row.id === id),
    t('This version of the routing'),
  )

export const readRouting = question(contract.readRouting, async (ctx) => {
  const { tx, actor } = ctx
  const all = await store.allRoutings(tx)
  const { columns, custom = [] } = readableList(await routingList(tx), rightsOf(actor))
  const { workers } = await peopleAtWork(ctx)
  const holds = all.findLast(({ state }) => state === 'published')
  const draft = all.find(({ state }) => state === 'draft')
  return {
    holds: holds ? whole(holds, all) : null,
    draft: draft ? whole(draft, all) : null,
    versions: all.map((row) => told(row, all)).toReversed(),
    columns: [...columns, ...custom.filter(({ away }) => !away)].map(({ key, label, type, options }) => ({
      ...{ key, label, type },
      ...(options === undefined ? {} : { options: options.map(({ value }) => value) }),
    })),
    members: [...workers.values()].map(({ id, name, team }) => ({ id, name, team })),
    teams: await teamsOfMembers(tx),
    territories: [...(await territoryOwners(tx)).keys()],
    manages: mayUse(contract.publishRouting, actor).ok,
  }
})

export const readRoutingVersion = question(contract.readRoutingVersion, async ({ tx }, { id }) => {
  const all = await store.allRoutings(tx)
  return whole(versionIn(all, id), all)
})

type What = Parameters<typeof routingChanged.say>[0]['what']

function tell(ctx: Ctx, { id, number }: Pick<store.RoutingRow, 'id' | 'number'>, what: What, reason: string | null = null) {
  ctx.tell(routingChanged, { version: id, number, what, reason }, { kind: 'routing_version', id })
  return { id, eventId: ctx.ledger.eventId }
}

export const draftRouting = action(contract.draftRouting, async (ctx, { document, basedOn }) => {
  const all = await store.allRoutings(ctx.tx, 'change')
  const open = all.find(({ state }) => state === 'draft')
  if (open)
    throw new Problem(
      'conflict',
      t('Version {{number}} is being drafted by {{name}}. Go on with it, or throw it away first.', { number: open.number, name: open.by }),
    )
  if (basedOn !== null && !all.some(({ number }) => number === basedOn))
    throw new Problem('not-found', t('There is no version {{number}} of the routing.', { number: basedOn }))
  const row = {
    id: newId<'routing_version'>(ctx.now),
    number: (all.at(-1)?.number ?? 0) + 1,
    state: 'draft' as const,
    basedOn,
    document: await checkedFor(ctx, document),
    by: ctx.actor.name,
    at: ctx.now,
    ...{ reason: null, publishedBy: null, publishedAt: null },
  }
  await ctx.ledger.insert(routingVersions, [row])
  return tell(ctx, row, 'drafted')
})

/** The draft with this id, held for a change. Throws a Problem when it was published. */
async function draftOf(ctx: Ctx, id: Id<'routing_version'>): Promise<store.RoutingRow> {
  const row = versionIn(await store.allRoutings(ctx.tx, 'change'), id)
  if (row.state !== 'draft')
    throw new Problem(
      'conflict',
      t('Version {{number}} was published, so it does not change any more. Begin a new version.', { number: row.number }),
    )
  return row
}

export const changeRouting = action(contract.changeRouting, async (ctx, { id, document }) => {
  const row = await draftOf(ctx, id)
  await ctx.ledger.update(routingVersions, [{ id, document: await checkedFor(ctx, document) }])
  return tell(ctx, row, 'changed')
})

export const discardRouting = action(contract.discardRouting, async (ctx, { id }) => {
  const row = await draftOf(ctx, id)
  await ctx.ledger.remove(routingVersions, [id])
  return tell(ctx, row, 'discarded')
})

export const publishRouting = action(contract.publishRouting, async (ctx, { id, reason }) => {
  const row = await draftOf(ctx, id)
  await checkedFor(ctx, routingIn(row))
  await ctx.ledger.update(routingVersions, [{ id, state: 'published', reason, publishedBy: ctx.actor.name, publishedAt: ctx.now }])
  return tell(ctx, row, 'published', reason)
})

export const undoRouting = action(contract.undoRouting, async (ctx, { eventId }) => {
  const before = await store.allRoutings(ctx.tx, 'change')
  const [event] = await toldEvents(ctx.tx, routingChanged.kind, { one: eventId })
  const { payload } = found(event, t('This step of the routing'))
  const { version, what } = payload as { version: string; what: What }
  const row = before.find(({ id }) => id === version)
  if (what === 'published' && row && (await store.wasUsed(ctx.tx, row)))
    throw new Problem(
      'conflict',
      t('People were placed by version {{number}} already. Make an older version a draft again, and publish that.', { number: row.number }),
    )
  const { conflicts } = await undoEvent(ctx.tx, ctx.ledger, eventId, ctx.services.keptTables)
  const left = await store.allRoutings(ctx.tx)
  if (
    conflicts.length > 0 ||
    left.filter(({ state }) => state === 'draft').length > 1 ||
    new Set(left.map(({ number }) => number)).size < left.length
  )
    throw new Problem('conflict', t('The routing went on since. Take the later step back first.'))
  return {}
})
