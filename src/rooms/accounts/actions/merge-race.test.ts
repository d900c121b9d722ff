import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { postResponses } from '#rooms/capture/contract/responses'
import { type TestApp, testApp } from '#test/kit/app'
import { imported } from '#test/kit/importing'
import { rowsOf } from '#test/kit/records'
import { personMerging } from '../contract/merge.ts'
import { personRecord } from '../contract.ts'

const pairs = 9
const sides = ['a', 'b'] as const
const everybody = Array.from({ length: pairs }, (_, n) =>
  sides.map((side) => ({ n, side, mail: `${side}${n}@x.example`, id: `${side}${n}` })),
).flat()

let app: TestApp & { close(): Promise<void> }
beforeAll(async () => {
  app = await testApp()
  await file('people.csv', 'First')
}, 60_000)
afterAll(() => app?.close())

async function file(name: string, title: string): Promise<void> {
  const rows = everybody.map(({ n, id, mail }) => `${id},Ada,Ash ${n},${mail},${title}`)
  const { failure } = await imported(app, [{ name, text: `Contact ID,First Name,Last Name,Email,Title\n${rows.join('\n')}\n` }])
  expect(failure).toBeNull()
}

/** Does something again as long as an import writes. */
async function withPatience<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      if (tries > 400 || !(error instanceof Error && error.message.startsWith('503'))) throw error
      await sleep(25)
    }
  }
}

test('people are merged and un-merged while imports and responses write the same people: nobody is lost, there twice, or found nowhere', {
  timeout: 90_000,
}, async () => {
  const there = await rowsOf(app, 'SELECT id, external_id AS name FROM person')
  const idOf = (name: string) => String(there.find((row) => row.name === name)?.id)
  const inTurn = Array.from({ length: pairs }, (_, n) => n)
  const merging = async () => {
    for (const n of inTurn) {
      await withPatience(() => app.call(personMerging.merge, { keep: idOf(`a${n}`), gone: [idOf(`b${n}`)] }))
      if (n % 3 === 2) {
        const which = { id: idOf(`b${n}`) }
        const asked = await withPatience(() => app.call(personMerging.undo, { which }))
        const decided = Object.fromEntries(asked.conflicts.filter((one) => one.asked).map(({ key }) => [key, 'keep' as const]))
        if (!asked.undone) expect((await withPatience(() => app.call(personMerging.undo, { which, decided }))).undone).toBe(true)
      }
    }
  }
  const importing = async () => {
    for (const title of ['Second', 'Third']) await file(`${title}.csv`, title)
  }
  const answered: { n: number; personId: string }[] = []
  const responding = async (way: 'mail' | 'both') => {
    for (const { n, mail, id } of way === 'mail' ? everybody : everybody.toReversed()) {
      const responses = [{ email: mail, ...(way === 'both' ? { externalId: id } : {}) }]
      const [outcome] = (await app.call(postResponses, { responses })).outcomes
      if (outcome?.state !== 'taken') throw new Error(`The response of ${mail} was not taken: ${JSON.stringify(outcome)}`)
      answered.push({ n, personId: outcome.personId })
    }
  }
  await Promise.all([merging(), importing(), responding('mail'), responding('both')])
  // All of them once more, by all of the keys that they ever had.
  await file('last.csv', 'Last')

  const counts = await rowsOf(
    app,
    `SELECT (SELECT count(*)::int FROM person) AS people, (SELECT count(*)::int FROM merged_person) AS merged,
       (SELECT count(*)::int FROM response) AS responses, (SELECT count(DISTINCT email_key)::int FROM person) AS mails,
       (SELECT count(*)::int FROM merged_person m WHERE NOT EXISTS (SELECT 1 FROM person p WHERE p.id = m.into_id)) AS nowhere,
       (SELECT count(*)::int FROM response r WHERE NOT EXISTS (SELECT 1 FROM person p WHERE p.id = r.person_id)) AS nobodys`,
  )
  const apart = inTurn.filter((n) => n % 3 === 2).length
  const people = 2 * pairs - (pairs - apart)
  expect(counts).toEqual([{ people, merged: pairs - apart, mails: people, responses: 4 * pairs, nowhere: 0, nobodys: 0 }])
  expect(await rowsOf(app, 'SELECT DISTINCT title FROM person')).toEqual([{ title: 'Last' }])
  // An id that was answered in the middle leads to where its person is now.
  for (const { n, personId } of answered)
    expect(sides.map((side) => `${side}${n}@x.example`)).toContain((await app.call(personRecord.read, { id: personId })).cells.email)
})
