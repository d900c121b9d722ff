import type { Reaction } from '#platform/reactions/reaction'
import { clocksStruck } from '#rooms/leads/events'
import { tellManagers } from './actions/failed-hand-overs.ts'

/** Managers who want it are told of hand-overs that failed. */
export const failedHandOversTold: Reaction = { name: 'failed-hand-overs-told', hears: [clocksStruck.kind], react: tellManagers }
