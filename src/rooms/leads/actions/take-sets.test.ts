import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { eventKind } from '#kernel/event'
import { systemPrefix } from '#kernel/source-system'
import type { Taken } from '#kernel/taken'
import type { Instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { rehearse } from '#platform/action/work'
import { type Duck, openDuck } from '#platform/analytics/duck'
import { installKeys } from '#platform/analytics/keys'
import { ensureSystem } from '#rooms/workspace/actions/systems'
import { runs } from '#test/kit/runs'
import { testWorkspace } from '#test/kit/workspace'
import { type LeadIn, takeLeads, takeLeadsSet } from '../actions.ts'

const seeded = eventKind('test.seeded', z.object({}), () => 'Seeded')
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 2 })
const instants = ['2025-01-01T00:00:00.000Z', '2025-06-30T12:34:56.789Z'] as Instant[]

/** Few values, so that rows meet each other in every way. */
const leads: fc.Arbitrary<LeadIn> = fc.record({
  externalId: maybe(fc.constantFrom('L-1', 'L-2', 'L-3')),
  person: fc.record({
    externalId: maybe(fc.constantFrom('P-1', 'P-2', 'P-3')),
    firstName: maybe(fc.constantFrom('Ada', 'Bo')),
    lastName: maybe(fc.constantFrom('Abe', 'Öz')),
    fullName: maybe(fc.constantFrom('Ada Abe', '"Q", x')),
    email: maybe(fc.constantFrom('a@x.example', 'b@x.example', 'c@y.example')),
    phone: maybe(fc.constantFrom('1', '+43 1 2345678', '(212) 555-1234', '01 2345678')),
    country: maybe(fc.constantFrom('AT', 'USA', 'Nowhere')),
    title: maybe(fc.constantFrom('CEO', 'CFO')),
    account: fc.record({ externalId: maybe(fc.constantFrom('A-1')), name: maybe(fc.constantFrom('Acme Inc', 'ACME', 'Other')) }),
    ownerExternalId: maybe(fc.constantFrom('U-1')),
    ownerName: maybe(fc.constantFrom('Rep One', 'Rep Two')),
    source: maybe(fc.constantFrom('Web', 'Event')),
    madeAt: maybe(fc.constantFrom(...instants)),
    custom: fc.dictionary(fc.constantFrom('k', '__proto__', 'constructor', "o'x"), fc.constantFrom('1', '"2"\n'), { maxKeys: 2 }),
  }),
  status: maybe(fc.constantFrom('New', 'Open')),
  industry: maybe(fc.constantFrom('Retail')),
  country: maybe(fc.constantFrom('AT')),
  createdAt: maybe(fc.constantFrom(...instants)),
  converted: maybe(fc.boolean()),
  convertedAt: maybe(fc.constantFrom(...instants)),
  dealRef: maybe(fc.constantFrom('D-1')),
  custom: fc.dictionary(fc.constantFrom('k', 'constructor'), fc.constantFrom('1', '2'), { maxKeys: 2 }),
})

async function offer(duck: Duck, rows: readonly LeadIn[]): Promise<void> {
  await duck.run('CREATE OR REPLACE TABLE doc AS SELECT unnest(from_json(?::JSON, \'["JSON"]\')) AS d', [
    JSON.stringify(
      rows.map(({ person, ...lead }, no) => ({
        ...{ no, ...lead, custom: JSON.stringify(lead.custom) },
        person: { ...person, custom: JSON.stringify(person.custom) },
      })),
    ),
  ])
  const text = (path: string, name: string) => `d->>'$.${path}' AS ${name}`
  const at = (path: string, name: string) => `(d->>'$.${path}')::TIMESTAMPTZ AT TIME ZONE 'UTC' AS ${name}`
  const owner = [text('person.ownerExternalId', 'owner_external_id'), text('person.ownerName', 'owner_name')].join(', ')
  await duck.run(`CREATE OR REPLACE VIEW people AS SELECT (d->>'$.no')::BIGINT AS no, ${text('person.externalId', 'external_id')}, ${text('person.firstName', 'first_name')},
      ${text('person.lastName', 'last_name')}, ${text('person.fullName', 'full_name')}, ${text('person.email', 'email')}, ${text('person.phone', 'phone')}, ${text('person.title', 'title')},
      ${text('person.account.externalId', 'account_external_id')}, ${text('person.account.name', 'account_name')}, ${owner}, ${text('person.source', 'source')},
      ${at('person.madeAt', 'made_at')}, ${text('person.country', 'country')}, ${text('person.custom', 'custom')} FROM doc;
    CREATE OR REPLACE VIEW said AS SELECT (d->>'$.no')::BIGINT AS no, ${text('externalId', 'external_id')}, ${owner}, ${text('person.source', 'source')}, ${text('status', 'status')},
      ${text('industry', 'industry')}, ${text('country', 'country')}, ${at('createdAt', 'created_at')}, (d->>'$.converted')::BOOLEAN AS converted, ${at('convertedAt', 'converted_at')},
      ${text('dealRef', 'deal_ref')}, ${text('custom', 'custom')} FROM doc`)
}

/** All that stands there, without ids of ours. */
async function state(ctx: Ctx) {
  const people = `SELECT p.external_id, first_name, last_name, full_name, p.email, email_key, p.phone, phone_key, title, a.external_id AS account_id, a.name AS account, m.name AS owner, origin, source,
    p.made_at::text, p.custom::text FROM person p LEFT JOIN account a ON a.id = p.account_id LEFT JOIN member m ON m.id = p.owner_id`
  const id = "CASE WHEN l.external_id LIKE 'person:%' THEN 'person:' || split_part(l.external_id, ':', 3) ELSE l.external_id END"
  const leads = `SELECT ${id} AS id, p.external_id, p.email_key, p.full_name, m.name AS owner, l.source, l.status, l.industry, l.country, l.created_at::text, converted, converted_at::text, deal_ref, l.custom::text
    FROM lead l JOIN person p ON p.id = l.person_id LEFT JOIN member m ON m.id = l.owner_id`
  const sorted = async (sql: string) => (await ctx.tx.query<Record<string, unknown>>(sql)).map((row) => JSON.stringify(row)).sort()
  const refs = `SELECT r.kind, r.external_id, p.external_id AS person, p.email_key, a.external_id AS account, a.name, m.external_id AS member, m.name AS called FROM external_ref r
    LEFT JOIN person p ON p.id = r.record_id LEFT JOIN account a ON a.id = r.record_id LEFT JOIN member m ON m.id = r.record_id`
  return { people: await sorted(people), leads: await sorted(leads), refs: await sorted(refs) }
}

/** The row as a file of this system says it. */
function inSystem(system: string, row: LeadIn): LeadIn {
  const id = (externalId: string | null) => (externalId === null ? null : `${systemPrefix(system)}${externalId}`)
  const { person } = row
  const account = { ...person.account, externalId: id(person.account.externalId) }
  const ids = { externalId: id(person.externalId), account, ownerExternalId: id(person.ownerExternalId) }
  return { ...row, externalId: id(row.externalId), person: { ...person, ...ids } }
}

const bucketOf = (taken: Taken) => (taken.bucket === 'update' ? `update ${[...taken.changed].sort().join()}` : taken.bucket)
const inSql = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

test('a set of leads is taken as its rows would be, one by one or together', async () => {
  const { setting } = await testWorkspace()
  // As a whole, and in pieces of two rows, as a large file is taken.
  const ducks = [await openDuck(), await openDuck({ pieceRows: 2 })]
  for (const duck of ducks) await installKeys(duck)
  const byRows = (there: readonly (readonly LeadIn[])[], rows: readonly LeadIn[], apart: boolean) =>
    rehearse(setting, async (ctx) => {
      ctx.tell(seeded, {})
      if (apart) await ensureSystem(ctx, 'b')
      for (const set of there) await takeLeads(ctx, set)
      const taken = await takeLeads(ctx, rows)
      const buckets = taken.map((one) => bucketOf(one.bucket === 'update' ? { ...one, changed: one.changed.map(inSql) } : one))
      return { buckets, ...(await state(ctx)) }
    })
  const bySet = (duck: Duck, there: readonly (readonly LeadIn[])[], rows: readonly LeadIn[], apart: boolean) =>
    rehearse(setting, async (ctx) => {
      ctx.tell(seeded, {})
      if (apart) await ensureSystem(ctx, 'b')
      for (const set of there) await takeLeads(ctx, set)
      await offer(duck, rows)
      await takeLeadsSet(ctx, duck, { name: 'lead', people: 'people', said: 'said' })
      const taken = await duck.all<{ no: number; bucket: string; changed: string[] | null }>(
        "SELECT no, bucket, changed FROM taken_lead UNION ALL SELECT no, 'reject', NULL FROM returned_person_lead ORDER BY no",
      )
      const buckets = taken.map(({ bucket, changed }) => (bucket === 'update' ? `update ${[...(changed ?? [])].sort().join()}` : bucket))
      return { buckets, ...(await state(ctx)) }
    })
  const system = fc.constantFrom('', '', 'b', 'c-d')
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(system, fc.array(leads, { maxLength: 4 })), { maxLength: 2 }),
      fc.tuple(system, fc.array(leads, { minLength: 1, maxLength: 8 })),
      async (there, [from, rows]) => {
        const before = there.map(([of, each]) => each.map((row) => inSystem(of, row)))
        const now = rows.map((row) => inSystem(from, row))
        const apart = from !== '' || there.some(([of]) => of !== '')
        const expected = await byRows(before, now, apart)
        for (const duck of ducks) expect(await bySet(duck, before, now, apart)).toEqual(expected)
      },
    ),
    { numRuns: runs(8, 60), endOnFailure: true },
  )
  for (const duck of ducks) duck.close()
}, 240_000)
