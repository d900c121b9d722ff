import { said, t } from '#kernel/text'
import type { Constraint, Finding, Measured, Standout } from '../contract.ts'
import { count, counted, interval, percent, roughMoney, sliceValue, tn, value } from './say.ts'
import { segmentName } from './segment-name.ts'

/** The one sentence that stands on top. */
export function headlineOf(measured: Measured, constraint: Constraint): string {
  const { deals, leads, currency } = measured
  if (deals.all === 0) return leads.all > 0 ? leadSentence(measured) : t('There is nothing to diagnose in these files yet.')
  const [first] = constraint.ranked
  if (first?.clear) return findingHeadline(first, currency)
  const { stuck } = constraint
  if (stuck && stuck.olderThanAny > 0 && stuck.olderThanAny * 10 >= deals.open) {
    return tn(
      deals.open,
      '{{stuck}} of {{n}} open deal are older than any deal was when it was won.',
      '{{stuck}} of {{n}} open deals are older than any deal was when it was won.',
      { stuck: count(stuck.olderThanAny) },
    )
  }
  if (stuck && stuck.count * 10 >= deals.open && stuck.count > 0) {
    return tn(
      deals.open,
      '{{stuck}} of {{n}} open deal have been open longer than nine of ten won deals took.',
      '{{stuck}} of {{n}} open deals have been open longer than nine of ten won deals took.',
      { stuck: count(stuck.count) },
    )
  }
  const worst = worstOf(measured)
  if (worst) return standoutSentence(worst, currency)
  if (constraint.kind === 'none') return t('Nothing stands out: there is no clear constraint in this data.')
  return closeSentence(measured)
}

/** The same in a few sentences: what is, where it is lost, what is stuck, who differs, and what is not known. */
export function storyOf(measured: Measured, constraint: Constraint): string[] {
  const { currency, limits } = measured
  const told: string[] = []
  if (measured.deals.all > 0) told.push(closeSentence(measured), ...sizeAndCycle(measured))
  if (measured.leads.all > 0) told.push(leadSentence(measured))
  const clear = constraint.ranked.filter((finding) => finding.clear)
  if (clear.length > 0) told.push(...clear.slice(0, 3).map((finding) => findingSentence(finding, currency)))
  else if (measured.deals.all > 0) told.push(constraint.why ? `${constraint.says} ${constraint.why}` : constraint.says)
  told.push(...(measured.marketing?.idle ?? []).map(({ says }) => says))
  const { stuck } = constraint
  if (stuck && stuck.count > 0 && stuck.money !== null) {
    told.push(
      tn(
        stuck.count,
        'The {{n}} open deal past day {{days}} would bring at most {{money}} at the usual close rate.',
        'The {{n}} open deals past day {{days}} would bring at most {{money}} at the usual close rate.',
        { days: Math.floor(stuck.olderThanDays), money: roughMoney(stuck.money, currency) },
      ),
    )
  }
  const worst = worstOf(measured)
  const best = measured.standouts.find((each) => each.better)
  for (const each of [worst, best]) if (each) told.push(standoutSentence(each, currency))
  if (!worst && !best && measured.compared.slices > 0) {
    told.push(
      tn(
        measured.compared.slices,
        'None of {{n}} slice closes at a rate that differs from the rest by more than chance.',
        'None of {{n}} slices closes at a rate that differs from the rest by more than chance.',
      ),
    )
  }
  const first = limits.find(({ key }) => constraint.why === null || (key !== 'no_history' && key !== 'one_stage'))
  if (first) told.push(first.says)
  return told
}

/** The dearest clear finding as the sentence on top. */
function findingHeadline({ by, stage, segment, moneyAYear }: Finding, currency: string | null): string {
  const money = roughMoney(moneyAYear, currency)
  const who = segment ? segmentName(segment) : t('deals')
  if (by === 'time')
    return stage === null
      ? t('Most money is lost in waiting: {{who}} in all stages, about {{money}} a year.', { who, money })
      : t('Most money is lost in waiting: {{who}} in {{stage}}, about {{money}} a year.', { who, stage, money })
  const where = { stage: stage ?? '', money }
  return segment
    ? t('Most money is lost in {{stage}} with {{who}}: about {{money}} a year.', { ...where, who })
    : t('Most money is lost in {{stage}}: about {{money}} a year.', where)
}

/** What a finding is and what it is worth. */
function findingSentence({ says, low, high }: Finding, currency: string | null): string {
  return `${says} ${t('Worth between {{low}} and {{high}} a year.', { low: roughMoney(low, currency), high: roughMoney(high, currency) })}`
}

function closeSentence({ baselines, deals }: Measured): string {
  const rate = baselines.find((answer) => answer.name === 'close_rate')
  const all = t('{{deals}}: {{won}} won, {{lost}} lost, {{open}} open.', {
    deals: counted(deals.all, 'deal'),
    won: count(deals.won),
    lost: count(deals.lost),
    open: count(deals.open),
  })
  if (!rate?.enough) return `${all} ${rate?.why ?? ''}`.trim()
  return `${all} ${t('The close rate is {{rate}} ({{interval}}).', { rate: value(rate), interval: interval(rate) })}`
}

function sizeAndCycle({ baselines }: Measured): string[] {
  const of = (name: string) => baselines.find((answer) => answer.name === name && answer.enough)
  const size = of('deal_size_median')
  const cycle = of('cycle_days_median')
  if (size && cycle)
    return [
      t('Half of the won deals are worth more than {{size}}, and half took longer than {{cycle}}.', {
        size: value(size),
        cycle: value(cycle),
      }),
    ]
  if (size) return [t('Half of the won deals are worth more than {{size}}.', { size: value(size) })]
  return cycle ? [t('Half of the won deals took longer than {{cycle}}.', { cycle: value(cycle) })] : []
}

function leadSentence({ leads, leadConversion }: Measured): string {
  if (!leadConversion?.enough) return `${counted(leads.all, 'lead')}.`
  return tn(
    leads.all,
    '{{converted}} of {{n}} lead converted: {{share}} ({{interval}}).',
    '{{converted}} of {{n}} leads converted: {{share}} ({{interval}}).',
    { converted: count(leads.converted), share: value(leadConversion), interval: interval(leadConversion) },
  )
}

/** The slice whose gap costs most. */
export function worstOf({ standouts }: Measured): Standout | undefined {
  return standouts.find((each) => !each.better)
}

/** One slice against the rest, with what the gap is worth. */
export function standoutSentence({ label, value: slice, answer, rest, moneyAYear, looked }: Standout, currency: string | null): string {
  const gaps = {
    who: `${said(label)} ${sliceValue(slice)}`,
    share: percent(answer.value ?? 0),
    deals: counted(answer.n, 'deal'),
    rest: percent(rest),
    looked: count(looked),
  }
  return moneyAYear !== null && moneyAYear >= 1
    ? t(
        '{{who}} closes {{share}} of {{deals}} against {{rest}} for the others, a gap worth about {{money}} a year (beyond chance, with {{looked}} slices looked at).',
        { ...gaps, money: roughMoney(moneyAYear, currency) },
      )
    : t('{{who}} closes {{share}} of {{deals}} against {{rest}} for the others (beyond chance, with {{looked}} slices looked at).', gaps)
}
