import { CampaignIdeas } from '#rooms/cadence/web/campaign-ideas.tsx'
import { CampaignPage } from '#rooms/programs/web/campaign-page.tsx'

/** One campaign, with the ideas from the field that it used. */
export default function CampaignWithIdeas() {
  return <CampaignPage beside={(id) => <CampaignIdeas id={id} />} />
}
