import type { Reaction } from '#platform/reactions/reaction'
import { arrivalsFor, arrived } from './actions/likely-arrivals.ts'

/** Who arrives, by hand, by intake or by import, is compared with who is there, and all are looked through later; many who arrive at once by one look. */
export const likelyPairsSoon: Reaction = {
  name: 'likely-pairs',
  hears: [],
  follows: ['person', 'account'],
  picks: arrivalsFor,
  react: arrived,
}
