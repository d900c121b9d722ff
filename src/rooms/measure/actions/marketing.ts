import type { Duck } from '#platform/analytics/duck'
import type { AccountWay, Effect, Marketing } from '../contract.ts'
import { accountSteps } from '../metrics/accounts.ts'
import { metricNamed } from '../metrics/catalog.ts'
import { type CampaignLeads, idleCampaigns } from '../rules/campaigns.ts'
import { caveat, type PartCompared, sureEffects } from '../rules/effects.ts'
import { marketingLimits, targetLimit } from '../rules/marketing-limits.ts'
import { campaignSources, marketingStock, rankedParts } from '../store/campaigns.ts'
import { parts } from '../store/compile-marketing.ts'
import type { About } from '../store/facts.ts'
import { ask } from './ask.ts'

/** What marketing may have changed in deals: their number and worth, win rate, size, cycle and velocity. */
const measures = ['open_amount', 'close_rate', 'deal_size_median', 'cycle_days_median', 'pipeline_velocity'] as const
const ranked: readonly string[] = ['deal_size_median', 'cycle_days_median']
const compared: readonly string[] = ['close_rate', ...ranked]

/** What marketing did, as far as the data tells: campaigns that do nothing, and how deals that it had a part in differ. null without any campaign. */
export async function marketingIn(duck: Duck, about: About, vendor = 'unknown'): Promise<Marketing | null> {
  const stock = await marketingStock(duck)
  if (stock.campaigns === 0) return null
  const leads = stock.with_lead > 0 ? await leadsOf(duck, about) : []
  const { idle, looked } = idleCampaigns(leads, about.currency)
  const { effects, looked: comparisons } = await effectsIn(duck, about)
  const gaps = await ask(duck, ['campaign_cost_without_deal', 'campaign_cost_without_win'].map(metricNamed), { about })
  return {
    campaigns: stock.campaigns,
    looked,
    idle,
    gaps,
    effects,
    compared: comparisons,
    caveat: caveat(),
    limits: marketingLimits(stock, vendor),
  }
}

async function leadsOf(duck: Duck, about: About): Promise<CampaignLeads[]> {
  const groups = Map.groupBy(await campaignSources(duck, about), ({ campaign }) => campaign)
  return [...groups].map(([campaign, rows]) => ({
    campaign,
    cost: rows[0]?.cost ?? null,
    sources: rows.map((row) => ({
      own: { n: row.own, hits: row.own_hits },
      others: { n: row.others, hits: row.others_hits },
      none: { n: row.none, hits: row.none_hits },
    })),
  }))
}

async function effectsIn(duck: Duck, about: About): Promise<{ effects: Effect[]; looked: number }> {
  const by = 'touch.marketing'
  if (!about.dimensions.some(({ key }) => key === by)) return { effects: [], looked: 0 }
  const answers = await ask(duck, ['deal_count', ...measures].map(metricNamed), { by: [by], about })
  const of = (name: string, part: string) => answers.find((each) => each.name === name && each.slice[by] === part)
  const all: PartCompared[] = []
  for (const name of compared) {
    const rest = of(name, parts.none)
    for (const part of [parts.sourced, parts.touched]) {
      const answer = of(name, part)
      if (!answer || !rest) continue
      const ranks = ranked.includes(name) ? await rankedParts(duck, metricNamed(name), [part, parts.none], about) : null
      all.push({ name, part, answer, rest, ranks })
    }
  }
  const { found, looked } = sureEffects(all)
  const effects = measures.map((name): Effect => {
    const groups = Object.values(parts).flatMap((part) => {
      const answer = of(name, part)
      return answer ? [{ part, deals: of('deal_count', part)?.n ?? 0, answer }] : []
    })
    return { name, title: metricNamed(name).title, groups, differences: found.get(name) ?? [] }
  })
  return { effects: effects.filter(({ groups }) => groups.length > 0), looked }
}

/** The way from a targeted account, before any lead exists, to a contract, with what it cannot tell. null without accounts. */
export async function accountWayIn(duck: Duck, about: About, vendor = 'unknown'): Promise<AccountWay | null> {
  const stock = await marketingStock(duck)
  if (stock.accounts === 0) return null
  const steps = await ask(duck, accountSteps.map(metricNamed), { about })
  const shares = await ask(duck, ['account_to_contract', 'account_days_to_contract'].map(metricNamed), { about })
  return { marked: stock.marked > 0, steps, shares, limit: targetLimit(stock, vendor) }
}
