import { afterAll, beforeAll, expect, test } from 'vitest'
import { erasePerson } from '#rooms/accounts/contract/privacy'
import * as agreement from '#rooms/agreement/contract'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { agree } from '#test/kit/hand-over'
import { bring, ownerOf } from '#test/kit/people'
import { rowsOf } from '#test/kit/records'
import * as contract from '../contract/responses.ts'

/** How many deliveries come several times at once. */
const many = process.env.INTERLOCK_LONG === '1' ? 10_000 : 40
let app: TestApp & { close(): Promise<void> }
let owner: Visitor
beforeAll(async () => {
  app = await testApp()
  owner = await ownerOf(app)
  const sales = await bring(app, owner, 'sales', 'ann')
  await agree(app, { marketing: await bring(app, owner, 'marketing'), sales }, { ...agreement.emptyDocument, threshold: 0 })
}, 60_000)
afterAll(() => app?.close())

/** Where somebody calls too much, as they should: waits and calls again. */
async function post(body: object): Promise<void> {
  for (;;) {
    try {
      await app.call(contract.postResponses, body as never, owner)
      return
    } catch (error) {
      if (!String(error).includes('429')) throw error
      await new Promise((wait) => setTimeout(wait, 200))
    }
  }
}

test(
  'the same delivery, however often it comes at once, is one person, one lead and one owner',
  async () => {
    for (let n = 0; n < many; n += 1) {
      const body = {
        deliveryId: `delivery-${n}`,
        email: `somebody.${n}@company-${n % 7}.example`,
        fullName: `Somebody ${n}`,
        company: `Company ${n % 7}`,
      }
      await Promise.all(Array.from({ length: 1 + (n % 8) }, () => post(body)))
    }
    const [counts] = await rowsOf(
      app,
      `SELECT (SELECT count(*)::int FROM person WHERE email_key LIKE 'somebody.%') AS people, count(*)::int AS leads, count(DISTINCT l.person_id)::int AS of,
         (SELECT count(*)::int FROM response) AS responses, count(*) FILTER (WHERE (l.owner_id IS NULL) <> (l.queue IS NOT NULL))::int AS astray FROM lead l`,
    )
    expect(counts).toEqual({ people: many, leads: many, of: many, responses: many, astray: 0 })
  },
  process.env.INTERLOCK_LONG === '1' ? 3_600_000 : 30_000,
)

test('somebody who was erased and known by a national number alone does not come back by it', async () => {
  const body = { fullName: 'Nan Number', phone: '030 1234567', country: 'DE' }
  await post(body)
  const [person] = await rowsOf(app, "SELECT id, phone_key FROM person WHERE full_name = 'Nan Number'")
  await app.call(erasePerson, { id: String(person?.id) as never, confirm: 'erase' }, owner)
  await post({ ...body, fullName: 'Nan Again' })
  await post({ ...body, fullName: 'Nan Thrice', phone: '+49 30 1234567', country: undefined })
  expect(await rowsOf(app, "SELECT full_name FROM person WHERE full_name LIKE 'Nan %'")).toEqual([])
})
