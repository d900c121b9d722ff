import type { Day } from '#kernel/time'
import type { Services } from '#platform/action/context'
import type { Duck } from '#platform/analytics/duck'
import type { WorkspaceRef } from '#platform/store/database'
import { everything, type Limit, type Slice } from '../contract.ts'
import { asKnownLimit } from '../rules/as-known.ts'
import { scopeInWords } from '../rules/scope-words.ts'
import { howKnown } from '../store/as-known.ts'
import { aboutFacts } from '../store/facts.ts'
import { withFactsAsKnownOn } from './as-known.ts'
import { withFacts } from './follow.ts'
import { withSlice } from './measure-facts.ts'

/** Of which part of the records a question is asked, and as known on which day. */
export interface Look {
  readonly scope?: Slice | undefined
  readonly asOf?: Day | undefined
}

/** Whether nothing is left out, in records or in time. */
export function looksAtAll({ scope = everything, asOf }: Look): boolean {
  return asOf === undefined && Object.keys(scope.where).length === 0 && !scope.opened && !scope.closed
}

/** Works on the facts of a workspace as a question looks at them. Throws a Problem when a dimension of the scope does not exist. */
export function withLook<T>(
  services: Services,
  workspace: WorkspaceRef,
  { scope = everything, asOf }: Look,
  work: (duck: Duck) => Promise<T>,
): Promise<T> {
  const within = (duck: Duck) => withSlice(duck, scope, work)
  return asOf === undefined ? withFacts(services, workspace, within) : withFactsAsKnownOn(services, workspace, asOf, within)
}

/** What is looked at in words, and what that cannot tell. `duck` is the one that `withLook` gives. */
export async function lookedAt(duck: Duck, look: Look): Promise<{ words: string[]; limits: Limit[] }> {
  const known = look.asOf === undefined ? null : await howKnown(duck)
  return { words: scopeInWords(look, (await aboutFacts(duck)).dimensions), limits: known ? [asKnownLimit(known)] : [] }
}
