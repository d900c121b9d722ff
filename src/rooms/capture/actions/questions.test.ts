import { expect, test } from 'vitest'
import { setCompany } from '#rooms/workspace/contract'
import { testApp } from '#test/kit/app'
import { lines, recordsOf } from '#test/kit/import-files'
import { drafted, imported, settled } from '#test/kit/importing'
import * as contract from '../contract.ts'

const unclear = {
  name: 'deals.csv',
  text: lines('Deal ID,Deal Name,Stage,Amount,Create Date', 'D1,Pumps,Proposal,100,03/04/2025', 'D2,Valves,Proposal,200,05/04/2025'),
}

test('dates that could be read both ways must be answered before anything is previewed or imported', async () => {
  const app = await testApp()
  const { id: importId, guess } = await drafted(app, [unclear])
  expect(guess?.questions.filter((question) => question.must)).toMatchObject([{ id: '0.dateOrder', chosen: 'dmy' }])
  const refusal =
    '409 Are the dates in deals.csv day first or month first? None of them tells. Nothing is imported before that is answered.'
  await expect(app.call(contract.previewImport, { importId })).rejects.toThrow(refusal)
  await expect(app.call(contract.runImport, { importId, withoutPreview: 'true' })).rejects.toThrow(refusal)
})

test('saying what was guessed anyway is an answer, and so is the opposite', async () => {
  for (const [dateOrder, day] of [
    ['dmy', '2025-04-03'],
    ['mdy', '2025-03-04'],
  ] as const) {
    const app = await testApp()
    const done = await imported(app, [unclear], { files: [{ file: 0, dateOrder }] })
    expect(done).toMatchObject({ state: 'done', failure: null })
    expect(String((await recordsOf(app)).deal?.[0]?.opened_at)).toContain(day)
  }
})

test('a decimal sign that no number tells must be answered', async () => {
  const app = await testApp()
  const text = lines('Deal ID,Deal Name,Stage,Amount', 'D1,Pumps,Proposal,1.234', 'D2,Valves,Proposal,2.500')
  const { id: importId } = await drafted(app, [{ name: 'deals.csv', text }])
  await expect(app.call(contract.previewImport, { importId })).rejects.toThrow('409 What is the decimal sign in deals.csv?')
  const done = await imported(app, [{ name: 'deals.csv', text }], { files: [{ file: 0, decimal: ',' }] })
  expect(done.failure).toBeNull()
  expect((await recordsOf(app)).deal?.map((deal) => deal.amount)).toEqual([1234, 2500])
})

test('nobody is asked about dates and numbers that stay text in custom fields', async () => {
  const app = await testApp()
  const text = lines('Deal ID,Deal Name,Stage,Amount,Create Date,Kick-off', 'D1,Pumps,Proposal,100,2025-04-03,03/04/2025')
  expect((await drafted(app, [{ name: 'deals.csv', text }])).guess?.questions.filter((question) => question.must)).toEqual([])
})

test('amounts without a currency are in that of the company until somebody says another', async () => {
  const app = await testApp()
  await app.call(setCompany, { currency: 'SEK' })
  const file = { name: 'deals.csv', text: lines('Deal ID,Deal Name,Stage,Amount', 'D1,Pumps,Proposal,100') }
  const { id: importId, guess } = await drafted(app, [file])
  expect(guess?.questions).toMatchObject([{ id: 'set.currency', chosen: 'SEK', samples: ['100'] }])
  expect(guess?.currency).toBe('SEK')
  await app.call(contract.correctImport, { importId, currency: 'EUR' })
  expect((await settled(app, importId)).guess).toMatchObject({ currency: 'EUR', questions: [] })
  await imported(app, [file])
  expect((await recordsOf(app)).deal?.map((deal) => deal.currency)).toEqual(['SEK'])
})

test('where a file names its currency, nobody is asked', async () => {
  const app = await testApp()
  const text = lines('Deal ID,Deal Name,Stage,Amount,Currency', 'D1,Pumps,Proposal,100,USD')
  expect((await drafted(app, [{ name: 'deals.csv', text }])).guess).toMatchObject({ currency: 'USD', questions: [] })
})

test('the system that a file comes from can be said', async () => {
  const app = await testApp()
  const { id: importId, guess } = await drafted(app, [{ name: 'deals.csv', text: lines('Deal ID,Deal Name,Stage', 'D1,Pumps,Won') }])
  expect(guess?.files[0]?.vendor).toBe('unknown')
  await app.call(contract.correctImport, { importId, files: [{ file: 0, vendor: 'zoho' }] })
  expect((await settled(app, importId)).guess?.files[0]).toMatchObject({ vendor: 'zoho', vendorConfidence: 1 })
})

test('answers stay with their file when another file is added or taken out before it', async () => {
  const app = await testApp()
  const accounts = { name: 'accounts.csv', text: lines('Account ID,Account Name', 'A1,Acme') }
  const { id: importId } = await drafted(app, [accounts, unclear])
  await app.call(contract.correctImport, { importId, files: [{ file: 1, dateOrder: 'mdy' }] })
  await app.upload(contract.addFile, { importId, name: 'users.csv' }, lines('User ID,Full Name', 'U1,Ada Berg'))
  expect((await settled(app, importId)).guess?.files[1]?.formats).toMatchObject({ dateOrder: 'mdy', dateOrderAmbiguous: false })
  await app.call(contract.removeFile, { importId, file: 0 })
  const after = await settled(app, importId)
  expect(after.correction.files).toEqual([{ file: 0, dateOrder: 'mdy' }])
  expect(after.guess?.questions.filter((question) => question.must)).toEqual([])
})

test('says which column names the owners, and how many of them are known', async () => {
  const app = await testApp()
  const deals = (...owners: string[]) => ({
    name: 'deals.csv',
    text: lines('Deal ID,Deal Name,Stage,Deal Owner', ...owners.map((owner, n) => `D${n},Deal ${n},Proposal,${owner}`)),
  })
  const first = await imported(app, [deals('Ada Berg', 'Ben Cole')])
  expect(first.guess?.owners).toEqual([
    { file: 0, kind: 'deal', column: 'Deal Owner', values: 2, known: 0, unknown: ['Ada Berg', 'Ben Cole'] },
  ])
  const users = { name: 'users.csv', text: lines('User ID,Full Name', 'U1,Cleo Dahl') }
  const next = await drafted(app, [deals('ada berg', 'Cleo Dahl', 'Eve Falk', 'Eve Falk'), users])
  expect(next.guess?.owners).toEqual([{ file: 0, kind: 'deal', column: 'Deal Owner', values: 3, known: 2, unknown: ['Eve Falk'] }])
})
