import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { instant, later } from '#kernel/time'
import { personMaking } from '#rooms/accounts/contract'
import * as agreement from '#rooms/agreement/contract'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { bring, ownerOf } from '#test/kit/people'
import { rowsOf } from '#test/kit/records'
import * as contract from '../contract/responses.ts'

const clock = { at: Date.parse('2026-03-02T10:00:00Z'), now: () => instant(new Date(clock.at)) }
const pass = (ms: number) => {
  clock.at = Date.parse(later(clock.now(), ms))
}
let app: TestApp & { close(): Promise<void> }
let owner: Visitor
beforeAll(async () => {
  app = await testApp({}, clock)
  owner = await ownerOf(app)
  const cmo = await bring(app, owner, 'marketing')
  const cro = await bring(app, owner, 'sales')
  const rule = (field: string, operator: string, value?: unknown) => ({ combinator: 'and', rules: [{ field, operator, value }] }) as never
  const document = {
    ...agreement.emptyDocument,
    criteria: [
      { key: 'boss', name: 'Decides', kind: 'fit' as const, rule: rule('title', 'contains', 'head'), points: 40, fade: null },
      { key: 'again', name: 'Came again', kind: 'behaviour' as const, rule: rule('responses', '>=', '2'), points: 20, fade: null },
    ],
    required: ['emailDomain'],
    threshold: 50,
  }
  const { id } = await app.call(agreement.draftContract, { document, reason: 'First' }, cmo)
  await app.call(agreement.proposeContract, { id, from: '2026-03-02' as never }, cmo)
  const { open } = await app.call(agreement.readContract, {}, cmo)
  for (const [side, as] of [
    ['marketing', cmo],
    ['sales', cro],
  ] as const)
    await app.call(agreement.signContract, { id, side, seal: open?.seal ?? '' }, as)
}, 60_000)
afterAll(() => app?.close())

const post = async (body: object, headers: Readonly<Record<string, string>> = {}) => {
  const { outcomes } = await app.call(contract.postResponses, body as never, { ...owner, headers })
  return outcomes
}
const taken = (outcome: contract.ResponseOutcome | undefined): contract.ResponseTaken => {
  if (outcome?.state !== 'taken') throw new Error(`Not taken: ${JSON.stringify(outcome)}`)
  return outcome
}

test('somebody responds as a contact, comes again, is handed over with a reason and a promise, and joins what is open then', async () => {
  const first = taken(
    (await post({ email: 'Ada@Acme.example', fullName: 'Ada King', title: 'Head of Sales', source: 'Fair', company: 'Acme Inc' }))[0],
  )
  expect(first).toMatchObject({ known: false, decision: 'contact', score: 40, threshold: 50, contract: 1, leadId: null, owner: null })
  expect(first.lines).toEqual([
    { key: 'boss', name: 'Decides', held: true, points: 40 },
    { key: 'again', name: 'Came again', held: false, points: 0 },
  ])
  expect(await rowsOf(app, 'SELECT origin, account_id IS NOT NULL AS company FROM person')).toEqual([{ origin: 'Fair', company: true }])
  expect(await rowsOf(app, 'SELECT left_at FROM nurture_stay')).toEqual([{ left_at: null }])
  pass(3_600_000)
  const second = taken(
    (await post({ email: 'ada@acme.example', source: 'Search', consent: [{ purpose: 'newsletter', granted: true, textVersion: '3' }] }))[0],
  )
  expect(second).toMatchObject({ known: true, personId: first.personId, decision: 'lead', score: 60, queue: 'Everyone' })
  expect(second.why).toMatch(/belongs to anybody/)
  expect(second.acceptBy).toBe('2026-03-02T15:00:00.000Z')
  expect(await rowsOf(app, 'SELECT origin FROM person')).toEqual([{ origin: 'Fair' }])
  expect(await rowsOf(app, 'SELECT left_why FROM nurture_stay')).toEqual([{ left_why: 'Handed over to sales' }])
  expect(await rowsOf(app, 'SELECT purpose, status, version FROM consent')).toEqual([
    { purpose: 'newsletter', status: 'given', version: '3' },
  ])
  const third = taken((await post({ email: 'ada@acme.example', message: 'Call me' }))[0])
  expect(third).toMatchObject({ decision: 'joined', leadId: second.leadId, queue: 'Everyone' })
  expect(await rowsOf(app, 'SELECT state, external_id FROM lead')).toEqual([
    { state: 'offered', external_id: `response:${second.responseId}` },
  ])
})

const count = async (sql: string) => Number((await rowsOf(app, `SELECT count(*) AS n FROM ${sql}`))[0]?.n)

test('the same again gives the same answer and writes nothing, by key and by the id of a delivery; another body is refused or set aside', async () => {
  const body = { email: 'key@corp.example', deliveryId: 'd-1' }
  const headers = { 'idempotency-key': 'a-key-of-a-request' }
  const first = await post(body, headers)
  const events = await count('event')
  expect(await post(body, headers)).toEqual(first)
  expect(await post(body)).toEqual(first)
  expect(await count('event')).toBe(events)
  await expect(post({ email: 'other@corp.example' }, headers)).rejects.toThrow('422')
  expect(await post({ ...body, message: 'Another' })).toMatchObject([{ state: 'quarantined' }])
  expect(await count("person WHERE email_key IN ('key@corp.example', 'other@corp.example')")).toBe(1)
  pass(31 * 86_400_000)
  expect(taken((await post(body, headers))[0])).toMatchObject({ known: true })
})

test('one delivery that comes up to eight times at once, in whatever batches, is one person, one hand-over and one response', async () => {
  let turn = 0
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.nat(4), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 }), async (requests) => {
      turn += 1
      const of = (n: number) => ({ email: `p${n}@turn${turn}.example`, title: 'Head', deliveryId: `turn ${turn} ${n}` })
      const before = await count('response')
      const answers = await Promise.all(requests.map((request) => post({ responses: request.map(of) })))
      const seen = new Map<number, Set<string>>()
      for (const [place, request] of requests.entries())
        for (const [at, n] of request.entries()) {
          const one = taken(answers[place]?.[at])
          seen.set(n, (seen.get(n) ?? new Set()).add(`${one.personId} ${one.responseId}`))
        }
      expect([...seen.values()].every((ids) => ids.size === 1)).toBe(true)
      expect(await count(`person WHERE email_key LIKE '%@turn${turn}.example'`)).toBe(seen.size)
      expect((await count('response')) - before).toBe(seen.size)
    }),
    { numRuns: 15 },
  )
  const twice = await Promise.all(Array.from({ length: 8 }, () => post({ email: 'eight@corp.example', title: 'Head of all' })))
  const decisions = twice.map((all) => taken(all[0]).decision).toSorted()
  expect(decisions.filter((one) => one === 'lead').length).toBeLessThanOrEqual(1)
  expect(await count("lead l JOIN person p ON p.id = l.person_id WHERE p.email_key = 'eight@corp.example' AND state = 'offered'")).toBe(1)
})

test('a batch of 10,000 is taken in one commit; what cannot be taken is set aside with its reason and fails none of the others', async () => {
  const events = await count('event')
  const responses: object[] = Array.from({ length: 10_000 }, (_, n) => ({
    email: `n${n}@many${n % 500}.example`,
    fullName: `Name ${n}`,
    custom: { Size: n },
  }))
  responses[17] = { fullName: 'Nobody' }
  responses[18] = { email: 'a\u0000b@corp.example' }
  responses[19] = { email: 'x@corp.example', at: 'yesterday' }
  const outcomes = await post({ responses })
  expect(outcomes.map(({ state }) => state).filter((state) => state === 'taken')).toHaveLength(9_997)
  expect(outcomes[17]).toMatchObject({ reason: expect.stringContaining('no e-mail address') })
  expect((await count('event')) - events).toBe(1)
  expect(await count("account WHERE domain LIKE 'many%'")).toBe(500)
}, 60_000)

test('somebody who is typed in by hand at the same moment is one person', async () => {
  for (let n = 0; n < 5; n += 1) {
    const email = `race${n}@corp.example`
    const byHand = app.call(personMaking.make, { fields: { name: `Race ${n}`, email } } as never, owner).catch(() => null)
    const [outcomes] = await Promise.all([post({ email, fullName: `Race ${n}` }), byHand])
    expect(outcomes[0]?.state).toBe('taken')
    expect(await count(`person WHERE email_key = '${email}'`)).toBe(1)
  }
})
