import { type Actor, rightsOf, roleOf } from '#kernel/actor'
import { ensure, found, Problem } from '#kernel/problem'
import { hides } from '#kernel/rights'
import { t } from '#kernel/text'
import { no, ok } from '#kernel/verdict'
import { action, question } from '#platform/action/action'
import { newId } from '#platform/ids'
import { toldEvents } from '#platform/ledger/told'
import { undoEvent } from '#platform/ledger/undo'
import { wonByOrigin } from '#rooms/measure/actions/origin-won'
import * as contract from '../contract/pay.ts'
import { payPlanCommented, payPlanSaved } from '../events.ts'
import { gapsOf, pastOf, warningOf } from '../rules/pay.ts'
import * as store from '../store/pay.ts'
import { payComments, payPlans, payVersions } from '../tables/pay.ts'

const manages = (actor: Actor) => ['owner', 'admin'].includes(roleOf(actor) ?? '')

export const listPayPlans = question(contract.listPayPlans, async (ctx) => {
  const versions = Map.groupBy(await store.allVersions(ctx.tx), ({ planId }) => planId)
  const comments = Map.groupBy(await store.allComments(ctx.tx), ({ planId }) => planId)
  const plans = (await store.allPlans(ctx.tx)).map(({ id, name }) => {
    const own = versions.get(id) ?? []
    return {
      ...{ id, name, gaps: own[0] ? gapsOf(own[0].document) : [] },
      versions: own.map(({ number, document, by, at, warned, why }) => ({ number, document, by, at, warned, why })),
      comments: (comments.get(id) ?? []).map(({ id: one, by, at, text }) => ({ id: one, by, at, text })),
    }
  })
  return { plans, mayChange: manages(ctx.actor) }
})

export const tryPayPlan = question(contract.tryPayPlan, async (ctx, { document }) => {
  const rights = rightsOf(ctx.actor)
  const told = ['amount', 'owner'].every((field) => !hides(rights, 'deal', field))
  ensure(told ? ok : no(t('Your role may not see amounts and owners of deals, so what a plan would have paid cannot be told.')))
  const gaps = gapsOf(document)
  return { gaps, warning: warningOf(gaps), past: pastOf(document, await wonByOrigin(ctx)) }
})

export const savePayPlan = action(contract.savePayPlan, async (ctx, { id: given, name, document, understood, why }) => {
  const warning = warningOf(gapsOf(document))
  if (warning !== null && !understood)
    throw new Problem('conflict', `${warning} ${t('Look at what it would have paid, and say that you read this to save it all the same.')}`)
  const before = given === null ? undefined : found(await store.planHeld(ctx.tx, given), t('This pay plan'))
  const id = before?.id ?? newId<'pay_plan'>(ctx.now)
  if (!before) await ctx.ledger.insert(payPlans, [{ id, name, madeAt: ctx.now }])
  else if (before.name !== name) await ctx.ledger.update(payPlans, [{ id, name }])
  const number = (await store.lastVersion(ctx.tx, id)) + 1
  const warned = warning !== null
  await ctx.ledger.insert(payVersions, [
    { id: newId<'pay_version'>(ctx.now), planId: id, number, document, warned, why, by: ctx.actor.name, at: ctx.now },
  ])
  ctx.tell(payPlanSaved, { name, number, warned }, { kind: 'pay_plan', id })
  return { id, number, eventId: ctx.ledger.eventId }
})

export const commentPayPlan = action(contract.commentPayPlan, async (ctx, { id, text }) => {
  const { name } = found(await store.planHeld(ctx.tx, id), t('This pay plan'))
  await ctx.ledger.insert(payComments, [{ id: newId<'pay_comment'>(ctx.now), planId: id, text, by: ctx.actor.name, at: ctx.now }])
  ctx.tell(payPlanCommented, { name }, { kind: 'pay_plan', id })
  return { eventId: ctx.ledger.eventId }
})

export const undoPayPlan = action(contract.undoPayPlan, async (ctx, { eventId }) => {
  const [saved] = await toldEvents(ctx.tx, payPlanSaved.kind, { one: eventId })
  const [said] = await toldEvents(ctx.tx, payPlanCommented.kind, { one: eventId })
  const told = found(saved ?? said, t('This change of a pay plan'))
  if (saved && !manages(ctx.actor)) throw new Problem('not-allowed', t('Only owners and administrators change pay plans.'))
  if (said && !manages(ctx.actor) && told.by !== ctx.actor.name)
    throw new Problem('not-allowed', t('Only whoever wrote a comment, and owners, take it back.'))
  const { conflicts } = await undoEvent(ctx.tx, ctx.ledger, eventId, ctx.services.keptTables)
  if (conflicts.length > 0) throw new Problem('conflict', t('The plan was changed or commented on since. Take that back first.'))
  return {}
})
