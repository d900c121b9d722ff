import { errand } from '#platform/action/action'
import type { Duck } from '#platform/analytics/duck'
import type { Answer, CampaignRow } from '../contract.ts'
import * as contract from '../contract.ts'
import { type Attribution, attributions } from '../metrics/campaigns.ts'
import { metricNamed } from '../metrics/catalog.ts'
import { campaignList } from '../store/campaigns.ts'
import { type About, aboutFacts } from '../store/facts.ts'
import { ask } from './ask.ts'
import { withLook } from './look.ts'
import { accountWayIn, marketingIn } from './marketing.ts'

/** The numbers of a campaign, by the attribution that is asked for. */
const columnsFor = (by: Attribution) => [
  ...['campaign_cost', 'response_count', 'response_lead_count', 'response_conversion', 'campaign_cost_per_response'],
  ...['deals', 'pipeline', 'won', 'cost_per_deal', 'return'].map((what) => `campaign_${what}_${by}`),
]

/** What each campaign cost and what came of it, and of all together. */
export async function campaignTable(duck: Duck, by: Attribution, about: About): Promise<{ total: Answer[]; rows: CampaignRow[] }> {
  const metrics = columnsFor(by).map(metricNamed)
  const list = await campaignList(duck)
  if (list.length === 0) return { total: [], rows: [] }
  const each = Map.groupBy(await ask(duck, metrics, { by: ['campaign'], about }), (answer) => answer.slice.campaign ?? null)
  const rows = list.map(({ id, campaign, type, status, starts_on, ends_on, cost_known }) => ({
    ...{
      id,
      campaign,
      type,
      status,
      startsOn: starts_on,
      endsOn: ends_on,
      running: ends_on !== null && ends_on >= about.asOf,
      costKnown: cost_known,
    },
    answers: each.get(campaign) ?? [],
  }))
  return { total: await ask(duck, metrics, { about }), rows }
}

export const readCampaigns = errand(contract.readCampaigns, (ctx, { by, ...look }) =>
  withLook(ctx.services, ctx.workspace, look, async (duck) => {
    const about = await aboutFacts(duck)
    return {
      attribution: { name: by, ...attributions[by] },
      ...(await campaignTable(duck, by, about)),
      marketing: await marketingIn(duck, about),
      accounts: await accountWayIn(duck, about),
    }
  }),
)
