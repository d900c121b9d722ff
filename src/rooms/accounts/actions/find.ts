import { normCompany, normEmail, normKey } from '#kernel/normal'
import type { Ctx } from '#platform/action/context'
import { OtherIds } from '#rooms/workspace/actions/systems'
import { refByName } from '../rules.ts'
import * as store from '../store.ts'
import { keptAccounts, keptPeople } from './merge-keys.ts'

/** How a record names a person whom it concerns. */
export interface PersonRef {
  readonly externalId: string | null
  readonly email: string | null
  readonly name: string | null
  readonly company: string | null
}

/**
 * The person behind each reference: by a CRM's id, else by e-mail address, else by name together with company where exactly one
 * person fits. null where nobody is sure. Writes nothing.
 */
export async function findPeople(ctx: Pick<Ctx, 'tx'>, refs: readonly PersonRef[]): Promise<(string | null)[]> {
  const byKey = await people(ctx, refs)
  const unsure = refs.filter((ref) => known(ref, byKey) === null && named(ref))
  const colleagues = await namesakes(ctx, unsure)
  return refs.map((ref) => known(ref, byKey) ?? (named(ref) ? (colleagues.get(atCompany(ref)) ?? null) : null))
}

const named = (ref: PersonRef) => normKey(ref.name ?? '') !== '' && normCompany(ref.company ?? '') !== ''
const atCompany = (ref: Pick<PersonRef, 'name' | 'company'>) => `${normKey(ref.name ?? '')}@${normCompany(ref.company ?? '')}`
/** Without id and address; only then a reference by name can be what someone else was made from. */
const onlyNamed = (ref: PersonRef) => ref.externalId === null && normEmail(ref.email ?? '') === '' && normKey(ref.name ?? '') !== ''

async function people(ctx: Pick<Ctx, 'tx'>, refs: readonly PersonRef[]): Promise<Map<string, string>> {
  const externalIds = unique(refs.flatMap((ref) => [ref.externalId, onlyNamed(ref) ? refByName(ref.name ?? '', ref.company) : null]))
  const emailKeys = unique(refs.map((ref) => normEmail(ref.email ?? '') || null))
  const found = await store.peopleBy(ctx.tx, { externalIds, emailKeys })
  const others = await OtherIds.open(ctx.tx, 'person', externalIds, [])
  const there = others.of(await store.peopleOf(ctx.tx, others.beyond([])))
  return new Map([
    ...(await keptPeople(ctx, externalIds, emailKeys)),
    ...there.map(([externalId, id]) => [`id ${externalId}`, id] as const),
    ...found.flatMap((person) => [
      ...(person.externalId === null ? [] : [[`id ${person.externalId}`, person.id] as const]),
      ...(person.emailKey === null ? [] : [[`mail ${person.emailKey}`, person.id] as const]),
    ]),
  ])
}

function known(ref: PersonRef, byKey: ReadonlyMap<string, string>): string | null {
  const keys = [
    ...(ref.externalId === null ? [] : [`id ${ref.externalId}`]),
    `mail ${normEmail(ref.email ?? '')}`,
    ...(onlyNamed(ref) ? [`id ${refByName(ref.name ?? '', ref.company)}`] : []),
  ]
  return keys.map((key) => byKey.get(key)).find((id) => id !== undefined) ?? null
}

/** People by name and company. Two of one name in one company are nobody: a guess would merge them in silence. */
async function namesakes(ctx: Pick<Ctx, 'tx'>, refs: readonly PersonRef[]): Promise<Map<string, string>> {
  if (refs.length === 0) return new Map()
  const found = await store.peopleAt(ctx.tx, unique(refs.map((ref) => normCompany(ref.company ?? ''))))
  const ids = Map.groupBy(found, (person) => `${normKey(person.fullName)}@${person.nameKey}`)
  return new Map([...ids].flatMap(([key, [one, another]]) => (one && !another ? [[key, one.id] as const] : [])))
}

/** The account behind each reference that is known: by the CRM's id, else by name without legal form. Writes nothing. */
export async function findAccounts(
  ctx: Pick<Ctx, 'tx'>,
  refs: readonly { readonly externalId: string | null; readonly name: string | null }[],
): Promise<(string | null)[]> {
  const keyOf = (name: string | null) => normCompany(name ?? '')
  const externalIds = unique(refs.map((ref) => ref.externalId))
  const found = await store.accountsBy(ctx.tx, { externalIds, nameKeys: unique(refs.map((ref) => keyOf(ref.name) || null)) })
  const others = await OtherIds.open(ctx.tx, 'account', externalIds, [])
  const there = others.of(await store.accountsOf(ctx.tx, others.beyond([])))
  const kept = await keptAccounts(ctx, refs)
  const byId = new Map<string | null, string>([...there, ...found.map((account) => [account.externalId, account.id] as const)])
  // The oldest of several namesakes, as everywhere.
  const byName = new Map(found.toReversed().map((account) => [account.nameKey, account.id]))
  return refs.map((ref) => {
    const named = keyOf(ref.name) === '' ? undefined : (byName.get(keyOf(ref.name)) ?? kept.get(`name ${keyOf(ref.name)}`))
    const id = ref.externalId
    return (id === null ? undefined : (byId.get(id) ?? kept.get(`id ${id}`))) ?? named ?? null
  })
}

function unique(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))]
}
