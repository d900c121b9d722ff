import { rightsOf } from '#kernel/actor'
import { columnOf } from '#kernel/list'
import { found, Problem } from '#kernel/problem'
import { hides } from '#kernel/rights'
import { said, t } from '#kernel/text'
import { action, question } from '#platform/action/action'
import type { ReadCtx } from '#platform/action/context'
import { toldEvents } from '#platform/ledger/told'
import { undoEvent } from '#platform/ledger/undo'
import { type Evaluation, evaluated } from '#rooms/agreement/actions/judge'
import * as contract from '../contract.ts'
import { personPromoted } from '../events.ts'
import { peopleJudged } from '../store/judged.ts'
import { handToSales } from './leave.ts'
import { countsOf, factsOf } from './receive-facts.ts'
import { type Setting, settingOf } from './receive-setting.ts'

/** A person judged by the contract in force, as of now; null where none is. */
async function judgedNow(ctx: ReadCtx, { contract: holds, list }: Setting, id: string): Promise<Evaluation | null> {
  const one = found((await peopleJudged(ctx.tx, [id])).get(id), t('This person'))
  if (holds === null) return null
  const counts = await countsOf(ctx.tx, [id], one.account ? [one.account.id] : [], ctx.now)
  const from = { source: null, country: null, language: null, custom: {} }
  return evaluated(holds.document, list, factsOf(list, { ...one, said: from }, counts, ctx.now), ctx.now)
}

export const readReadiness = question(contract.readReadiness, async (ctx, { person }) => {
  const setting = await settingOf(ctx)
  const evaluation = await judgedNow(ctx, setting, person)
  const { contract: holds, list } = setting
  if (evaluation === null || holds === null)
    return { contract: null, result: null, score: null, threshold: null, lines: [], missing: [], exclusion: null }
  const { criteria, exclusions, threshold } = holds.document
  const scored = !hides(rightsOf(ctx.actor), 'lead', 'score')
  return {
    ...{
      contract: holds.number,
      result: evaluation.result,
      score: scored ? evaluation.score / 100 : null,
      threshold: scored ? threshold : null,
    },
    lines: !scored
      ? []
      : evaluation.by.map(({ key, held, points, days }, place) => ({
          ...{ key, name: criteria[place]?.name ?? key, held, points: points / 100, most: criteria[place]?.points ?? 0, days },
        })),
    missing: evaluation.missing.map((key) => said(columnOf(list, key).label)),
    exclusion: exclusions.find(({ key }) => key === evaluation.exclusion)?.name ?? null,
  }
})

export const promote = action(contract.promote, async (ctx, { person, reason }) => {
  const evaluation = await judgedNow(ctx, await settingOf(ctx), person)
  const { leadId, made } = await handToSales(ctx, person, reason, { source: null, score: evaluation?.score ?? null })
  ctx.tell(personPromoted, { lead: leadId, person }, { kind: 'lead', id: leadId })
  return { lead: leadId, made, eventId: ctx.ledger.eventId }
})

export const undoPromotion = action(contract.undoPromotion, async (ctx, { person, eventId }) => {
  found((await toldEvents(ctx.tx, personPromoted.kind, { one: eventId, having: { person } }))[0], t('This hand-over'))
  const { conflicts } = await undoEvent(ctx.tx, ctx.ledger, eventId, ctx.services.keptTables)
  if (conflicts.length > 0)
    throw new Problem('conflict', t('Sales went on with this lead since. Ask them to return it, or look at it together.'))
  return {}
})
