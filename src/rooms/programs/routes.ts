export { campaignRoutes } from './actions/campaign-goals.ts'
export { triggerRoutes } from './actions/triggers.ts'
