import type { Reaction } from '#platform/reactions/reaction'
import { pairsFound } from '#rooms/accounts/events'
import { noteAfterLook } from './actions/origin-find.ts'

/** After a look for duplicates told something new, those that differ in origin are noted as cases. */
export const originCasesAfterLook: Reaction = {
  name: 'origin-cases',
  hears: [pairsFound.kind],
  react: noteAfterLook,
}
