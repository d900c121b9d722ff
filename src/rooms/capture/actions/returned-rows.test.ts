import { expect, test } from 'vitest'
import { testApp } from '#test/kit/app'
import { lines, recordsOf } from '#test/kit/import-files'
import { drafted, imported } from '#test/kit/importing'

const deals = lines(
  'Deal ID,Deal Name,Account Name,Deal Stage,Amount,Create Date,Note',
  'D1,Pumps,Acme,Proposal,100,2025-01-10,=1+1',
  'D2,Valves,Acme,Proposal,200,31.31.2025,@home',
  "D3,Hoses,Acme,Proposal,300,never,'=quoted",
)

test('rows that came back are repaired and imported again: they are made, and nothing is made twice', async () => {
  const app = await testApp()
  const first = await imported(app, [{ name: 'deals.csv', text: deals }])
  expect(first.result?.kinds).toMatchObject([{ kind: 'deal', rows: 3, create: 1, reject: 2 }])
  const returned = await (await app.raw(`/api/v1/imports/${first.id}/rejected`)).text()
  const repaired = returned.replaceAll('31.31.2025', '2025-01-31').replaceAll('never', '2025-02-01')
  const file = { name: 'Returned rows of deals.csv.csv', text: repaired }
  const { guess } = await drafted(app, [file])
  expect(guess?.files[0]?.mapping.slice(0, 3).map((each) => each.field)).toEqual(['ignore', 'ignore', 'ignore'])
  expect(guess?.files[0]?.mapping.slice(3).map((each) => each.field)).toEqual(first.guess?.files[0]?.mapping.map((each) => each.field))
  const second = await imported(app, [file])
  expect(second.result?.kinds).toMatchObject([{ kind: 'deal', rows: 2, create: 2, reject: 0 }])
  const records = await recordsOf(app)
  expect(records.account).toHaveLength(1)
  expect(records.deal?.map((deal) => [deal.external_id, deal.custom])).toEqual([
    ['D1', { Note: '=1+1' }],
    ['D2', { Note: '@home' }],
    ['D3', { Note: "'=quoted" }],
  ])
  expect((await imported(app, [file])).result?.kinds).toMatchObject([{ create: 0, update: 0, skip: 2 }])
})

test('of an import of several files, the returned rows of one can be had by themselves', async () => {
  const app = await testApp()
  const history = lines('Deal ID,Stage,Entered', 'D1,Proposal,2025-01-10')
  const { id } = await imported(app, [
    { name: 'history.csv', text: history },
    { name: 'deals.csv', text: deals },
  ])
  const returned = async (query: string) => await (await app.raw(`/api/v1/imports/${id}/rejected${query}`)).text()
  expect((await returned('?file=1')).split('\r\n')[0]).toBe(
    'Reason,File,Row,Deal ID,Deal Name,Account Name,Deal Stage,Amount,Create Date,Note',
  )
  expect(await returned('?file=0')).toBe('')
  expect((await app.raw(`/api/v1/imports/${id}/rejected?file=7`)).status).toBe(404)
})

test('a repaired file is read as the file that its rows came from was said to be read', async () => {
  const app = await testApp()
  const text = lines(
    'Deal ID,Deal Name,Deal Stage,Worth,Create Date',
    'D1,Pumps,Proposal,100,03/04/2025',
    'D4,Seals,Proposal,400,04/05/2025',
    'D2,Valves,Proposal,200,never',
  )
  const first = await imported(app, [{ name: 'deals.csv', text }], {
    files: [{ file: 0, dateOrder: 'mdy', mapping: [{ column: 3, field: 'amount' }] }],
  })
  const returned = await (await app.raw(`/api/v1/imports/${first.id}/rejected`)).text()
  const second = await imported(app, [{ name: 'again.csv', text: returned.replaceAll('never', '05/06/2025') }])
  expect(second.result?.kinds).toMatchObject([{ create: 1, reject: 0 }])
  const deal = (await recordsOf(app)).deal?.find((each) => each.external_id === 'D2')
  expect([deal?.amount, String(deal?.opened_at).slice(0, 10)]).toEqual([200, '2025-05-06'])
})
