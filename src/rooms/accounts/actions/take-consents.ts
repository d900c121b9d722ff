import type { Id } from '#kernel/id'
import type { Instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { newId } from '#platform/ids'
import type { ConsentStatus, LawfulBasis } from '../contract/consents.ts'
import { lastConsents } from '../store/consents.ts'
import { consents } from '../tables.ts'

/** What a file says of somebody: `on` is whether they objected, or gave consent; `at` when, where the file tells it. */
export interface ConsentIn {
  readonly personId: Id<'person'>
  readonly purpose: string
  readonly status: ConsentStatus
  readonly on: boolean
  readonly basis: LawfulBasis
  readonly at: Instant | null
  /** Names the file. */
  readonly source: string
}

/** The last word of a person on a purpose, and whether a file said it. */
export interface LastWord {
  readonly personId: string
  readonly purpose: string
  readonly status: ConsentStatus
  readonly at: Instant
  readonly imported: boolean
}

/** The beginning of all sources that are files; by it an import knows its own words from those that people noted. */
export const importSource = 'Import of the file '

/**
 * What a file's word adds to the last one; null for nothing. A yes is noted once. A no takes back only what a file said before: it is what systems
 * write where nobody said anything, so it never speaks against what a person noted here. Nor does a yes without a day of its own.
 */
export function wordAdded(said: Pick<ConsentIn, 'status' | 'on' | 'at'>, last: LastWord | null): ConsentStatus | null {
  if (!said.on) {
    if (last === null || !last.imported || last.status !== said.status) return null
    return said.status === 'given' ? 'withdrawn' : 'given'
  }
  if (last?.status === said.status) return null
  if (said.status === 'given' && last !== null && !last.imported && (said.at === null || said.at <= last.at)) return null
  return said.status
}

/** Notes what a file says of consent, entry by entry, as part of the open event; the same file twice notes nothing more. */
export async function takeConsents(ctx: Ctx, given: readonly ConsentIn[]): Promise<void> {
  const keyOf = (one: { personId: string; purpose: string }) => `${one.personId} ${one.purpose.toLowerCase()}`
  const last = new Map(
    (await lastConsents(ctx.tx, [...new Set(given.map((one) => one.personId))], importSource)).map((one) => [keyOf(one), one]),
  )
  const added = given.flatMap((said) => {
    const status = wordAdded(said, last.get(keyOf(said)) ?? null)
    if (status === null) return []
    const { personId, purpose, basis, source } = said
    const at = said.at !== null && said.at <= ctx.now ? said.at : ctx.now
    last.set(keyOf(said), { personId, purpose, status, at, imported: true })
    const noted = { version: null, notedBy: ctx.actor.name, notedAt: ctx.now }
    return [{ id: newId<'consent'>(ctx.now), personId, purpose, basis, status, source: `${importSource}${source}`, at, ...noted }]
  })
  if (added.length > 0) await ctx.ledger.insert(consents, added)
}
