/** What a row and a record are recognised by: a CRM's id, and a group in which a row without an id is the oldest record. */
export interface Recognised {
  readonly externalId: string | null
  readonly group: string
}

/** A row, with the reference that the reader of files made of what it says. */
export interface Referenced extends Recognised {
  readonly ref: string
}

export interface Recognition {
  /** The id of a record that is there, or a new key that later rows of the same record get too. */
  readonly key: string
  /** The id to keep: the row's own, or its reference where nothing else tells the record from another one. */
  readonly externalId: string | null
}

/** An id made of the reader's reference: the record looks like an older one of its group and is another one. */
const ofReader = (externalId: string) => externalId.startsWith('ref:')

/**
 * Says which record each incoming row is. An id is sure. A row without one is the oldest record of its group, unless a row that reads
 * differently was that already: two different rows are never folded into one. A first id joins the record that was known by its group only.
 */
export function recogniser(records: readonly (Recognised & { readonly id: string })[]): (row: Referenced) => Recognition {
  const byId = new Map<string, string>()
  const byGroup = new Map<string, string>()
  const bare = new Set<string>()
  const claimedBy = new Map<string, string>()
  const learn = (key: string, { externalId, group }: Recognised) => {
    if (externalId !== null) byId.set(externalId, key)
    if (externalId !== null && ofReader(externalId)) return key
    if (!byGroup.has(group)) byGroup.set(group, key)
    if (externalId === null) bare.add(key)
    return key
  }
  const withId = (externalId: string, group: string): string => {
    const known = byId.get(externalId)
    if (known !== undefined) return known
    const same = byGroup.get(group)
    if (same === undefined || !bare.has(same) || ofReader(externalId)) return learn(`id ${externalId}`, { externalId, group })
    bare.delete(same)
    byId.set(externalId, same)
    return same
  }
  for (const record of records) learn(record.id, record)
  return ({ externalId, group, ref }) => {
    if (externalId !== null) return { key: withId(externalId, group), externalId }
    const claim = claimedBy.get(group) ?? ref
    if (claim !== ref) return { key: withId(`ref:${ref}`, group), externalId: `ref:${ref}` }
    claimedBy.set(group, ref)
    return { key: byGroup.get(group) ?? learn(`group ${group}`, { externalId, group }), externalId }
  }
}
