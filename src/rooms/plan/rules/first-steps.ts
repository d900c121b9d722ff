import { said, t } from '#kernel/text'
import type { Constraint, Finding, FirstStep, Measured, QualityItem } from '../contract.ts'
import { count, counted, percent, roughMoney, sliceValue, tn } from './say.ts'
import { segmentName } from './segment-name.ts'
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
        evidence: [finding.says, worthOf(finding, currency), ...stuckWords(finding)].join(' '),
        money: finding.moneyAYear,
        about: `finding:${finding.key}`,
      },
    ]
  })
}

function worthOf({ moneyAYear, n }: Finding, currency: string | null): string {
  return tn(n, 'Worth about {{money}} a year; rests on {{n}} entry.', 'Worth about {{money}} a year; rests on {{n}} entries.', {
    money: roughMoney(moneyAYear, currency),
  })
}

function stuckWords({ stuck }: Finding): string[] {
  return stuck.count > 0 ? [tn(stuck.count, '{{n}} open deal is stuck there now.', '{{n}} open deals are stuck there now.')] : []
}

function conversionStep({ stage, segment, benchmark }: Finding): Pick<FirstStep, 'title' | 'step'> {
  if (!segment)
    return {
      title: t('Find out why deals are lost in {{stage}}', { stage: stage ?? '' }),
      step: t(
        'Take the last twenty deals lost in {{stage}} and the last twenty that got past it. Write down what the second group had that the first had not.',
        { stage: stage ?? '' },
      ),
    }
  const best = benchmark.kind === 'best' ? (benchmark.says.split(',')[0] ?? '') : t('the others')
  const gaps = { who: segmentName(segment), stage: stage ?? '' }
  return {
    title: t('Find out what {{who}} does differently in {{stage}}', gaps),
    step: t(
      'Read ten deals that {{who}} lost in {{stage}} beside ten that {{best}} brought past it, with the people who worked on them, and try out one difference for a month.',
      { ...gaps, best },
    ),
  }
}

function timeStep({ stage, segment }: Finding): Pick<FirstStep, 'title' | 'step'> {
  const who = segment ? segmentName(segment) : t('deals')
  if (stage === null)
    return {
      title: t('Shorten the wait of {{who}} in every stage', { who }),
      step: t(
        'Take the ten longest stays of {{who}} that ended this year. Write down what each was waiting for, and begin the commonest thing one stage earlier.',
        { who },
      ),
    }
  return {
    title: t('Shorten the wait of {{who}} in {{stage}}', { who, stage }),
    step: t(
      'Take the ten longest stays of {{who}} in {{stage}} that ended this year. Write down what each was waiting for, and begin the commonest thing one stage earlier.',
      { who, stage },
    ),
  }
}

function stuckStep({ currency, deals }: Measured, { stuck }: Constraint): FirstStep[] {
  if (!stuck || stuck.count === 0 || stuck.count * 20 < deals.open) return []
  const older = tn(
    deals.open,
    '{{stuck}} of {{n}} open deal are older than {{days}} days, by which nine of ten won deals were closed.',
    '{{stuck}} of {{n}} open deals are older than {{days}} days, by which nine of ten won deals were closed.',
    { stuck: count(stuck.count), days: Math.floor(stuck.olderThanDays) },
  )
  const worth = stuck.money === null ? [] : [t('At most {{money}} is at stake.', { money: roughMoney(stuck.money, currency) })]
  return [
    {
      title: t('Clear out the {{n}} deals that are stuck', { n: count(stuck.count) }),
      evidence: [older, ...worth].join(' '),
      step:
        stuck.olderThanAny > 0
          ? t(
              'Go through the {{n}} that are older than any deal was when it was won with their owners: each gets a next step with a date, or is closed as lost with a reason.',
              { n: count(stuck.olderThanAny) },
            )
          : t('Go through the oldest with their owners: each gets a next step with a date, or is closed as lost with a reason.'),
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
    {
      title: t('Add the report that is missing'),
      evidence: telling.says,
      step: telling.remedy,
      money: null,
      about: `limit:${telling.key}`,
    },
  ]
}

function sliceStep(measured: Measured): FirstStep[] {
  const worst = worstOf(measured)
  if (!worst) return []
  const name = `${said(worst.label)} ${sliceValue(worst.value)}`
  return [
    {
      title: t('Find out what is different about {{name}}', { name }),
      evidence: t('It closes {{share}} of {{deals}}; the others close {{rest}}.', {
        share: percent(worst.answer.value ?? 0),
        deals: counted(worst.answer.n, 'deal'),
        rest: percent(worst.rest),
      }),
      step: t(
        'Read ten recent losses of {{name}} beside ten wins of the others. What differs is where to look; it need not be the cause.',
        {
          name,
        },
      ),
      money: worst.moneyAYear,
      about: `slice:${worst.dimension}`,
    },
  ]
}

function qualitySteps({ quality, currency }: Measured): FirstStep[] {
  return quality.items
    .filter((item) => item.of > 0 && item.count / item.of >= 0.05)
    .map((item) => ({
      title: said(item.title),
      evidence: qualityEvidence(item, currency),
      step: said(item.next),
      money: item.money,
      about: `quality:${item.key}`,
    }))
}

function qualityEvidence({ count: n, of, money }: QualityItem, currency: string | null): string {
  const gaps = { found: count(n), deals: counted(of, 'deal') }
  return money !== null && money > 0
    ? t('{{found}} of {{deals}}, with a known amount of {{money}}.', { ...gaps, money: roughMoney(money, currency) })
    : t('{{found}} of {{deals}}.', gaps)
}
