import type { Reaction } from '#platform/reactions/reaction'
import { lookSoon, looksFor } from './actions/likely-work.ts'

/** Who arrives, by hand, by intake or by import, is looked at for duplicates soon after; many at once by one look. */
export const likelyPairsSoon: Reaction = {
  name: 'likely-pairs',
  hears: [],
  follows: ['person', 'account'],
  picks: looksFor,
  react: lookSoon,
}
