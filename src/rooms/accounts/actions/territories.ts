import { rightsOf } from '#kernel/actor'
import type { Id } from '#kernel/id'
import type { ListDeclaration } from '#kernel/list'
import { ensure, found, Problem } from '#kernel/problem'
import { readableList } from '#kernel/rights'
import { checkedRule, type Group } from '#kernel/rule'
import { t } from '#kernel/text'
import { dayOf } from '#kernel/time'
import { action, question } from '#platform/action/action'
import type { Ctx, ReadCtx } from '#platform/action/context'
import { newId } from '#platform/ids'
import { toldEvents } from '#platform/ledger/told'
import { undoEvent } from '#platform/ledger/undo'
import type { Tx } from '#platform/store/database'
import { sqlState } from '#platform/store/errors'
import { teamsOfMembers } from '#rooms/workspace/actions/calendars'
import { listMembers } from '#rooms/workspace/actions/list-members'
import * as contract from '../contract/territories.ts'
import { territoryChanged } from '../events.ts'
import { canBound, placesWith } from '../rules/territories.ts'
import * as store from '../store/territories.ts'
import { accounts, territories } from '../tables.ts'

/** A rule as somebody may make it: only fields that their role may see. */
function ruleOf({ actor }: Pick<ReadCtx, 'actor'>, rule: Group): Group {
  const checked = checkedRule(readableList(contract.territoryFields, rightsOf(actor)), rule)
  ensure(canBound(checked))
  return checked
}

/** A rule as it was kept; null where it cannot be read: it asks for fields that are not in the list, or somebody changed the export that brought it. */
function readRule(fields: ListDeclaration, kept: unknown): Group | null {
  try {
    return checkedRule(fields, kept)
  } catch (error) {
    if (error instanceof Problem) return null
    throw error
  }
}

/** Who owns each territory in use, by its name. */
export async function territoryOwners(tx: Tx): Promise<Map<string, store.TerritoryRow['owners']>> {
  return new Map(inUse(await store.allTerritories(tx)).map(({ name, owners }) => [name, owners]))
}

/** The territories in use, in the order in which they are tried. */
export async function territoriesInUse(tx: Tx): Promise<Pick<store.TerritoryRow, 'id' | 'name' | 'owners'>[]> {
  return inUse(await store.allTerritories(tx))
}

/** Whether there is any territory in use. */
export const hasTerritories = store.hasTerritories

const inUse = (all: readonly store.TerritoryRow[]) => all.filter(({ retiredAt }) => retiredAt === null)

export const listTerritories = question(contract.listTerritories, async (ctx) => {
  const counts = await store.accountsByTerritory(ctx.tx)
  const readable = readableList(contract.territoryFields, rightsOf(ctx.actor))
  return {
    territories: (await store.allTerritories(ctx.tx)).map(({ id, name, rule, owners, retiredAt }) => ({
      id,
      name,
      rule: readRule(readable, rule),
      owners,
      retired: retiredAt !== null,
      accounts: counts.get(id) ?? 0,
    })),
    without: counts.get(null) ?? 0,
    members: await listMembers(ctx.tx),
    teams: await teamsOfMembers(ctx.tx),
  }
})

export const addTerritory = action(contract.addTerritory, async (ctx, { name, rule, owners, place }) => {
  const all = await store.allTerritories(ctx.tx, 'change')
  const id = newId<'territory'>(ctx.now)
  const to = Math.min(place ?? all.length, all.length)
  await named(ctx.ledger.insert(territories, [{ id, name, rule: ruleOf(ctx, rule), owners, place: to, retiredAt: null }]), name)
  await move(ctx, all, id, to)
  return told(ctx, id, name, ['made'])
})

export const changeTerritory = action(contract.changeTerritory, async (ctx, { id, name, rule, owners, place, retired }) => {
  const all = await store.allTerritories(ctx.tx, 'change')
  const one = found(
    all.find((row) => row.id === id),
    t('This territory'),
  )
  const what = [
    ...(name === undefined || name === one.name ? [] : [`renamed, was "${one.name}"`]),
    ...(rule === undefined ? [] : ['its rule']),
    ...(owners === undefined ? [] : ['its owners']),
    ...(place === undefined || place === one.place ? [] : [`put at place ${place + 1}`]),
    ...(retired === undefined || retired === (one.retiredAt !== null) ? [] : [retired ? 'retired' : 'taken up again']),
  ]
  if (what.length === 0) throw new Problem('invalid-input', t('Nothing would change about this territory. Say what should.'))
  const patch = {
    ...(name === undefined ? {} : { name }),
    ...(rule === undefined ? {} : { rule: ruleOf(ctx, rule) }),
    ...(owners === undefined ? {} : { owners }),
    ...(retired === undefined ? {} : { retiredAt: retired ? ctx.now : null }),
  }
  if (Object.keys(patch).length > 0) await named(ctx.ledger.update(territories, [{ id, ...patch }]), name ?? one.name)
  if (place !== undefined) await move(ctx, all, id, place)
  return told(ctx, id, name ?? one.name, what)
})

/** Puts a territory at a place; those behind it go one on. */
async function move(ctx: Ctx, all: readonly store.TerritoryRow[], id: Id<'territory'>, place: number): Promise<void> {
  const others = placesWith(all, id, place).filter((one) => one.id !== id || all.some((row) => row.id === id))
  await ctx.ledger.update(territories, others)
}

function told(ctx: Ctx, id: Id<'territory'>, name: string, what: string[]) {
  ctx.tell(territoryChanged, { territory: id, name, what }, { kind: 'territory', id })
  return { id, eventId: ctx.ledger.eventId }
}

export const undoTerritory = action(contract.undoTerritory, async (ctx, { eventId }) => {
  await store.allTerritories(ctx.tx, 'change')
  found((await toldEvents(ctx.tx, territoryChanged.kind, { one: eventId }))[0], t('This change of a territory'))
  const { conflicts } = await undoEvent(ctx.tx, ctx.ledger, eventId, ctx.services.keptTables)
  if (conflicts.length > 0)
    throw new Problem('conflict', t('This territory was changed again since. Take the later change back first, or change it by hand.'))
  return {}
})

export const previewTerritory = question(contract.previewTerritory, async (ctx, { id, rule, place }) => {
  const all = await store.allTerritories(ctx.tx)
  const before =
    id === undefined
      ? undefined
      : found(
          all.find((row) => row.id === id),
          t('This territory'),
        )
  const one = { id: id ?? newId<'territory'>(ctx.now), rule: ruleOf(ctx, rule) }
  const others = inUse(all).filter((row) => row.id !== id)
  const to = place ?? (before ? others.filter((row) => row.place < before.place).length : others.length)
  const today = dayOf(ctx.now)
  const moves = await store.movesBy(ctx.tx, others.toSpliced(to, 0, { ...(before ?? ({} as never)), ...one }), today)
  const nameOf = (which: string | null) => (which === null ? null : (all.find((row) => row.id === which)?.name ?? ''))
  return {
    holds: await store.countHolding(ctx.tx, one, today),
    gets: moves.filter(({ after }) => after === one.id).reduce((sum, { accounts }) => sum + accounts, 0),
    moves: moves
      .filter(({ before: from, after }) => from !== after)
      .slice(0, 20)
      .map(({ before: from, after, accounts }) => ({ from: nameOf(from), to: nameOf(after), accounts })),
  }
})

/** Rules that were asked for before the end of a transaction. */
const asked = new WeakMap<Ctx['ledger'], ReturnType<typeof store.rulesInUse>>()

/** Asks for the rules now, together with what else is asked, where it is known that accounts will be written; they are held from now on. */
export async function askTerritories({ ledger, tx }: Pick<Ctx, 'ledger' | 'tx'>): Promise<void> {
  if (asked.has(ledger)) return
  const rules = store.rulesInUse(tx)
  asked.set(ledger, rules)
  await rules
}

/**
 * Keeps the territory of accounts true, at the end of every transaction that wrote one event: imports, edits, undo, whatever it was. They are told from the
 * rules anew, all of them when a territory changed, else those that the event touched. One whose rule cannot be read holds for none.
 */
export async function settleTerritories(ctx: Ctx): Promise<void> {
  const [rules, rows] = [ctx.ledger.wrote(territories), ctx.ledger.wrote(accounts)]
  const { all, some } = rules === null || rows === null ? await store.touchedBy(ctx.tx, ctx.ledger.eventId) : { all: rules, some: rows }
  if (!all && !some) return
  const cases = (await ((all ? null : asked.get(ctx.ledger)) ?? store.rulesInUse(ctx.tx))).flatMap(({ id, rule }) => {
    const read = readRule(contract.territoryFields, rule)
    return read === null ? [] : [{ id, rule: read }]
  })
  if (!all && cases.length === 0) return
  await store.settleAccounts(ctx.tx, cases, { eventId: all ? null : ctx.ledger.eventId, today: dayOf(ctx.now) })
}

/** Two territories of one name could not be told apart. */
async function named<T>(write: Promise<T>, name: string): Promise<T> {
  try {
    return await write
  } catch (error) {
    if (sqlState(error) === '23505')
      throw new Problem('conflict', t('There is a territory "{{name}}" already. Choose another name.', { name }), { cause: error })
    throw error
  }
}
