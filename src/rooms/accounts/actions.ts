import { normCompany, normDomain, normEmail } from '#kernel/normal'
import { bareId } from '#kernel/source-system'
import type { Taken } from '#kernel/taken'
import type { Instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import type { Duck } from '#platform/analytics/duck'
import { mapDistinct } from '#platform/analytics/map-distinct'
import { insertSet } from '#platform/ledger/insert-set'
import { type Incoming, takeRows } from '#platform/ledger/take'
import { takeSet } from '#platform/ledger/take-set'
import type { Tx } from '#platform/store/database'
import { infoOf } from '#platform/store/kept'
import { ensureMembers } from '#rooms/workspace/actions'
import { OtherIds } from '#rooms/workspace/actions/systems'
import { asOneSystem, asOneSystemSet } from './actions/across-systems.ts'
import { keptAccounts } from './actions/merge-keys.ts'
import { aimAtPeople, fullNameOf, phoneKey, refByName } from './rules.ts'
import * as store from './store.ts'
import { accounts, likelyDuplicates, people } from './tables.ts'

interface Owned {
  readonly ownerExternalId: string | null
  readonly ownerName: string | null
}

/** How a record names its company. */
export interface AccountRef {
  readonly externalId: string | null
  readonly name: string | null
}

/** A company as a file describes it. Amounts are decimal text. */
export interface AccountIn extends AccountRef, Owned {
  readonly website: string | null
  readonly domain: string | null
  readonly phone: string | null
  readonly industry: string | null
  readonly employees: number | null
  readonly revenue: string | null
  readonly country: string | null
  readonly city: string | null
  readonly type: string | null
  readonly parentName: string | null
  readonly madeAt: Instant | null
  readonly custom: Record<string, string>
}

/** Takes companies. They are known by the CRM's id, else by their name without legal form. `already`: rows that only mention a company do not rename it. */
export async function takeAccounts(
  ctx: Ctx,
  rows: readonly AccountIn[],
  { named = 'anew' }: { named?: 'anew' | 'already' } = {},
): Promise<Taken[]> {
  const book = await existingAccounts(ctx.tx, rows)
  const { existing } = book
  const owners = await ensureMembers(ctx, rows.map(ownerOf))
  const incoming = rows.map((row, index): Incoming<typeof accounts> => {
    const key = accountKey(row, book)
    const domain = normDomain(row.domain ?? row.website ?? '')
    const { externalId, name, ownerExternalId: _id, ownerName: _name, ...rest } = row
    return {
      key,
      row: {
        ...rest,
        // A record keeps the id of the system that it came from; that of another is noted beside it.
        externalId: (key === null ? null : existing.get(key)?.externalId) ?? externalId,
        ...(name === null && key !== null && existing.has(key)
          ? {}
          : { name: name ?? externalId ?? '', nameKey: normCompany(name ?? externalId ?? '') }),
        domain: domain || null,
        ownerId: owners[index] ?? null,
      } as Incoming<typeof accounts>['row'],
      ...(key === null ? { reject: 'This company has neither a name nor an id.' } : {}),
    }
  })
  const taken = await takeRows(ctx, { table: accounts, existing, keepFirst: named === 'already' ? ['name', 'nameKey'] : [] }, incoming)
  await book.others.settle(ctx)
  return taken
}

/** The account behind each company that records name; unknown ones are made from their name. null where a record names none. */
export async function ensureAccounts(ctx: Ctx, refs: readonly AccountRef[]): Promise<(string | null)[]> {
  const book = await existingAccounts(ctx.tx, refs)
  // Those with an id come first: who is named alone may be one of them.
  await makeAccounts(
    ctx,
    refs.filter((ref) => ref.externalId !== null),
    book,
  )
  await makeAccounts(
    ctx,
    refs.filter((ref) => ref.externalId === null && ref.name !== null),
    book,
  )
  const ids = refs.map((ref) => {
    const key = accountKey(ref, book)
    return key === null ? null : (book.existing.get(key)?.id ?? null)
  })
  await book.others.settle(ctx)
  return ids
}

/** Makes the accounts that are not there. The first who names one gives the name; an id alone does only when nobody does. */
async function makeAccounts(ctx: Ctx, refs: readonly AccountRef[], book: Book): Promise<void> {
  const { existing } = book
  const missing = new Map<string, AccountRef>()
  for (const ref of refs) {
    const key = accountKey(ref, book)
    if (key !== null && !existing.has(key) && (missing.get(key)?.name ?? null) === null) missing.set(key, ref)
  }
  await takeRows(
    ctx,
    { table: accounts, existing },
    [...missing].map(([key, ref]): Incoming<typeof accounts> => {
      const name = ref.name ?? ref.externalId ?? ''
      return { key, row: { externalId: ref.externalId, name, nameKey: normCompany(name), custom: {} } }
    }),
  )
  for (const key of missing.keys()) {
    const made = existing.get(key)
    if (made && !existing.has(`name ${made.nameKey}`)) existing.set(`name ${made.nameKey}`, made)
  }
}

/** A person as a file describes them. */
export interface PersonIn extends Owned {
  readonly externalId: string | null
  readonly firstName: string | null
  readonly lastName: string | null
  readonly fullName: string | null
  readonly email: string | null
  readonly phone: string | null
  readonly title: string | null
  /** Where a national telephone number belongs; by name or code. */
  readonly country?: string | null
  readonly account: AccountRef
  readonly source: string | null
  readonly madeAt: Instant | null
  readonly custom: Record<string, string>
}

/** Takes people. They are known by the CRM's id, else by their e-mail address. The first origin stays for ever. */
export async function takePeople(ctx: Ctx, given: readonly PersonIn[]): Promise<Taken[]> {
  const { rows, known } = await asOneSystem(ctx, given.map(withKey))
  const existing = new Map(known.map((person) => [`known ${person.id}`, person]))
  const owners = await ensureMembers(ctx, rows.map(ownerOf))
  const companies = await ensureAccounts(
    ctx,
    rows.map((row) => row.account),
  )
  const said = rows.map((row) => ({ externalId: row.externalId, mail: normEmail(row.email ?? '') || null }))
  const aims = aimAtPeople(
    said,
    known.map((person) => ({ id: person.id, externalId: person.externalId, mail: person.emailKey })),
  )
  const incoming = rows.map((row, index): Incoming<typeof people> => {
    const aim = aims[index] ?? null
    const { account: _account, ownerExternalId: _id, ownerName: _name, country, ...rest } = row
    const name = nameFor(row, aim?.known ?? null)
    return {
      key: aim?.key ?? null,
      row: {
        ...rest,
        fullName: name,
        emailKey: aim?.holds ? (said[index]?.mail ?? null) : null,
        phoneKey: phoneKey(row.phone, country ?? null),
        accountId: companies[index] ?? null,
        ownerId: owners[index] ?? null,
        origin: row.source,
      } as Incoming<typeof people>['row'],
      ...(aim === null ? { reject: 'This person has neither a name, an e-mail address nor an id.' } : {}),
    }
  })
  return await takeRows(ctx, { table: people, existing, keepFirst: ['origin'] }, incoming)
}

const personColumns =
  'external_id first_name last_name full_name email email_key phone phone_key title account_id owner_id origin source made_at custom'.split(
    ' ',
  )

/**
 * Takes a set of people that stands in DuckDB, as takePeople takes rows. `said` is a view with `no` and the columns of PersonIn in SQL's
 * spelling (account_name, owner_external_id, …). Leaves `taken_<name>`, `returned_<name>` and, through `aim_<name>` and `each_<name>`, the id of each row's person.
 */
export async function takePeopleSet(ctx: Ctx, duck: Duck, { name, said: given }: { name: string; said: string }): Promise<void> {
  const said = await asOneSystemSet(ctx, duck, { name, said: given })
  await mapDistinct<{ owner_external_id: string | null; owner_name: string | null }>(
    duck,
    { from: said, columns: ['owner_external_id', 'owner_name'], into: `owners_${name}` },
    (rows) =>
      ensureMembers(
        ctx,
        rows.map((row) => ({ externalId: row.owner_external_id, name: row.owner_name })),
      ),
  )
  await mapDistinct<{ account_external_id: string | null; account_name: string | null }>(
    duck,
    { from: said, columns: ['account_external_id', 'account_name'], into: `accounts_${name}` },
    (rows) =>
      ensureAccounts(
        ctx,
        rows.map((row) => ({ externalId: row.account_external_id, name: row.account_name })),
      ),
  )
  await mapDistinct<{ phone: string; country: string }>(
    duck,
    { from: store.nationalPhones(said), columns: ['phone', 'country'], into: `phones_${name}`, answers: 'VARCHAR' },
    (rows) => rows.map((row) => phoneKey(row.phone, row.country)),
  )
  await store.aimAtPeople(ctx.tx, duck, name, said)
  await store.bringNear(ctx.tx, duck, name)
  await takeSet(ctx, duck, { table: people, name, rows: `rows_${name}`, says: personColumns, keepFirst: ['origin'] })
  await noteLikely(ctx, duck, name)
}

/** Notes which of the new people of a set may be someone who is there, or each other. Leaves `pairs_<name>`. */
async function noteLikely(ctx: Ctx, duck: Duck, name: string): Promise<void> {
  await store.pairPeople(duck, name)
  const columns = infoOf(likelyDuplicates).columns.filter((column) => column.key !== 'id' && column.key !== 'touchedBy')
  await insertSet(ctx, duck, { table: likelyDuplicates, columns, ...store.pairsOf(name) })
}

/** What a person is called: a row that says no name leaves a name that is known; someone new has their address, or their id. */
function nameFor(row: PersonIn, known: string | null): string | null {
  if (known !== null && [row.fullName, row.firstName, row.lastName].every((part) => part === null)) return null
  return fullNameOf(row) || `Contact ${bareId(row.externalId ?? '')}`
}

/** Without id and address a person is known by name and company, so that the same file twice makes nobody twice. */
function withKey(row: PersonIn): PersonIn {
  if (row.externalId !== null || normEmail(row.email ?? '') !== '') return row
  const name = fullNameOf(row)
  return name === '' ? row : { ...row, externalId: refByName(name, row.account.name) }
}

const ownerOf = (row: Owned) => ({ externalId: row.ownerExternalId, name: row.ownerName })

/** Accounts by id and by name, with the ids that they have in further systems. */
interface Book {
  readonly existing: Map<string, store.Account>
  readonly others: OtherIds
}

async function existingAccounts(tx: Tx, rows: readonly AccountRef[]): Promise<Book> {
  const externalIds = unique(rows.map((row) => row.externalId))
  const nameKeys = unique(rows.map((row) => (row.name === null ? null : normCompany(row.name))))
  const found = await store.accountsBy(tx, { externalIds, nameKeys })
  const others = await OtherIds.open(tx, 'account', externalIds, found)
  const beyond = others.beyond(found)
  if (beyond.length > 0) found.push(...(await store.accountsOf(tx, beyond)))
  const existing = new Map<string, store.Account>()
  for (const account of found) {
    if (account.externalId !== null) existing.set(`id ${account.externalId}`, account)
    if (!existing.has(`name ${account.nameKey}`)) existing.set(`name ${account.nameKey}`, account)
  }
  const byId = new Map<string, store.Account>(found.map((account) => [account.id, account]))
  for (const [externalId, id] of others.of(found)) {
    const account = byId.get(id)
    if (account && !existing.has(`id ${externalId}`)) existing.set(`id ${externalId}`, account)
  }
  await addMerged(tx, existing, rows)
  // A first id of another system joins an account that is known by name; before anything is made, whatever the order of the rows.
  for (const { externalId, name } of rows) {
    const namesake =
      externalId === null || name === null || existing.has(`id ${externalId}`) ? undefined : existing.get(`name ${normCompany(name)}`)
    if (externalId === null || !namesake || normCompany(name ?? '') === '' || !others.mayJoin(namesake, externalId)) continue
    others.join(namesake, externalId)
    existing.set(`id ${externalId}`, namesake)
  }
  return { existing, others }
}

/** Who names an account that was merged names the one that was kept, unless another has that id or name by now. */
async function addMerged(tx: Tx, existing: Map<string, store.Account>, rows: readonly AccountRef[]): Promise<void> {
  const merged = await keptAccounts({ tx }, rows)
  const kept = new Map((await store.accountsOf(tx, [...new Set(merged.values())])).map((account) => [account.id as string, account]))
  for (const [key, id] of merged) {
    const account = kept.get(id)
    if (account && !existing.has(key)) existing.set(key, account)
  }
}

/** By id where it is known; a first id joins an account that was known by name only. */
function accountKey(row: AccountRef, { existing }: Book): string | null {
  const nameKey = row.name === null ? '' : normCompany(row.name)
  const byName = nameKey === '' ? null : `name ${nameKey}`
  if (row.externalId === null) return byName
  const byId = `id ${row.externalId}`
  if (existing.has(byId) || byName === null) return byId
  const namesake = existing.get(byName)
  return namesake && (namesake.externalId ?? null) === null ? byName : byId
}

function unique(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))]
}
