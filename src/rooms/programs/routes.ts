import type { Route } from '#platform/http/routes'
import * as campaigns from './actions/campaign-goals.ts'

export { triggerRoutes } from './actions/triggers.ts'

/** A campaign with its own definition of conversion, its target, and what became of its people. */
export const campaignRoutes: readonly Route[] = [
  campaigns.readCampaign,
  campaigns.listCampaignPeople,
  campaigns.setCampaignGoal,
  campaigns.undoCampaignGoal,
]
