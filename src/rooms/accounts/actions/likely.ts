import { rightsOf } from '#kernel/actor'
import { ensure, found, Problem } from '#kernel/problem'
import { changes, hides, type Rights, sees } from '#kernel/rights'
import { t } from '#kernel/text'
import { no, ok } from '#kernel/verdict'
import { type Action, action, question } from '#platform/action/action'
import { toldEvents } from '#platform/ledger/told'
import { undoEvent } from '#platform/ledger/undo'
import * as contract from '../contract/likely.ts'
import { pairsDifferent } from '../events.ts'
import { inWords } from '../rules/linkage-weights.ts'
import * as store from '../store/likely.ts'
import { likelyPairs } from '../tables/likely.ts'
import { lookNow } from './likely-work.ts'

const mayDecide = (rights: Rights, kind: contract.LikelyKind) =>
  changes(rights, kind) ? ok : no(kind === 'person' ? t('Your role may not change people.') : t('Your role may not change accounts.'))

const listLikelyPairs = question(contract.listLikelyPairs, async (ctx, asked) => {
  const rights = rightsOf(ctx.actor)
  const count = (kind: contract.LikelyKind) => (sees(rights, kind) ? store.countPairs(ctx.tx, kind, asked.state) : 0)
  const rows = sees(rights, asked.kind) ? await store.shownPairs(ctx.tx, asked) : []
  const { at, running, next } = await store.lookedAt(ctx.tx, ctx.now)
  return {
    pairs: rows.map((row) => shown(rights, row)),
    counts: { person: await count('person'), account: await count('account') },
    ...{ lookedAt: at, running, next },
  }
})

/** A pair as a role may see it: what a hidden field says of two records is left out. */
function shown(rights: Rights, { first, second, parts, ...row }: store.ShownRow): contract.LikelyPairShown {
  const fields: readonly { readonly name: string; readonly field: string }[] = contract.comparedBy[row.kind]
  const hidden = (field: string) => hides(rights, row.kind, field) || (field === 'account' && !sees(rights, 'account'))
  const side = ({ id, name, named, about }: store.ShownRow['first']) => ({
    id,
    name: !named && hidden('email') ? t('Without a name') : name,
    about: Object.entries(about)
      .flatMap(([field, value]) => (value === null || value === name || hidden(field) ? [] : [value]))
      .join(' · '),
  })
  return {
    ...row,
    first: side(first),
    second: side(second),
    parts: parts
      .filter(({ column }) => !hidden(fields.find(({ name }) => name === column)?.field ?? 'name'))
      .map((part) => ({ ...part, words: inWords(part) })),
  }
}

const findLikelyPairs = action(contract.findLikelyPairs, async (ctx) => {
  const rights = rightsOf(ctx.actor)
  if (!contract.likelyKinds.some((kind) => changes(rights, kind))) ensure(mayDecide(rights, 'person'))
  if ((await store.lookedAt(ctx.tx, ctx.now)).running)
    throw new Problem('conflict', t('A look for duplicates is under way. Wait until it is done.'))
  await lookNow(ctx)
  ctx.services.nudge(ctx.workspace)
  return {}
})

const sayDifferent = action(contract.sayDifferent, async (ctx, { ids }) => {
  const held = await store.pairsHeld(ctx.tx, ids)
  const pairs = found(held.length < new Set(ids).size ? undefined : held, t('This likely pair'))
  for (const { kind } of pairs) ensure(mayDecide(rightsOf(ctx.actor), kind))
  const open = pairs.filter(({ state }) => state === 'open')
  if (open.length === 0)
    throw new Problem('conflict', t('That they are not the same was said already. Open those that are decided to take it back.'))
  const decided = { state: 'different' as const, decidedBy: ctx.actor.name, decidedAt: ctx.now }
  await ctx.ledger.update(
    likelyPairs,
    open.map(({ id }) => ({ id, ...decided })),
  )
  ctx.tell(pairsDifferent, { pairs: open.length })
  return { pairs: open.length, eventId: ctx.ledger.eventId }
})

const undoDifferent = action(contract.undoDifferent, async (ctx, { eventId }) => {
  const rights = rightsOf(ctx.actor)
  for (const kind of contract.likelyKinds) ensure(mayDecide(rights, kind))
  found((await toldEvents(ctx.tx, pairsDifferent.kind, { one: eventId }))[0], t('This decision'))
  const { conflicts } = await undoEvent(ctx.tx, ctx.ledger, eventId, ctx.services.keptTables)
  if (conflicts.length > 0)
    throw new Problem('conflict', t('Some of these pairs were decided on again since. Take the later decision back first.'))
  return {}
})

/** Records that are likely one: which, why, and that they are not. */
export const likelyRoutes: readonly Action[] = [listLikelyPairs, findLikelyPairs, sayDifferent, undoDifferent]
