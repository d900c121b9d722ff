import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Day, type Instant, instant, millis } from '#kernel/time'
import { type Duck, openDuck } from '#platform/analytics/duck'
import { runs } from '#test/kit/runs'
import { type KeptOutcome, promises } from '../contract/commitments.ts'
import { keptPromise } from '../rules/commitments.ts'
import { keptDeals, keptLeads, keptRecords, type Stretch } from './commitments.ts'
import { createFacts } from './facts.ts'

let duck: Duck
beforeAll(async () => {
  duck = await openDuck()
  await createFacts(duck)
  await duck.run(`
    CREATE TABLE lent_as_patch (record_id UUID, name VARCHAR, territory_id UUID, territory VARCHAR, owner_id UUID, owner VARCHAR);
    CREATE TABLE lent_as_past_deal (record_id UUID, external_id VARCHAR, lead_ref VARCHAR, account_id UUID, state VARCHAR, opened_at TIMESTAMP, closed_at TIMESTAMP);
    CREATE TABLE lent_as_promised_lead (record_id UUID, external_id VARCHAR, name VARCHAR, account_id UUID, owner VARCHAR, team VARCHAR, accept_owner VARCHAR, accept_team VARCHAR, contact_owner VARCHAR,
      contact_team VARCHAR, state VARCHAR, deal_ref VARCHAR,
      handed_at TIMESTAMP, accept_by TIMESTAMP, accepted_at TIMESTAMP, answered_at TIMESTAMP, contact_by TIMESTAMP, first_contact_at TIMESTAMP, ended_at TIMESTAMP,
      tries INTEGER, reached BOOLEAN)`)
})
afterAll(() => duck.close())

const now = '2026-03-20T12:00:00.000Z' as Instant
const stretches: Stretch[] = [
  {
    from: '2026-02-01T00:00:00.000Z' as Instant,
    to: '2026-02-10T09:30:00.000Z' as Instant,
    firstDay: '2026-02-01' as Day,
    endDay: '2026-02-11' as Day,
    tries: 2,
  },
  {
    from: '2026-02-10T09:30:00.000Z' as Instant,
    to: '2026-03-01T00:00:00.000Z' as Instant,
    firstDay: '2026-02-11' as Day,
    endDay: '2026-03-01' as Day,
    tries: 4,
  },
  {
    from: '2026-03-01T00:00:00.000Z' as Instant,
    to: '2026-04-01T00:00:00.000Z' as Instant,
    firstDay: '2026-03-01' as Day,
    endDay: '2026-04-01' as Day,
    tries: 4,
  },
]

/** Whole quarters of a day, so that moments often fall on each other, on deadlines and on the edges of stretches. */
const moment = fc.integer({ min: 0, max: 60 * 4 }).map((n) => instant(new Date(Date.UTC(2026, 0, 25) + n * 21_600_000)))
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 3 })
const leadRow = fc.record({
  territory: maybe(fc.constantFrom('North', 'South')),
  team: maybe(fc.constantFrom('Field', 'Inside')),
  state: maybe(fc.constantFrom('offered', 'accepted', 'working', 'returned', 'rejected', 'converted', 'disqualified')),
  handedAt: maybe(fc.oneof(moment, fc.constantFrom(...stretches.map(({ from }) => from)))),
  acceptBy: maybe(moment),
  acceptedAt: maybe(moment),
  answeredAt: maybe(moment),
  contactBy: maybe(moment),
  firstContactAt: maybe(moment),
  endedAt: maybe(moment),
  tries: fc.integer({ min: 0, max: 5 }),
  reached: fc.boolean(),
})
type LeadRow = typeof leadRow extends fc.Arbitrary<infer R> ? R : never

const uuid = (kind: number, n: number) => `00000000-0000-4000-8000-${String(kind * 1_000_000 + n).padStart(12, '0')}`
const accounts = [null, 'North', 'South'] as const
const sqlOf = (value: string | number | boolean | null) =>
  value === null ? 'NULL' : typeof value === 'string' ? `'${value.replace('Z', '')}'` : `${value}`
const insert = async (table: string, rows: (string | number | boolean | null)[][]) => {
  await duck.run(`DELETE FROM ${table}`)
  if (rows.length > 0) await duck.run(`INSERT INTO ${table} VALUES ${rows.map((row) => `(${row.map(sqlOf).join(', ')})`).join(', ')}`)
}
const put = async (rows: readonly LeadRow[]) => {
  await insert(
    'lent_as_patch',
    accounts.map((territory, n) => [uuid(1, n), `Account ${n}`, null, territory, null, null]),
  )
  await insert(
    'lent_as_promised_lead',
    rows.map((row, n) => [
      ...[
        uuid(2, n),
        `L${n}`,
        `Person ${n}`,
        uuid(1, accounts.indexOf(row.territory)),
        null,
        row.team,
        null,
        row.team,
        null,
        row.team,
        row.state,
        null,
      ],
      ...[
        row.handedAt,
        row.acceptBy,
        row.acceptedAt,
        row.answeredAt,
        row.contactBy,
        row.firstContactAt,
        row.endedAt,
        row.tries,
        row.reached,
      ],
    ]),
  )
}

const within = (due: Instant, kept: Instant) => (millis(kept) <= millis(due) ? 'kept' : 'late')
/** Every promise of one hand-over, one after the other and by hand. */
function outcomes(row: LeadRow, tries: number): Record<'leads' | 'accepted' | 'accept' | 'contact' | 'tries', KeptOutcome | null> {
  const over = (due: Instant) => (due > now ? 'early' : 'missed')
  const contact = () => {
    if (row.contactBy === null) return null
    if (row.firstContactAt !== null) return within(row.contactBy, row.firstContactAt)
    return row.endedAt !== null && row.endedAt <= row.contactBy ? null : over(row.contactBy)
  }
  const tried = () => {
    if (row.reached) return null
    if (row.state === 'returned') return row.tries < tries ? 'missed' : 'kept'
    return row.endedAt === null ? 'early' : null
  }
  return {
    leads: 'kept',
    accepted: row.acceptedAt !== null ? 'kept' : row.endedAt !== null ? 'missed' : 'early',
    accept: row.acceptBy === null ? null : row.answeredAt === null ? over(row.acceptBy) : within(row.acceptBy, row.answeredAt),
    contact: contact(),
    tries: tried(),
  }
}

test('whatever happened to hand-overs, what was kept, late, missed and too early to say is what one by one comes to, with the records behind each count', async () => {
  const check = async (rows: LeadRow[]) => {
    await put(rows)
    const model = rows.flatMap((row, n) => {
      const piece =
        row.state === null ? -1 : stretches.findIndex(({ from, to }) => row.handedAt !== null && row.handedAt >= from && row.handedAt < to)
      const stretch = stretches[piece]
      return stretch ? [{ id: uuid(2, n), piece, row, became: outcomes(row, stretch.tries) }] : []
    })
    const cells = await keptLeads(duck, stretches, now)
    expect(cells.reduce((sum, { n }) => sum + n, 0)).toBe(model.length)
    for (const piece of stretches.keys())
      for (const promise of ['leads', 'accepted', 'accept', 'contact', 'tries'] as const) {
        const { counts } = keptPromise(
          promise,
          cells.filter((cell) => cell.piece === piece),
          [],
        )
        const own = model.filter((one) => one.piece === piece && one.became[promise] !== null)
        const count = (outcome: KeptOutcome) => own.filter(({ became }) => became[promise] === outcome).length
        const [kept, late, missed, early] = [count('kept'), count('late'), count('missed'), count('early')]
        expect(counts).toEqual({ made: own.length, kept, late, missed, early })
        expect(kept + late + missed + early).toBe(counts.made)
      }
    const wanted = { promise: 'contact', outcome: 'late', by: { column: 'territory', name: 'North' }, limit: 200, offset: 0 } as const
    const found = await keptRecords(duck, stretches, now, wanted)
    const behind = model.filter(({ row, became }) => row.territory === 'North' && became.contact === 'late')
    expect(found.total).toBe(behind.length)
    expect(found.rows.map(({ lead }) => lead).toSorted()).toEqual(behind.map(({ id }) => id).toSorted())
    for (const one of found.rows) {
      const row = behind.find(({ id }) => id === one.lead)?.row
      expect([one.dueAt, one.keptAt]).toEqual([row?.contactBy, row?.firstContactAt])
    }
  }
  await fc.assert(fc.asyncProperty(fc.array(leadRow, { maxLength: 40 }), check), { numRuns: runs(60, 2000) })
})

test('pipeline is money of deals opened in the time; marketing supplied those of a hand-over before them and those that a campaign touched first, each once', async () => {
  const lead = {
    territory: 'North',
    team: null,
    state: 'working',
    handedAt: '2026-02-05T10:00:00.000Z' as Instant,
    tries: 0,
    reached: false,
  } as const
  const none = { acceptBy: null, acceptedAt: null, answeredAt: null, contactBy: null, firstContactAt: null, endedAt: null }
  await put([
    { ...lead, ...none },
    { ...lead, ...none, handedAt: '2026-02-20T10:00:00.000Z' as Instant },
    { ...lead, ...none, state: null },
  ])
  await duck.run("UPDATE lent_as_promised_lead SET deal_ref = 'D6' WHERE external_id = 'L0'")
  const deals: [n: number, opened: string, amount: number | null, leadRef: string | null, currency: string][] = [
    [1, '2026-02-05', 100, 'L0', 'EUR'],
    [2, '2026-02-10', 200, 'L1', 'EUR'],
    [3, '2026-02-11', 400, 'L2', 'EUR'],
    [4, '2026-02-28', 800, null, 'EUR'],
    [5, '2026-02-28', null, 'L0', 'EUR'],
    [6, '2026-03-01', 1600, 'L0', 'EUR'],
    [7, '2026-04-01', 3200, 'L0', 'EUR'],
    [8, '2026-03-02', 6400, null, 'USD'],
  ]
  await duck.run("INSERT INTO about VALUES ('currency', 'EUR')")
  await duck.run(
    `INSERT INTO fact_deal (deal_id, record_id, name, pipeline, state, amount, currency, opened_on) VALUES ${deals
      .map(([n, opened, amount, , currency]) => `(${n}, '${uuid(3, n)}', 'Deal ${n}', '', 'open', ${amount}, '${currency}', '${opened}')`)
      .join(', ')}`,
  )
  await insert(
    'lent_as_past_deal',
    deals.map(([n, , , ref]) => [uuid(3, n), `D${n}`, ref, uuid(1, n % 3), 'open', null, null]),
  )
  await duck.run("INSERT INTO fact_credit VALUES (4, 1, 'named', true, true), (3, 1, 'account', false, false)")
  const cells = await keptDeals(duck, stretches)
  const of = (piece: number) =>
    keptPromise(
      'pipeline',
      [],
      cells.filter((cell) => cell.piece === piece),
    )
  // L1 was handed over after the deal was opened, L2 not by the contract.
  expect(of(0)).toMatchObject({
    n: 2,
    counts: { kept: 1, missed: 1 },
    money: { supplied: 100, all: 300, without: 0 },
    share: 1 / 3,
    enough: false,
  })
  expect(of(1)).toMatchObject({ n: 2, counts: { kept: 1, missed: 1 }, money: { supplied: 800, all: 1200, without: 1 } })
  expect(of(2)).toMatchObject({ n: 1, money: { supplied: 1600, all: 1600, without: 1 }, share: 1 })
  const wanted = { promise: 'pipeline', outcome: 'kept', by: null, limit: 2, offset: 1 } as const
  const found = await keptRecords(duck, stretches, now, wanted)
  expect(found.total).toBe(3)
  expect(found.rows.map(({ name, amount, on }) => [name, amount, on])).toEqual([
    ['Deal 4', 800, '2026-02-28'],
    ['Deal 1', 100, '2026-02-05'],
  ])
  expect(promises.map((promise) => keptPromise(promise, [], []).n)).toEqual([0, 0, 0, 0, 0, 0])
})
