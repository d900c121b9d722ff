import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Instant, instant } from '#kernel/time'
import { type Duck, openDuck } from '#platform/analytics/duck'
import { runs } from '#test/kit/runs'
import { loadByOwner, loadByTerritory, loadOf } from '../rules/territory-load.ts'
import { createFacts } from './facts.ts'
import { loadCells, loadWithout } from './territory-load.ts'

let duck: Duck
beforeAll(async () => {
  duck = await openDuck()
  await createFacts(duck)
  await duck.run(`
    CREATE TABLE lent_as_patch (record_id UUID, name VARCHAR, territory_id UUID, territory VARCHAR, owner_id UUID, owner VARCHAR);
    CREATE TABLE lent_as_past_deal (record_id UUID, account_id UUID);
    CREATE TABLE lent_as_promised_lead (record_id UUID, account_id UUID, state VARCHAR, handed_at TIMESTAMP);
    CREATE TABLE lent_as_nurtured (record_id UUID, person_id UUID, account_id UUID, open BOOLEAN);
    INSERT INTO about VALUES ('currency', 'EUR')`)
})
afterAll(() => duck.close())

const now = '2026-03-20T12:00:00.000Z' as Instant
const uuid = (kind: number, n: number) => `00000000-0000-4000-8000-${String(kind * 1_000_000 + n).padStart(12, '0')}` as never
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 3 })
const account = maybe(fc.integer({ min: 0, max: 7 }))
const world = fc.record({
  accounts: fc.array(fc.record({ territory: maybe(fc.integer({ min: 0, max: 2 })), owner: maybe(fc.integer({ min: 0, max: 1 })) }), {
    minLength: 8,
    maxLength: 8,
  }),
  deals: fc.array(
    fc.record({
      account,
      state: fc.constantFrom('open', 'won', 'lost'),
      amount: maybe(fc.integer({ min: 0, max: 5 })),
      currency: fc.constantFrom('EUR', 'USD'),
    }),
    { maxLength: 25 },
  ),
  leads: fc.array(
    fc.record({
      account,
      state: maybe(fc.constantFrom('offered', 'working', 'returned', 'converted')),
      // Around the edge of 90 days, to the hour.
      hours: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer({ min: 90 * 24 - 3, max: 90 * 24 + 3 })),
    }),
    { maxLength: 25 },
  ),
  stays: fc.array(fc.record({ account, person: fc.integer({ min: 0, max: 3 }), open: fc.boolean() }), { maxLength: 20 }),
})
type World = typeof world extends fc.Arbitrary<infer W> ? W : never

const text = (value: string | number | boolean | null) => (typeof value === 'string' ? `'${value}'` : String(value))
async function fill(table: string, columns: string, rows: readonly (string | number | boolean | null)[][]) {
  await duck.run(`DELETE FROM ${table}`)
  if (rows.length > 0)
    await duck.run(`INSERT INTO ${table} (${columns}) VALUES ${rows.map((row) => `(${row.map(text).join(', ')})`).join(', ')}`)
}
const idOrNull = (kind: number, n: number | null) => (n === null ? null : uuid(kind, n))
const handed = (hours: number) => instant(new Date(Date.parse(now) - hours * 3_600_000))

async function put({ accounts, deals, leads, stays }: World) {
  const place = (kind: number, name: string, n: number | null) => [idOrNull(kind, n), n === null ? null : `${name} ${n}`]
  const patches = accounts.map(({ territory, owner }, n) => [
    uuid(1, n),
    `Account ${n}`,
    ...place(2, 'Territory', territory),
    ...place(3, 'Owner', owner),
  ])
  await fill('lent_as_patch', 'record_id, name, territory_id, territory, owner_id, owner', patches)
  await fill(
    'fact_deal',
    'deal_id, record_id, pipeline, state, amount, currency',
    deals.map(({ state, amount, currency }, n) => [n, uuid(4, n), '', state, amount, currency]),
  )
  await fill(
    'lent_as_past_deal',
    'record_id, account_id',
    deals.map((deal, n) => [uuid(4, n), idOrNull(1, deal.account)]),
  )
  await fill(
    'lent_as_promised_lead',
    'record_id, account_id, state, handed_at',
    leads.map((lead, n) => [uuid(5, n), idOrNull(1, lead.account), lead.state, handed(lead.hours).replace('Z', '')]),
  )
  await fill(
    'lent_as_nurtured',
    'record_id, person_id, account_id, open',
    stays.map((stay, n) => [uuid(6, n), uuid(7, stay.person), idOrNull(1, stay.account), stay.open]),
  )
}

/** One account counted by hand; null for what belongs to none. */
function counted({ deals, leads, stays }: World, at: number | null) {
  const several = new Set(deals.map(({ currency }) => currency)).size > 1
  const own = deals.filter((deal) => deal.account === at)
  const open = own.filter(({ state }) => state === 'open')
  const amounts = open.map(({ amount, currency }) => (several && currency !== 'EUR' ? null : amount))
  const mine = leads.filter((lead) => lead.account === at)
  return {
    accounts: 1,
    working: open.length > 0 ? 1 : 0,
    openDeals: open.length,
    openMoney: amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0),
    withoutAmount: amounts.filter((amount) => amount === null).length,
    recentLeads: mine.filter(({ hours }) => hours >= 0 && hours < 90 * 24).length,
    openLeads: mine.filter(({ state }) => state === 'offered' || state === 'working').length,
    nurtured: new Set(stays.filter((stay) => stay.account === at && stay.open).map(({ person }) => person)).size,
    white: own.length === 0 ? 1 : 0,
  }
}

test('whatever there is, each territory and each owner has what its accounts have one by one, and nothing is lost between them', async () => {
  const territories = [0, 1, 2].map((n) => ({ id: uuid(2, n), name: `Territory ${n}`, owners: [] }))
  const check = async (drawn: World) => {
    await put(drawn)
    const cells = await loadCells(duck, now)
    const each = drawn.accounts.map((one, n) => ({ ...one, load: counted(drawn, n) }))
    const rows = loadByTerritory(cells, territories)
    for (const { id, name, owners: _, ...load } of rows)
      expect(load, name ?? 'none').toEqual(loadOf(each.filter(({ territory }) => idOrNull(2, territory) === id).map((one) => one.load)))
    const byOwner = loadByOwner(cells, territories)
    for (const { id, name: _, territory, ...load } of byOwner) {
      const own = each.filter(
        (one) => idOrNull(3, one.owner) === id && (one.territory === null ? null : `Territory ${one.territory}`) === territory,
      )
      expect(load).toEqual(loadOf(own.map((one) => one.load)))
    }
    expect(loadOf(byOwner).accounts).toBe(8)
    expect(loadOf(rows)).toEqual(loadOf(byOwner))
    const { openDeals, recentLeads, openLeads, nurtured } = counted(drawn, null)
    expect(await loadWithout(duck, now)).toEqual({ openDeals, recentLeads, openLeads, nurtured })
  }
  await fc.assert(fc.asyncProperty(world, check), { numRuns: runs(40, 2000) })
})
