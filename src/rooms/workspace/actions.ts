import { normKey } from '#kernel/normal'
import type { Taken } from '#kernel/taken'
import { action, question } from '#platform/action/action'
import type { Ctx } from '#platform/action/context'
import { newId } from '#platform/ids'
import { type Incoming, takeRows } from '#platform/ledger/take'
import type { Tx } from '#platform/store/database'
import * as contract from './contract.ts'
import { companyChanged } from './events.ts'
import * as store from './store.ts'
import { members, settings } from './tables.ts'

export const getCompany = question(contract.getCompany, (ctx) => companyOf(ctx.tx))

export const setCompany = action(contract.setCompany, async (ctx, wanted) => {
  const rows = new Map((await store.allSettings(ctx.tx)).map((row) => [row.name, row]))
  const changed = Object.entries(wanted).filter(([name, value]) => value !== undefined && (rows.get(name)?.value ?? null) !== value)
  const kept = changed.filter(([, value]) => value !== null)
  const idOf = (name: string) => rows.get(name)?.id
  await ctx.ledger.insert(
    settings,
    kept.filter(([name]) => !rows.has(name)).map(([name, value]) => ({ id: newId<'setting'>(ctx.now), name, value })),
  )
  await ctx.ledger.update(
    settings,
    kept.flatMap(([name, value]) => [idOf(name)].filter((id) => id !== undefined).map((id) => ({ id, value }))),
  )
  await ctx.ledger.remove(
    settings,
    changed.filter(([, value]) => value === null).flatMap(([name]) => [idOf(name)].filter((id) => id !== undefined)),
  )
  if (changed.length > 0) ctx.tell(companyChanged, { settings: changed.map(([name]) => name) })
  return await companyOf(ctx.tx)
})

/** The settings of the company, with what holds where nothing was said. */
export async function companyOf(tx: Tx): Promise<contract.Company> {
  const said = Object.fromEntries((await store.allSettings(tx)).map((row) => [row.name, row.value]))
  return contract.companyShape.parse({ ...contract.defaultCompany, ...said })
}

/** A person who works here, as a file names them. */
export interface MemberIn {
  readonly externalId: string | null
  readonly name: string | null
  readonly email?: string | null
  readonly manager?: string | null
  readonly territory?: string | null
  readonly team?: string | null
  readonly custom?: Record<string, string>
}

/** Takes users of a CRM. They are known by its id, else by their name. */
export async function takeMembers(ctx: Ctx, rows: readonly MemberIn[]): Promise<Taken[]> {
  const existing = await existingMembers(ctx.tx, rows)
  const incoming = rows.map((row): Incoming<typeof members> => {
    const key = keyOf(row, existing)
    return {
      key,
      row: {
        externalId: row.externalId,
        name: row.name ?? row.externalId ?? '',
        nameKey: normKey(row.name ?? row.externalId ?? ''),
        email: row.email ?? null,
        manager: row.manager ?? null,
        territory: row.territory ?? null,
        team: row.team ?? null,
        custom: row.custom ?? {},
      },
      ...(key === null ? { reject: 'This user has neither a name nor an id.' } : {}),
    }
  })
  return await takeRows(ctx, { table: members, existing }, incoming)
}

/**
 * The member behind each owner that records name; unknown owners are made from their name alone, so nobody has to be invited.
 * Answers ids in the order of `owners`; null where a record names none.
 */
export async function ensureMembers(ctx: Ctx, owners: readonly Pick<MemberIn, 'externalId' | 'name'>[]): Promise<(string | null)[]> {
  const existing = await existingMembers(ctx.tx, owners)
  // Those with an id come first: who is named alone may be one of them.
  await takeNew(
    ctx,
    owners.filter((owner) => owner.externalId !== null),
    existing,
  )
  await takeNew(
    ctx,
    owners.filter((owner) => owner.externalId === null && owner.name !== null),
    existing,
  )
  return owners.map((owner) => {
    const key = keyOf(owner, existing)
    return key === null ? null : (existing.get(key)?.id ?? null)
  })
}

/** Which of these owners are members already, in their order. */
export async function knownMembers(tx: Tx, owners: readonly Pick<MemberIn, 'externalId' | 'name'>[]): Promise<boolean[]> {
  const existing = await existingMembers(tx, owners)
  return owners.map((owner) => existing.has(keyOf(owner, existing) ?? ''))
}

/** Makes the members that are not there. The first who names one gives the name; an id alone does only when nobody does. */
async function takeNew(
  ctx: Ctx,
  owners: readonly Pick<MemberIn, 'externalId' | 'name'>[],
  existing: Map<string, store.Member>,
): Promise<void> {
  const missing = new Map<string, Pick<MemberIn, 'externalId' | 'name'>>()
  for (const owner of owners) {
    const key = keyOf(owner, existing)
    if (key !== null && !existing.has(key) && (missing.get(key)?.name ?? null) === null) missing.set(key, owner)
  }
  await takeRows(
    ctx,
    { table: members, existing },
    [...missing].map(([key, owner]): Incoming<typeof members> => {
      const name = owner.name ?? owner.externalId ?? ''
      const row = {
        externalId: owner.externalId,
        name,
        nameKey: normKey(name),
        email: null,
        manager: null,
        territory: null,
        team: null,
        custom: {},
      }
      return { key, row }
    }),
  )
  for (const key of missing.keys()) {
    const made = existing.get(key)
    if (made && !existing.has(`name ${made.nameKey}`)) existing.set(`name ${made.nameKey}`, made)
  }
}

async function existingMembers(tx: Tx, rows: readonly Pick<MemberIn, 'externalId' | 'name'>[]): Promise<Map<string, store.Member>> {
  const found = await store.membersBy(tx, {
    externalIds: unique(rows.map((row) => row.externalId)),
    nameKeys: unique(rows.map((row) => (row.name === null ? null : normKey(row.name)))),
  })
  const existing = new Map<string, store.Member>()
  for (const member of found) {
    if (member.externalId !== null) existing.set(`id ${member.externalId}`, member)
    if (!existing.has(`name ${member.nameKey}`)) existing.set(`name ${member.nameKey}`, member)
  }
  return existing
}

/** By id where it is known; a first id joins a member who was known by name only. */
function keyOf(row: Pick<MemberIn, 'externalId' | 'name'>, existing: ReadonlyMap<string, store.Member>): string | null {
  const byName = row.name !== null && normKey(row.name) !== '' ? `name ${normKey(row.name)}` : null
  if (row.externalId === null) return byName
  const byId = `id ${row.externalId}`
  if (existing.has(byId) || byName === null) return byId
  const namesake = existing.get(byName)
  return namesake && namesake.externalId === null ? byName : byId
}

function unique(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))]
}
