import type { Constraint, FirstStep, Measured, QualityItem } from '../contract.ts'
import { count, many, percent, roughMoney, sliceValue } from './say.ts'
import { worstOf } from './story.ts'

/** Up to three things to do first, each tied to what it rests on. */
export function firstSteps(measured: Measured, constraint: Constraint): FirstStep[] {
  const steps = [
    ...stageStep(measured, constraint),
    ...stuckStep(measured, constraint),
    ...reportStep(measured, constraint),
    ...sliceStep(measured),
    ...qualitySteps(measured),
  ]
  return steps.slice(0, 3)
}

function stageStep({ currency }: Measured, { kind, stage, moneyAYear, ranked }: Constraint): FirstStep[] {
  const [first] = ranked
  if (kind !== 'stage' || stage === null || moneyAYear === null || !first) return []
  return [
    {
      title: `Find out why deals are lost in ${stage}`,
      evidence: `${count(first.lostAYear)} deals a year are lost there, worth about ${roughMoney(moneyAYear, currency)}; ${percent(first.chanceAfter)} of those that get past it are won.`,
      step: `Take the last twenty deals lost in ${stage} and the last twenty that got past it. Write down what the second group had that the first had not.`,
      money: moneyAYear,
      about: 'constraint',
    },
  ]
}

function stuckStep({ currency, deals }: Measured, { stuck }: Constraint): FirstStep[] {
  if (!stuck || stuck.count === 0 || stuck.count * 20 < deals.open) return []
  const worth = stuck.money === null ? '' : ` At most ${roughMoney(stuck.money, currency)} is at stake.`
  const oldest = stuck.olderThanAny > 0 ? `the ${count(stuck.olderThanAny)} that are older than any deal was when it was won` : 'the oldest'
  return [
    {
      title: `Clear out the ${count(stuck.count)} deals that are stuck`,
      evidence: `${count(stuck.count)} of ${many(deals.open, 'open deal')} are older than ${Math.floor(stuck.olderThanDays)} days, by which nine of ten won deals were closed.${worth}`,
      step: `Go through ${oldest} with their owners: each gets a next step with a date, or is closed as lost with a reason.`,
      money: stuck.money,
      about: 'stuck',
    },
  ]
}

/** Where the stage of loss is unknown, the report that would tell is worth more than a guess. */
function reportStep({ limits }: Measured, { kind }: Constraint): FirstStep[] {
  const telling = limits.find(
    ({ key, remedy }) => remedy !== null && (key === 'no_history' || key === 'one_stage' || key === 'no_lost' || key === 'no_deals'),
  )
  if (kind === 'stage' || kind === 'none' || !telling?.remedy) return []
  return [
    { title: 'Add the report that is missing', evidence: telling.says, step: telling.remedy, money: null, about: `limit:${telling.key}` },
  ]
}

function sliceStep(measured: Measured): FirstStep[] {
  const worst = worstOf(measured)
  if (!worst) return []
  const name = `${worst.label} ${sliceValue(worst.value)}`
  return [
    {
      title: `Find out what is different about ${name}`,
      evidence: `It closes ${percent(worst.answer.value ?? 0)} of ${many(worst.answer.n, 'deal')}; the others close ${percent(worst.rest)}.`,
      step: `Read ten recent losses of ${name} beside ten wins of the others. What differs is where to look; it need not be the cause.`,
      money: worst.moneyAYear,
      about: `slice:${worst.dimension}`,
    },
  ]
}

function qualitySteps({ quality, currency }: Measured): FirstStep[] {
  return quality.items
    .filter((item) => item.of > 0 && item.count / item.of >= 0.05)
    .map((item) => ({
      title: item.title,
      evidence: qualityEvidence(item, currency),
      step: item.next,
      money: item.money,
      about: `quality:${item.key}`,
    }))
}

function qualityEvidence({ count: n, of, money }: QualityItem, currency: string | null): string {
  const worth = money !== null && money > 0 ? `, with a known amount of ${roughMoney(money, currency)}` : ''
  return `${count(n)} of ${many(of, 'deal')}${worth}.`
}
