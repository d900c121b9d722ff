import { afterAll, beforeAll, expect, test } from 'vitest'
import { instant, later } from '#kernel/time'
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
