import type { Constraint, Finding, FirstStep, Measured, QualityItem } from '../contract.ts'
import { count, many, percent, roughMoney, sliceValue } from './say.ts'
import { worstOf } from './story.ts'

/** Up to three things to do first, each tied to what it rests on; the two dearest findings leave a place for what is stuck. */
export function firstSteps(measured: Measured, constraint: Constraint): FirstStep[] {
  const found = findingSteps(measured, constraint)
  const steps = [
    ...found.slice(0, 2),
    ...stuckStep(measured, constraint),
    ...reportStep(measured, constraint),
    ...found.slice(2),
    ...sliceStep(measured),
    ...qualitySteps(measured),
  ]
  return steps.slice(0, 3)
}

/** Each clear finding, the dearest first; of one stage and segment only the dearest. */
function findingSteps({ currency }: Measured, { ranked }: Constraint): FirstStep[] {
  const seen = new Set<string>()
  return ranked.flatMap((finding) => {
    const place = JSON.stringify([finding.stage, finding.segment])
    if (!finding.clear || seen.has(place)) return []
    seen.add(place)
    return [
      {
        ...(finding.by === 'conversion' ? conversionStep(finding) : timeStep(finding)),
        evidence: `${finding.says} Worth about ${roughMoney(finding.moneyAYear, currency)} a year; rests on ${many(finding.n, 'entry', 'entries')}.${stuckWords(finding)}`,
        money: finding.moneyAYear,
        about: `finding:${finding.key}`,
      },
    ]
  })
}

function stuckWords({ stuck }: Finding): string {
  return stuck.count > 0 ? ` ${many(stuck.count, 'open deal is', 'open deals are')} stuck there now.` : ''
}

function conversionStep({ stage, segment, benchmark }: Finding): Pick<FirstStep, 'title' | 'step'> {
  if (!segment)
    return {
      title: `Find out why deals are lost in ${stage}`,
      step: `Take the last twenty deals lost in ${stage} and the last twenty that got past it. Write down what the second group had that the first had not.`,
    }
  const best = benchmark.kind === 'best' ? benchmark.says.split(',')[0] : 'the others'
  return {
    title: `Find out what ${segment.label} ${segment.value} does differently in ${stage}`,
    step: `Read ten deals that ${segment.label} ${segment.value} lost in ${stage} beside ten that ${best} brought past it, with the people who worked on them, and try out one difference for a month.`,
  }
}

function timeStep({ stage, segment }: Finding): Pick<FirstStep, 'title' | 'step'> {
  const who = segment ? `${segment.label} ${segment.value}` : 'deals'
  return {
    title: `Shorten the wait of ${who} ${stage === null ? 'in every stage' : `in ${stage}`}`,
    step: `Take the ten longest stays of ${who}${stage === null ? '' : ` in ${stage}`} that ended this year. Write down what each was waiting for, and begin the commonest thing one stage earlier.`,
  }
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
  if (kind === 'stage' || kind === 'segment' || kind === 'none' || !telling?.remedy) return []
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
