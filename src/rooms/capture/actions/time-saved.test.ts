import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptyDocument } from '#rooms/agreement/contract'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { agree } from '#test/kit/hand-over'
import { bring, ownerOf } from '#test/kit/people'
import { postResponses } from '../contract/responses.ts'
import { assumeMinutes, readTimeSaved, undoAssumption } from '../contract/time-saved.ts'

let app: TestApp & { close(): Promise<void> }
let owner: Visitor
let sales: Visitor
beforeAll(async () => {
  app = await testApp()
  owner = await ownerOf(app)
  sales = await bring(app, owner, 'sales')
  const rule = { combinator: 'and' as const, rules: [{ field: 'title', operator: 'contains' as const, value: 'head' }] }
  const criteria = [{ key: 'boss', name: 'Decides', kind: 'fit' as const, rule, points: 60, fade: null }]
  await agree(app, { marketing: await bring(app, owner, 'marketing'), sales }, { ...emptyDocument, criteria })
}, 60_000)
afterAll(() => app?.close())

const handed = async () => (await app.call(readTimeSaved, {}, owner)).parts.find(({ work }) => work === 'handed')

test('a lead that was handed over by itself counts, by minutes that the company can change and take back', async () => {
  expect(await handed()).toMatchObject({ times: 0, minutes: 0 })
  await app.call(postResponses, { responses: [{ email: 'a@acme.example', title: 'Head' }, { email: 'b@acme.example' }] } as never, owner)
  expect(await handed()).toEqual({ work: 'handed', times: 1, each: 8, own: false, minutes: 8 })
  await app.call(assumeMinutes, { work: 'handed', minutes: 20 }, owner)
  const { eventId } = await app.call(assumeMinutes, { work: 'handed', minutes: 30 }, owner)
  expect(await handed()).toEqual({ work: 'handed', times: 1, each: 30, own: true, minutes: 30 })
  await app.call(undoAssumption, { eventId }, owner)
  expect(await handed()).toMatchObject({ each: 20, minutes: 20 })
  await expect(app.call(assumeMinutes, { work: 'handed', minutes: 1 }, sales)).rejects.toThrow('403')
})
