import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { countryCode } from '#kernel/country'
import { normCompany, normKey, normPhone } from '#kernel/normal'
import { systemOf } from '#kernel/source-system'

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
  // An id that is new joins who holds the first address that it claims.
  const joined = new Map(byId)
  for (const { externalId, mail } of rows) {
    const holder = mail === null ? undefined : byMail.get(mail)
    if (externalId !== null && mail !== null && holder && claims.get(mail) === externalId && !joined.has(externalId))
      joined.set(externalId, holder)
  }
  return rows.map((row) => aim(row, joined, byMail, claims))
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
  const id = externalId ?? (holder ? undefined : claimed)
  const person = id === undefined ? holder : byId.get(id)
  const holds = mail !== null && (holder ? person?.id === holder.id : externalId === null || claimed === externalId)
  if (person) return { key: `known ${person.id}`, known: person.id, holds }
  return { key: id === undefined ? `mail ${mail}` : `id ${id}`, known: null, holds }
}

/** An id that a person has in a further system. */
export interface PersonRefKnown {
  readonly externalId: string
  readonly personId: string
}

/**
 * Puts in the place of each id of a further system the id under which its person is known here, so that what follows sees one system. A new id joins the
 * person who holds its address, unless that one comes from the same system or has an id there already. Answers the id of each row and who was joined. The same
 * in SQL, for sets of any size, is acrossSystems in the store.
 */
export function acrossSystems(
  rows: readonly PersonSaid[],
  known: readonly PersonKnown[],
  refs: readonly PersonRefKnown[],
): { ids: (string | null)[]; joined: PersonRefKnown[] } {
  const direct = new Set(known.map((person) => person.externalId))
  const byMail = new Map(known.flatMap((person) => (person.mail === null ? [] : [[person.mail, person] as const])))
  const people = new Map(known.map((person) => [person.id, person]))
  const canonical = new Map<string, string>()
  const has = new Set<string>()
  for (const { externalId, personId } of refs) {
    const own = people.get(personId)?.externalId ?? null
    has.add(`${personId} ${systemOf(externalId)}`)
    if (own !== null && !canonical.has(externalId)) canonical.set(externalId, own)
  }
  const claims = new Map<string, string>()
  for (const { externalId, mail } of rows) {
    const holder = mail === null ? undefined : byMail.get(mail)
    if (externalId === null || !holder || holder.externalId === null || claims.has(holder.id)) continue
    const system = systemOf(externalId)
    const theirs = systemOf(holder.externalId) === system || has.has(`${holder.id} ${system}`)
    if (!direct.has(externalId) && !canonical.has(externalId) && !theirs) claims.set(holder.id, externalId)
  }
  const joined: PersonRefKnown[] = []
  for (const [personId, externalId] of claims) {
    const own = people.get(personId)?.externalId ?? null
    if (own === null || canonical.has(externalId)) continue
    canonical.set(externalId, own)
    joined.push({ externalId, personId })
  }
  const idOf = (externalId: string) => (direct.has(externalId) ? externalId : (canonical.get(externalId) ?? externalId))
  return { ids: rows.map(({ externalId }) => (externalId === null ? null : idOf(externalId))), joined }
}

/** A telephone number as E.164, national ones by the country that the record names; null where it cannot be told. */
export function phoneKey(phone: string | null, country: string | null): string | null {
  if (phone === null) return null
  const international = normPhone(phone)
  if (international !== '') return international
  const code = country === null ? null : countryCode(country)
  if (code === null || !isSupportedCountry(code)) return null
  const parsed = parsePhoneNumberFromString(phone, { defaultCountry: code, extract: false })
  return parsed?.isPossible() ? parsed.number : null
}
