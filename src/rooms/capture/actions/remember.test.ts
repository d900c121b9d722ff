import { expect, test } from 'vitest'
import { type TestApp, testApp } from '#test/kit/app'
import { lines, recordsOf } from '#test/kit/import-files'
import { drafted, imported, settled, takenBack } from '#test/kit/importing'
import * as contract from '../contract.ts'
import type { Correction, SetGuess } from '../shapes.ts'

const january = {
  name: 'january.csv',
  text: lines('Deal ID,Deal Name,Phase,Volume,Begun', 'D1,Pumps,Talks,100,03/04/2025', 'D2,Valves,Offer,200,05/04/2025'),
}
/** The next export of the same report: other rows, the columns in another order, another delimiter. */
const february = {
  name: 'february.csv',
  text: lines('Begun;Volume;Deal Name;Deal ID;Phase', '07/04/2025;300;Hoses;D3;Talks', '08/05/2025;400;Seals;D4;Offer'),
}
const said: Correction = {
  files: [
    {
      file: 0,
      kind: 'deal',
      dateOrder: 'mdy',
      mapping: [
        { column: 2, field: 'stage' },
        { column: 3, field: 'amount' },
        { column: 4, field: 'opened_at' },
      ],
    },
  ],
  stages: [
    { pipeline: '', stage: 'Offer', kind: 'open' },
    { pipeline: '', stage: 'Talks', kind: 'won' },
  ],
  currency: 'CHF',
}

const fieldsOf = (guess: SetGuess | null, names: readonly string[]) => {
  const file = guess?.files[0]
  return names.map(
    (name) => file?.mapping.find((each) => each.column === file.columns.find((column) => column.name === name)?.index)?.field,
  )
}
const draftOf = async (app: TestApp, file = february) => await drafted(app, [file])

test('what was said of a file holds for the next of its shape, by the names of its columns', async () => {
  const app = await testApp()
  const first = await imported(app, [january], said)
  expect(first).toMatchObject({ state: 'done', failure: null })
  const { guess, correction } = await draftOf(app)
  expect(guess?.files[0]).toMatchObject({ kind: 'deal', delimiter: ';', formats: { dateOrder: 'mdy', dateOrderAmbiguous: false } })
  expect(guess?.files[0]?.remembered).toMatch(/^\d{4}-/)
  expect(fieldsOf(guess, ['Deal ID', 'Phase', 'Volume', 'Begun'])).toEqual(['external_id', 'stage', 'amount', 'opened_at'])
  expect(guess?.stages.map(({ stage, kind }) => [stage, kind])).toEqual([
    ['Offer', 'open'],
    ['Talks', 'won'],
  ])
  expect(guess?.currency).toBe('CHF')
  expect(guess?.questions).toEqual([])
  expect(correction).toEqual({})
  await imported(app, [february])
  const deals = (await recordsOf(app)).deal ?? []
  expect(deals.map((deal) => [deal.external_id, deal.amount, deal.currency, String(deal.opened_at).slice(0, 10)]).sort()).toEqual([
    ['D1', 100, 'CHF', '2025-03-04'],
    ['D2', 200, 'CHF', '2025-05-04'],
    ['D3', 300, 'CHF', '2025-07-04'],
    ['D4', 400, 'CHF', '2025-08-05'],
  ])
})

test('undoing the import does not forget; a draft that was never run teaches nothing', async () => {
  const app = await testApp()
  const draft = await drafted(app, [january])
  await app.call(contract.correctImport, { importId: draft.id, ...said })
  await settled(app, draft.id)
  expect((await draftOf(app)).guess?.files[0]?.remembered).toBeUndefined()
  const done = await imported(app, [january], said)
  await takenBack(app, done.id)
  expect((await draftOf(app)).guess?.files[0]?.remembered).toBeDefined()
})

test('a later word replaces an earlier one and leaves the others', async () => {
  const app = await testApp()
  await imported(app, [january], said)
  await imported(app, [february], { files: [{ file: 0, mapping: [{ column: 1, field: 'custom' }] }] })
  const { guess } = await draftOf(app, january)
  expect(fieldsOf(guess, ['Phase', 'Volume', 'Begun'])).toEqual(['stage', 'custom', 'opened_at'])
  expect(guess?.files[0]?.formats.dateOrder).toBe('mdy')
})

test('a file can be read as new, and when it is imported so, the old words are gone', async () => {
  const app = await testApp()
  await imported(app, [january], said)
  const { id: importId } = await draftOf(app)
  await app.call(contract.correctImport, { importId, files: [{ file: 0, forget: true }] })
  const fresh = await settled(app, importId)
  expect(fieldsOf(fresh.guess, ['Volume', 'Begun'])).toEqual(['custom', 'custom'])
  expect(fresh.guess?.files[0]?.remembered).toBeUndefined()
  expect((await draftOf(app)).guess?.files[0]?.remembered).toBeDefined()
  await imported(app, [february], { files: [{ file: 0, forget: true, dateOrder: 'dmy' }] })
  const next = (await draftOf(app, january)).guess
  expect(next?.files[0]?.formats.dateOrder).toBe('dmy')
  expect(fieldsOf(next, ['Volume'])).not.toEqual(['amount'])
})

test('files that differ by a column are of another shape', async () => {
  const app = await testApp()
  await imported(app, [january], said)
  const more = { name: 'more.csv', text: january.text.replace('Begun', 'Begun,Region').replaceAll('/2025', '/2025,North') }
  expect((await draftOf(app, more)).guess?.files[0]?.remembered).toBeUndefined()
})
