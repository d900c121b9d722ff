import type { ListColumn, ListDeclaration } from '#kernel/list'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { dayOf, type Instant, instant, later } from '#kernel/time'
import { errand } from '#platform/action/action'
import type { Duck } from '#platform/analytics/duck'
import { factList } from '#rooms/agreement/actions/facts'
import * as contract from '../contract/scorecard.ts'
import { targetOf } from '../rules/history-test.ts'
import { enoughForCard, enoughToTry, learnScorecard as learned, pointsToDouble, type Scorecard, type Tried } from '../rules/scorecard.ts'
import { criteriaOf, kindOf, limitsOfCard, thresholdOf, toldFact, whyNoCard } from '../rules/scorecard-criteria.ts'
import { chance } from '../rules/scorecard-fit.ts'
import { outcomesOfPast } from '../store/judged.ts'
import { type AskedFact, knownPeople, tooEarly } from '../store/scorecard.ts'
import { withPast } from './history-test.ts'

/** More tell no more, and each second is somebody's. */
const mostPeople = 20_000
const dayMs = 86_400_000

export const learnScorecard = errand(contract.learnScorecard, async (ctx, { facts }) => {
  const list = await ctx.read(({ tx }) => factList(tx))
  const columns = factsOf(list)
  const unknown = facts?.find((key) => !columns.some(({ column }) => column.key === key))
  if (unknown !== undefined)
    throw new Problem(
      'invalid-input',
      t('"{{name}}" is no fact that points can be learned for. GET /api/v1/lead-contract/fields names them.', { name: unknown }),
    )
  return await withPast(ctx, (duck) => scorecardOf(duck, ctx.now, columns, facts))
})

const factsOf = ({ columns, custom = [] }: ListDeclaration): AskedFact[] =>
  [...columns, ...custom.filter(({ away }) => !away)].flatMap((column: ListColumn) => {
    const kind = kindOf(column)
    return kind === null ? [] : [{ column, kind }]
  })

async function scorecardOf(duck: Duck, now: Instant, columns: readonly AskedFact[], wanted: readonly string[] | undefined) {
  const target = targetOf(await outcomesOfPast(duck))
  const early = target === 'won' ? await tooEarly(duck, now) : null
  const until = early ? later(now, -early.days * dayMs) : now
  const known = await knownPeople(duck, columns, { target: target === 'none' ? 'won' : target, until, last: mostPeople })
  const first = learned(known, wanted)
  // Without a wish: of all that may be used, those that tell, fitted again without the others.
  const card =
    wanted || !first.enough
      ? first
      : learned(
          known,
          first.facts.filter(({ told }) => told).map(({ fact }) => fact.key),
        )
  const { criteria, left } = criteriaOf(card.facts)
  return {
    ...{ people: card.people, hits: card.hits, target, why: whyNoCard(card, target), double: pointsToDouble, base: chance(card.base) },
    facts: card.facts.map(toldFact).toSorted((a, b) => b.part - a.part),
    folds: card.folds && triedAs(card.folds, null),
    later: card.later && triedAs(card.later, card.later.from),
    laterWhy: laterWhy(card),
    ...{ criteria, left, threshold: thresholdOf(card) },
    limits: limitsOfCard({ target, cut: card.people === mostPeople ? mostPeople : null, left, early }),
  }
}

const triedAs = ({ n, hits, auc, brier, calibration }: Tried, from: number | null) => ({
  ...{ n, hits, auc, brier, from: from === null ? null : dayOf(instant(new Date(from))) },
  calibration: calibration.map(({ n, hits, foreseen, came, low, high }) => ({ n, hits, foreseen, came, low, high })),
})

const laterWhy = ({ folds, later, won }: Scorecard) =>
  folds !== null && later === null
    ? t(
        'Too few to say how it does on later people: {{later}} of the last quarter were won and {{before}} of those before. It takes {{few}} and {{many}}, and as many who were not.',
        { ...won, few: enoughToTry, many: enoughForCard },
      )
    : null
