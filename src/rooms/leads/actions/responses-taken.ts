/** Responses as other rooms to the right tell and take them back. */
export { responsesOfStep, responsesTold } from '../store/responses-taken.ts'
export { giveBackTurns } from '../store/routing.ts'
