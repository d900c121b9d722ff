import { normCompany, normKey } from '#kernel/normal'

/** The name to show for a person, from what is known of them. */
export function fullNameOf(person: {
  fullName?: string | null
  firstName?: string | null
  lastName?: string | null
  email?: string | null
}): string {
  const joined = [person.firstName, person.lastName].filter((part) => part !== null && part !== undefined && part !== '').join(' ')
  return person.fullName || joined || person.email || ''
}

/** What stands for a CRM's id where a person is known by name and company only, so that the same file twice makes nobody twice. */
export function refByName(name: string, company: string | null): string {
  return `name:${normKey(name) || name}@${normCompany(company ?? '')}`
}

/** By what a row says who it is about: the id of a CRM and the address as a key; null where it says none. */
export interface PersonSaid {
  readonly externalId: string | null
  readonly mail: string | null
}

/** A person who is there, with the same keys. */
export interface PersonKnown extends PersonSaid {
  readonly id: string
}

/** Who a row is about: rows with one key are about one person. `holds` says whether the address is theirs to be known by. */
export interface PersonAim {
  readonly key: string
  readonly known: string | null
  readonly holds: boolean
}

/**
 * Decides which person each row of a set is about: the one with the row's id, else the one who holds its address and has no other id, else a new
 * one; null for a row without keys. An address is held by one person; of new ones by the first with an id who says it. The same in SQL, for
 * sets of any size, is aimAtPeople in the store.
 */
export function aimAtPeople(rows: readonly PersonSaid[], known: readonly PersonKnown[]): (PersonAim | null)[] {
  const byId = new Map(known.flatMap((person) => (person.externalId === null ? [] : [[person.externalId, person] as const])))
  const byMail = new Map(known.flatMap((person) => (person.mail === null ? [] : [[person.mail, person] as const])))
  const claims = new Map<string, string>()
  for (const { externalId, mail } of rows) {
    if (externalId === null || mail === null || claims.has(mail)) continue
    const holder = byMail.get(mail)
    if (!holder || (holder.externalId === null && !byId.has(externalId))) claims.set(mail, externalId)
  }
  return rows.map((row) => aim(row, byId, byMail, claims))
}

function aim(
  { externalId, mail }: PersonSaid,
  byId: ReadonlyMap<string, PersonKnown>,
  byMail: ReadonlyMap<string, PersonKnown>,
  claims: ReadonlyMap<string, string>,
): PersonAim | null {
  if (externalId === null && mail === null) return null
  const holder = mail === null ? undefined : byMail.get(mail)
  const claimed = mail === null ? undefined : claims.get(mail)
  const theHolder = holder && (externalId === null || (holder.externalId === null && claimed === externalId)) ? holder : undefined
  const theClaimant = !holder && externalId === null && claimed !== undefined ? byId.get(claimed) : undefined
  const person = (externalId === null ? undefined : byId.get(externalId)) ?? theHolder ?? theClaimant
  const holds = mail !== null && (holder ? person?.id === holder.id : externalId === null || claimed === externalId)
  if (person) return { key: `known ${person.id}`, known: person.id, holds }
  const id = externalId ?? claimed
  return { key: id === undefined ? `mail ${mail}` : `id ${id}`, known: null, holds }
}
