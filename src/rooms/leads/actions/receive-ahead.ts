import type { Ctx } from '#platform/action/context'
import type { PeopleAsked } from '#rooms/accounts/actions/resolve'
import { type Standing, standingOf } from '../store/receive.ts'
import { type Counts, countsAsked } from './receive-facts.ts'

/** What is known of those who may respond, asked before it is known who they are. */
export interface Ahead {
  readonly standing: ReadonlyMap<string, Standing>
  readonly counts: Counts
}

/**
 * Asks where everybody stands who is known by these keys, and what they and their companies did, in one go with the question who they are, and behind it: they are
 * held by then. Only right for responses that add nothing to what is counted before they are judged, such as a touch of a campaign or visits that become known.
 */
export async function askAhead({ tx, now }: Pick<Ctx, 'tx' | 'now'>, { people, accounts }: PeopleAsked): Promise<Ahead> {
  const [standing, counts] = await Promise.all([
    people === null ? new Map<string, Standing>() : standingOf(tx, people),
    countsAsked(tx, people, accounts, now),
  ])
  return { standing, counts }
}
