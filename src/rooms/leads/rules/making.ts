import { isByHand } from '#rooms/accounts/contract'

/**
 * The source of a lead that is typed in. Who was won before, by an earlier lead or as the CRM says, keeps that as the source: typing somebody in again makes
 * nobody one's own. `typed` is what was said instead, for a note.
 */
export function sourceByHand(
  said: string | null,
  { origin, sources }: { readonly origin: string | null; readonly sources: readonly (string | null)[] },
): { readonly source: string | null; readonly typed: string | null } {
  const first = sources.find((source) => source !== null) ?? (origin === null || isByHand(origin) ? null : origin)
  if (first === null) return { source: said ?? origin, typed: null }
  return { source: first, typed: said === null || said === first ? null : said }
}
