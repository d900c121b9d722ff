export { triggerRoutes } from './actions/triggers.ts'
