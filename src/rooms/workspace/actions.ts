import { normKey } from '#kernel/normal'
import type { Taken } from '#kernel/taken'
import { action, question } from '#platform/action/action'
import type { Ctx } from '#platform/action/context'
import { newId } from '#platform/ids'
import { type Incoming, takeRows } from '#platform/ledger/take'
import type { Tx } from '#platform/store/database'
import { OtherIds } from './actions/systems.ts'
import * as contract from './contract.ts'
import { companyChanged } from './events.ts'
import * as store from './store.ts'
import { members, settings } from './tables.ts'

export const getCompany = question(contract.getCompany, (ctx) => companyOf(ctx.tx))

export const setCompany = action(contract.setCompany, async (ctx, wanted) => {
  await store.holdSettings(ctx.tx)
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
  const book = await existingMembers(ctx.tx, rows)
  const { existing, others } = book
  const incoming = rows.map((row): Incoming<typeof members> => {
    const key = keyOf(row, book)
    return {
      key,
      row: {
        // A record keeps the id of the system that it came from; that of another is noted beside it.
        externalId: (key === null ? null : existing.get(key)?.externalId) ?? row.externalId,
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
  const taken = await takeRows(ctx, { table: members, existing }, incoming)
  await others.settle(ctx)
  return taken
}

/**
 * The member behind each owner that records name; unknown owners are made from their name alone, so nobody has to be invited.
 * Answers ids in the order of `owners`; null where a record names none.
 */
export async function ensureMembers(ctx: Ctx, owners: readonly Pick<MemberIn, 'externalId' | 'name'>[]): Promise<(string | null)[]> {
  const book = await existingMembers(ctx.tx, owners)
  // Those with an id come first: who is named alone may be one of them.
  await takeNew(
    ctx,
    owners.filter((owner) => owner.externalId !== null),
    book,
  )
  await takeNew(
    ctx,
    owners.filter((owner) => owner.externalId === null && owner.name !== null),
    book,
  )
  const ids = owners.map((owner) => {
    const key = keyOf(owner, book)
    return key === null ? null : (book.existing.get(key)?.id ?? null)
  })
  await book.others.settle(ctx)
  return ids
}

/** Which of these owners are members already, in their order. */
export async function knownMembers(tx: Tx, owners: readonly Pick<MemberIn, 'externalId' | 'name'>[]): Promise<boolean[]> {
  const book = await existingMembers(tx, owners)
  return owners.map((owner) => book.existing.has(keyOf(owner, book) ?? ''))
}

/** Makes the members that are not there. The first who names one gives the name; an id alone does only when nobody does. */
async function takeNew(ctx: Ctx, owners: readonly Pick<MemberIn, 'externalId' | 'name'>[], book: Book): Promise<void> {
  const { existing } = book
  const missing = new Map<string, Pick<MemberIn, 'externalId' | 'name'>>()
  for (const owner of owners) {
    const key = keyOf(owner, book)
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

/** Members by id and by name, with the ids that they have in further systems. */
interface Book {
  readonly existing: Map<string, store.Member>
  readonly others: OtherIds
}

async function existingMembers(tx: Tx, rows: readonly Pick<MemberIn, 'externalId' | 'name'>[]): Promise<Book> {
  const externalIds = unique(rows.map((row) => row.externalId))
  const nameKeys = unique(rows.map((row) => (row.name === null ? null : normKey(row.name))))
  const found = await store.membersBy(tx, { externalIds, nameKeys })
  const others = await OtherIds.open(tx, 'member', externalIds, found)
  const beyond = others.beyond(found)
  if (beyond.length > 0) found.push(...(await store.membersOf(tx, beyond)))
  const existing = new Map<string, store.Member>()
  for (const member of found) {
    if (member.externalId !== null) existing.set(`id ${member.externalId}`, member)
    if (!existing.has(`name ${member.nameKey}`)) existing.set(`name ${member.nameKey}`, member)
  }
  const byId = new Map<string, store.Member>(found.map((member) => [member.id, member]))
  for (const [externalId, id] of others.of(found)) {
    const member = byId.get(id)
    if (member && !existing.has(`id ${externalId}`)) existing.set(`id ${externalId}`, member)
  }
  // A first id of another system joins a member who is known by name; before anything is made, whatever the order of the rows.
  for (const { externalId, name } of rows) {
    const namesake =
      externalId === null || name === null || existing.has(`id ${externalId}`) ? undefined : existing.get(`name ${normKey(name)}`)
    if (externalId === null || !namesake || normKey(name ?? '') === '' || !others.mayJoin(namesake, externalId)) continue
    others.join(namesake, externalId)
    existing.set(`id ${externalId}`, namesake)
  }
  return { existing, others }
}

/** By id where it is known; a first id joins a member who was known by name only. */
function keyOf(row: Pick<MemberIn, 'externalId' | 'name'>, { existing }: Book): string | null {
  const byName = row.name !== null && normKey(row.name) !== '' ? `name ${normKey(row.name)}` : null
  if (row.externalId === null) return byName
  const byId = `id ${row.externalId}`
  if (existing.has(byId) || byName === null) return byId
  const namesake = existing.get(byName)
  return namesake && (namesake.externalId ?? null) === null ? byName : byId
}

function unique(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))]
}
