import type { Face } from '#kernel/face'
import { normCompany, normEmail } from '#kernel/normal'
import type { Tx } from '#platform/store/database'
import { OtherIds } from '#rooms/workspace/actions/systems'
import * as store from '../store.ts'

/** The people behind these ids of a CRM, as they call themselves. */
export async function facesOfPeople(tx: Tx, externalIds: readonly string[]): Promise<Face[]> {
  const found = await store.peopleBy(tx, { externalIds, emailKeys: [] })
  const others = await OtherIds.open(tx, 'person', externalIds, [])
  const beyond = await store.peopleOf(tx, others.beyond([]))
  return faces(found, beyond, others, faceOfPerson)
}

/** The companies behind these ids of a CRM, as they call themselves. */
export async function facesOfAccounts(tx: Tx, externalIds: readonly string[]): Promise<Face[]> {
  const found = await store.accountsBy(tx, { externalIds, nameKeys: [] })
  const others = await OtherIds.open(tx, 'account', externalIds, [])
  const beyond = await store.accountsOf(tx, others.beyond([]))
  return faces(found, beyond, others, ({ name, domain }) => ({ name, marks: domain === null ? [] : [domain] }))
}

/** What people with these ids of ours say of themselves, for records that are known by their person. */
export async function facesOfPersons(tx: Tx, ids: readonly string[]): Promise<Map<string, Omit<Face, 'id'>>> {
  return new Map((await store.peopleOf(tx, ids)).map((person) => [person.id, faceOfPerson(person)]))
}

/** The keys under which companies with these ids of ours are known by name. */
export async function companyKeys(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  return new Map((await store.accountsOf(tx, ids)).map((account) => [account.id, normCompany(account.name)]))
}

const faceOfPerson = ({ fullName, email }: store.Person) => ({ name: fullName, marks: [normEmail(email ?? '')].filter(Boolean) })

function faces<R extends { readonly id: string; readonly externalId: string | null }>(
  found: readonly R[],
  beyond: readonly R[],
  others: OtherIds,
  faceOf: (record: R) => Omit<Face, 'id'>,
): Face[] {
  const byId = new Map<string, R>(beyond.map((record) => [record.id, record]))
  const known = [
    ...found.map((record) => [record.externalId, record] as const),
    ...others.of(beyond).map(([id, at]) => [id, byId.get(at)] as const),
  ]
  return known.flatMap(([id, record]) => (id === null || !record ? [] : [{ id, ...faceOf(record) }]))
}
