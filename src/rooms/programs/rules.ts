/** What a row and a record are recognised by: a CRM's id, and a group in which a row without an id is the oldest record. */
export interface Recognised {
  readonly externalId: string | null
  readonly group: string
}

/** Ids that the reader of files made for the second and later of several rows that look alike and have no id: different records. */
const ofReader = (externalId: string) => externalId.startsWith('ref:')

/**
 * Says which record each incoming row is, as a key: the id of a record that is there, or a new key that later rows of the same record get too.
 * An id is sure. A row without one is the oldest record of its group. A first id joins the record that was known by its group only.
 */
export function recogniser(records: readonly (Recognised & { readonly id: string })[]): (row: Recognised) => string {
  const byId = new Map<string, string>()
  const byGroup = new Map<string, string>()
  const bare = new Set<string>()
  const learn = (key: string, { externalId, group }: Recognised) => {
    if (externalId !== null) byId.set(externalId, key)
    if (externalId !== null && ofReader(externalId)) return key
    if (!byGroup.has(group)) byGroup.set(group, key)
    if (externalId === null) bare.add(key)
    return key
  }
  for (const record of records) learn(record.id, record)
  return (row) => {
    const { externalId, group } = row
    const same = byGroup.get(group)
    if (externalId === null) return same ?? learn(`group ${group}`, row)
    const known = byId.get(externalId)
    if (known !== undefined) return known
    if (same === undefined || !bare.has(same) || ofReader(externalId)) return learn(`id ${externalId}`, row)
    bare.delete(same)
    byId.set(externalId, same)
    return same
  }
}
