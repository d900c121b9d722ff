/** Hand-overs that failed; the door for whoever tells managers. */
export { type Failed, failedOf as failedHandOvers } from '../store/failed.ts'
