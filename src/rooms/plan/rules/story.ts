import type { Constraint, Finding, Measured, Standout } from '../contract.ts'
import { count, interval, many, percent, roughMoney, sliceValue, value } from './say.ts'

/** The one sentence that stands on top. */
export function headlineOf(measured: Measured, constraint: Constraint): string {
  const { deals, leads, currency } = measured
  if (deals.all === 0) return leads.all > 0 ? leadSentence(measured) : 'There is nothing to diagnose in these files yet.'
  const [first] = constraint.ranked
  if (first?.clear) return findingHeadline(first, currency)
  const { stuck } = constraint
  if (stuck && stuck.olderThanAny > 0 && stuck.olderThanAny * 10 >= deals.open) {
    return `${count(stuck.olderThanAny)} of ${many(deals.open, 'open deal')} are older than any deal was when it was won.`
  }
  if (stuck && stuck.count * 10 >= deals.open && stuck.count > 0) {
    return `${count(stuck.count)} of ${many(deals.open, 'open deal')} have been open longer than nine of ten won deals took.`
  }
  const worst = worstOf(measured)
  if (worst) return standoutSentence(worst, currency)
  if (constraint.kind === 'none') return 'Nothing stands out: there is no clear constraint in this data.'
  return closeSentence(measured)
}

/** The same in a few sentences: what is, where it is lost, what is stuck, who differs, and what is not known. */
export function storyOf(measured: Measured, constraint: Constraint): string[] {
  const { currency, limits } = measured
  const said: string[] = []
  if (measured.deals.all > 0) said.push(closeSentence(measured), ...sizeAndCycle(measured))
  if (measured.leads.all > 0) said.push(leadSentence(measured))
  const clear = constraint.ranked.filter((finding) => finding.clear)
  if (clear.length > 0) said.push(...clear.slice(0, 3).map((finding) => findingSentence(finding, currency)))
  else if (measured.deals.all > 0) said.push(constraint.why ? `${constraint.says} ${constraint.why}` : constraint.says)
  said.push(...(measured.marketing?.idle ?? []).map(({ says }) => says))
  const { stuck } = constraint
  if (stuck && stuck.count > 0 && stuck.money !== null) {
    said.push(
      `The ${many(stuck.count, 'open deal')} past day ${Math.floor(stuck.olderThanDays)} would bring at most ${roughMoney(stuck.money, currency)} at the usual close rate.`,
    )
  }
  const worst = worstOf(measured)
  const best = measured.standouts.find((each) => each.better)
  for (const each of [worst, best]) if (each) said.push(standoutSentence(each, currency))
  if (!worst && !best && measured.compared.slices > 0) {
    said.push(`None of ${many(measured.compared.slices, 'slice')} closes at a rate that differs from the rest by more than chance.`)
  }
  const first = limits.find(({ key }) => constraint.why === null || (key !== 'no_history' && key !== 'one_stage'))
  if (first) said.push(first.says)
  return said
}

/** The dearest clear finding as the sentence on top. */
function findingHeadline({ by, stage, segment, moneyAYear }: Finding, currency: string | null): string {
  const worth = `about ${roughMoney(moneyAYear, currency)} a year`
  const who = segment ? `${segment.label} ${segment.value}` : null
  if (by === 'time')
    return `Most money is lost in waiting: ${who ?? 'deals'} ${stage === null ? 'in all stages' : `in ${stage}`}, ${worth}.`
  return `Most money is lost in ${stage}${who ? ` with ${who}` : ''}: ${worth}.`
}

/** What a finding is and what it is worth. */
function findingSentence({ says, low, high }: Finding, currency: string | null): string {
  return `${says} Worth between ${roughMoney(low, currency)} and ${roughMoney(high, currency)} a year.`
}

function closeSentence({ baselines, deals }: Measured): string {
  const rate = baselines.find((answer) => answer.name === 'close_rate')
  const counted = `${many(deals.all, 'deal')}: ${count(deals.won)} won, ${count(deals.lost)} lost, ${count(deals.open)} open.`
  if (!rate?.enough) return `${counted} ${rate?.why ?? ''}`.trim()
  return `${counted} The close rate is ${value(rate)} (${interval(rate)}).`
}

function sizeAndCycle({ baselines }: Measured): string[] {
  const of = (name: string) => baselines.find((answer) => answer.name === name && answer.enough)
  const size = of('deal_size_median')
  const cycle = of('cycle_days_median')
  if (size && cycle) return [`Half of the won deals are worth more than ${value(size)}, and half took longer than ${value(cycle)}.`]
  if (size) return [`Half of the won deals are worth more than ${value(size)}.`]
  return cycle ? [`Half of the won deals took longer than ${value(cycle)}.`] : []
}

function leadSentence({ leads, leadConversion }: Measured): string {
  if (!leadConversion?.enough) return `${many(leads.all, 'lead')}.`
  return `${count(leads.converted)} of ${many(leads.all, 'lead')} converted: ${value(leadConversion)} (${interval(leadConversion)}).`
}

/** The slice whose gap costs most. */
export function worstOf({ standouts }: Measured): Standout | undefined {
  return standouts.find((each) => !each.better)
}

/** One slice against the rest, with what the gap is worth. */
export function standoutSentence({ label, value: slice, answer, rest, moneyAYear, looked }: Standout, currency: string | null): string {
  const worth = moneyAYear !== null && moneyAYear >= 1 ? `, a gap worth about ${roughMoney(moneyAYear, currency)} a year` : ''
  return `${label} ${sliceValue(slice)} closes ${percent(answer.value ?? 0)} of ${many(answer.n, 'deal')} against ${percent(rest)} for the others${worth} (beyond chance, with ${count(looked)} slices looked at).`
}
