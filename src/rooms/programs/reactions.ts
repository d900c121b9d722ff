import type { Reaction } from '#platform/reactions/reaction'
import { heardBy, heardTables, picked } from './actions/trigger-firing.ts'
import type { TriggerSources } from './actions/trigger-sources.ts'

/** Triggers hear every event that wrote a row for which one of them waits, whoever told it. */
export const triggerReaction = (sources: TriggerSources): Reaction => ({
  name: 'triggers',
  hears: [],
  follows: heardTables,
  picks: picked,
  react: (ctx, event) => heardBy(ctx, sources, event),
})
