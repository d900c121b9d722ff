import { t } from '#kernel/text'
import type { IdleCampaign } from '../contract.ts'
import { corrected } from './corrected.ts'
import { upperTail, wilson } from './intervals.ts'
import { inUnit } from './words.ts'

/** Leads of one source: how many, and how many of them converted. */
export interface Hits {
  readonly n: number
  readonly hits: number
}

/** Leads of one source that responded to a campaign, to other campaigns only, and to none. */
export interface SourceOf {
  readonly own: Hits
  readonly others: Hits
  readonly none: Hits
}

export interface CampaignLeads {
  readonly campaign: string
  readonly cost: number | null
  readonly sources: readonly SourceOf[]
}

/** Fewer leads than this, in the campaign or beside it, say nothing. */
const least = 20
/** One-sided chance below which a campaign counts as better than none. */
const notBetter = 0.025

/**
 * Campaigns that do nothing, as far as their leads tell: these convert less often than those of the other campaigns by more than chance, and not more often than
 * leads without any campaign. Compared source by source, because a webinar brings other leads than an advertisement. `looked` are the campaigns with enough leads.
 */
export function idleCampaigns(all: readonly CampaignLeads[], currency: string | null): { idle: IdleCampaign[]; looked: number } {
  const looks = all.flatMap((each) => {
    const sources = each.sources.filter(({ own, others, none }) => own.n > 0 && others.n > 0 && none.n > 0)
    const of = (pick: (source: SourceOf) => Hits) => sum(sources.map((source) => pick(source).n))
    const enough = [of(({ own }) => own), of(({ others }) => others), of(({ none }) => none)].every((n) => n >= least)
    return enough ? [{ ...each, sources, p: fewer(sources.map(({ own, others }) => [own, others])) }] : []
  })
  const chances = corrected(looks.map(({ p }) => p))
  const idle = looks.flatMap((look, at): IdleCampaign[] => {
    const p = chances[at] ?? 1
    const better = fewer(look.sources.map(({ own, none }) => [none, own]))
    return p <= 0.05 && better > notBetter ? [told(look, p, looks.length, currency)] : []
  })
  return { idle: idle.toSorted((a, b) => (b.cost ?? 0) - (a.cost ?? 0)), looked: looks.length }
}

function told({ campaign, cost, sources }: CampaignLeads, p: number, looked: number, currency: string | null): IdleCampaign {
  const n = sum(sources.map(({ own }) => own.n))
  const converted = sum(sources.map(({ own }) => own.hits))
  const { low, high } = wilson(converted, n)
  /** The rate that the campaign's own mix of sources would have at the rates of a comparison. */
  const alike = (pick: (source: SourceOf) => Hits) => ({
    n: sum(sources.map((source) => pick(source).n)),
    rate: sum(sources.map((source) => (source.own.n * pick(source).hits) / pick(source).n)) / n,
  })
  const [without, others] = [alike(({ none }) => none), alike((source) => source.others)]
  const share = (rate: number) => inUnit(rate, 'share', null)
  const told = { campaign, n, converted, share: share(converted / n), low: share(low ?? 0), high: share(high ?? 1) }
  const says = [
    cost === null
      ? t(
          '{{campaign}} has no recorded cost and does no more than no campaign, as far as {{n}} leads tell: {{converted}} of them converted, {{share}} (95%: {{low}} to {{high}}).',
          told,
        )
      : t(
          '{{campaign}} cost {{cost}} and does no more than no campaign, as far as {{n}} leads tell: {{converted}} of them converted, {{share}} (95%: {{low}} to {{high}}).',
          { ...told, cost: inUnit(cost, 'money', currency) },
        ),
    t('Of {{without}} leads of the same sources without a campaign {{share}} did, of {{others}} of the other campaigns {{rate}}.', {
      without: without.n,
      share: share(without.rate),
      others: others.n,
      rate: share(others.rate),
    }),
    t(
      'If it did as they do, so few would come about with a chance of {{chance}}, corrected for the {{looked}} campaigns that were looked at.',
      {
        chance: chanceText(p),
        looked,
      },
    ),
  ].join(' ')
  const counts = { n, converted, rate: converted / n, low: low ?? 0, high: high ?? 1 }
  return {
    campaign,
    cost,
    currency,
    ...counts,
    without,
    others,
    p,
    looked,
    method: t('Mantel-Haenszel test over sources of leads, corrected by Holm'),
    says,
  }
}

function chanceText(p: number): string {
  return p < 0.001 ? t('less than {{share}}', { share: inUnit(0.001, 'share', null) }) : inUnit(p, 'share', null)
}

/**
 * One-sided p-value that the first of each pair converts less often than the second, over all strata: Mantel-Haenszel with continuity
 * correction. Source: N. Mantel & W. Haenszel, J. Natl. Cancer Inst. 22 (1959).
 */
export function fewer(strata: readonly (readonly [Hits, Hits])[]): number {
  let off = 0
  let variance = 0
  for (const [a, b] of strata) {
    const all = a.n + b.n
    const hits = a.hits + b.hits
    if (all < 2) continue
    off += a.hits - (a.n * hits) / all
    variance += (a.n * b.n * hits * (all - hits)) / (all * all * (all - 1))
  }
  if (variance === 0) return 1
  return upperTail((-off - 0.5) / Math.sqrt(variance))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
