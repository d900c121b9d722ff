import { systemOf } from '#kernel/source-system'

/** A match, and whether it is sure: then imports take both for one. */
export interface Matched<Why extends string> {
  readonly id: string
  readonly why: Why
  readonly sure: boolean
}

/** What companies are known by. Keys are normal ones; empty and null are unknown. */
export interface AccountKeys {
  readonly externalIds: readonly string[]
  readonly nameKey: string
  readonly domain: string | null
  readonly cityKey: string
}

/** More records with one key than these are a placeholder or a provider. */
const mostAlike = 5

/**
 * Which companies somebody may mean. As at import an id or the name without legal form makes two of them one, unless something tells them apart: another id in
 * the same system, another domain, another city. Those, and companies that share a domain, are likely ones.
 */
export function matchAccounts(
  said: AccountKeys,
  there: readonly (AccountKeys & { readonly id: string })[],
): Matched<'id' | 'name' | 'domain'>[] {
  const byId = there.filter(({ externalIds }) => externalIds.some((id) => said.externalIds.includes(id)))
  const named = there.filter(({ nameKey }) => said.nameKey !== '' && nameKey === said.nameKey)
  const near = there.filter(({ domain }) => said.domain !== null && domain === said.domain)
  return firstOfEach([
    ...byId.map(({ id }) => ({ id, why: 'id' as const, sure: true })),
    ...named.map((one) => ({ id: one.id, why: 'name' as const, sure: !apart(said, one) })),
    ...(near.length > mostAlike ? [] : near.map(({ id }) => ({ id, why: 'domain' as const, sure: false }))),
  ])
}

function apart(a: AccountKeys, b: AccountKeys): boolean {
  const differ = (one: string | null, other: string | null) => (one ?? '') !== '' && (other ?? '') !== '' && one !== other
  return differ(a.domain, b.domain) || differ(a.cityKey, b.cityKey) || otherIdsInOneSystem(a, b)
}

function otherIdsInOneSystem(a: { readonly externalIds: readonly string[] }, b: { readonly externalIds: readonly string[] }): boolean {
  return a.externalIds.some((id) => b.externalIds.some((other) => other !== id && systemOf(other) === systemOf(id)))
}

/** What people are known by. */
export interface PersonKeys {
  readonly externalIds: readonly string[]
  readonly mail: string
  readonly phoneKey: string | null
  readonly nameKey: string
  readonly accountId: string | null
}

/**
 * Which people somebody may mean. As at import an id or an e-mail address makes two of them one, unless both have an id in the same system; so does, where
 * neither is said, the reference by name and company, which is `externalIds` then. A telephone number or a company that they share with their name is likely.
 */
export function matchPeople(
  said: PersonKeys,
  there: readonly (PersonKeys & { readonly id: string })[],
): Matched<'id' | 'address' | 'phone and name' | 'name and company'>[] {
  const byName = (one: PersonKeys) => said.nameKey !== '' && one.nameKey === said.nameKey
  const byPhone = there.filter((one) => byName(one) && said.phoneKey !== null && one.phoneKey === said.phoneKey)
  const byCompany = there.filter((one) => byName(one) && said.accountId !== null && one.accountId === said.accountId)
  return firstOfEach([
    ...there
      .filter(({ externalIds }) => externalIds.some((id) => said.externalIds.includes(id)))
      .map((one) => ({ id: one.id, why: one.externalIds.some(isByName) ? ('name and company' as const) : ('id' as const), sure: true })),
    ...there
      .filter(({ mail }) => said.mail !== '' && mail === said.mail)
      .map((one) => ({ id: one.id, why: 'address' as const, sure: !otherIdsInOneSystem(said, one) })),
    ...byPhone.slice(0, mostAlike).map(({ id }) => ({ id, why: 'phone and name' as const, sure: false })),
    ...byCompany.slice(0, mostAlike).map(({ id }) => ({ id, why: 'name and company' as const, sure: false })),
  ])
}

/** A reference that was made of name and company. */
const isByName = (externalId: string) => externalId.startsWith('name:')

/** Each record once, by the first of its reasons, those that are sure before. */
function firstOfEach<Why extends string>(all: readonly Matched<Why>[]): Matched<Why>[] {
  const ordered = [...all.filter(({ sure }) => sure), ...all.filter(({ sure }) => !sure)]
  return ordered.filter((one, at) => ordered.findIndex(({ id }) => id === one.id) === at)
}
