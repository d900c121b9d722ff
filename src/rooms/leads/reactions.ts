import type { Reaction } from '#platform/reactions/reaction'
import { contractSigned } from '#rooms/agreement/events'
import { giveBackAfterRemoval, removedActivities } from './actions/activity-removed.ts'
import { judgeNow } from './actions/nurture-work.ts'

/** Activities that an undo or an erasure removed stop no clock any more. */
export const clocksGiveBack: Reaction = {
  name: 'clocks-give-back',
  hears: [],
  follows: ['activity'],
  picks: removedActivities,
  react: giveBackAfterRemoval,
}

/** Everybody in nurture is judged by a contract as soon as it holds; one that begins on a later day is met by that day's look. */
export const nurtureByContract: Reaction = { name: 'nurture-by-contract', hears: [contractSigned.kind], react: judgeNow }
