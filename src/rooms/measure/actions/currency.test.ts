import { expect, test } from 'vitest'
import { downloadReport } from '#rooms/plan/contract'
import { setCompany } from '#rooms/workspace/contract'
import { testApp } from '#test/kit/app'
import { imported } from '#test/kit/importing'
import { askMetric, downloadRecords } from '../contract.ts'

const header = 'Deal ID,Deal Name,Deal Stage,Amount,Currency,Create Date,Close Date'

test('money is counted in the currency that the company chose, when deals are in it, and never summed across', async () => {
  const app = await testApp()
  const rows = [
    'D1,A,Closed Won,100,USD,2025-01-01,2025-02-01',
    'D2,B,Closed Won,100,USD,2025-01-01,2025-02-01',
    'D3,C,Closed Won,70,EUR,2025-01-01,2025-02-01',
  ]
  await imported(app, [{ name: 'deals.csv', text: `${[header, ...rows].join('\n')}\n` }])
  const won = async () => (await app.call(askMetric, { name: 'won_amount' })).answers[0]
  expect(await won()).toMatchObject({ value: 200, currency: 'USD', n: 2 })
  await app.call(setCompany, { currency: 'EUR' })
  expect(await won()).toMatchObject({ value: 70, currency: 'EUR', n: 1 })
  await app.call(setCompany, { currency: 'SEK' })
  expect(await won()).toMatchObject({ value: 200, currency: 'USD', n: 2 })
})

test('the report to send names the company', async () => {
  const app = await testApp()
  await imported(app, [{ name: 'deals.csv', text: `${header}\nD1,A,Closed Won,100,EUR,2025-01-01,2025-02-01\n` }])
  await app.call(setCompany, { companyName: 'Acme <Tools>' })
  const report = await (await app.raw(downloadReport.path)).text()
  expect(report).toContain('Acme &lt;Tools&gt;')
  expect(report).toContain('from the records')
  const german = await app.raw(`${downloadReport.path}?language=de`)
  expect(german.headers.get('content-disposition')).toContain(encodeURIComponent('Interlock-Diagnose Acme <Tools> '))
  expect(await german.text()).toContain('Von Interlock am ')
  const records = await app.raw(`${downloadRecords.path.replace('{name}', 'close_rate')}?language=de`)
  expect(records.headers.get('content-disposition')).toContain("UTF-8''Abschlussquote.csv")
  expect(await records.text()).toBe('ID,Deal,Zuständig,Tag,Zählt als\r\nD1,A,,2025-02-01,ja\r\n')
})
