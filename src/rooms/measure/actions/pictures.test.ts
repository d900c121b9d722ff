import { beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '#test/kit/app'
import { imported } from '#test/kit/importing'
import { readMatrix, readRecords, readStays, readTrend } from '../contract.ts'

const header = 'Deal ID,Deal Name,Deal Stage,Amount,Currency,Create Date,Close Date,Product,Channel'

/** Two years of deals of two products over two channels; from month to month fewer of them are won. */
function deals(): string {
  const rows: string[] = []
  for (let month = 0; month < 24; month++) {
    const day = (of: number) => new Date(Date.UTC(2023, month, of)).toISOString().slice(0, 10)
    for (let number = 0; number < 30; number++) {
      const stage = number < 24 - month ? 'Closed Won' : 'Closed Lost'
      rows.push(
        `D${month}-${number},Deal,${stage},100,EUR,${day(1)},${day(20)},${number % 3 ? 'Pump' : 'Valve'},${['Web', 'Partner', ''][month % 3]}`,
      )
    }
  }
  rows.push('D-open,Deal,Proposal,100,EUR,2025-01-02,,Pump,Web')
  return `${[header, ...rows].join('\n')}\n`
}

let app: TestApp
beforeAll(async () => {
  app = await testApp()
  await imported(app, [{ name: 'deals.csv', text: deals() }])
})

test('a trend has every month, marks those that are not over, and its points open the deals behind them', async () => {
  const byClose = await app.call(readTrend, { name: 'close_rate', on: 'closed', grain: 'month' })
  expect(byClose.points.map((point) => point.label).slice(0, 3)).toEqual(['2023-01', '2023-02', '2023-03'])
  expect(byClose.points).toHaveLength(25)
  expect(byClose.points.at(-1)).toMatchObject({ label: '2025-01', whole: false, answer: { n: 0, value: null } })
  const march = byClose.points.find((point) => point.label === '2023-03')?.answer
  expect(march).toMatchObject({ n: 30, value: 22 / 30 })
  const records = await app.call(readRecords, { name: 'close_rate', where: JSON.stringify(march?.slice) })
  expect(records.total).toBe(30)
  expect(byClose.findings).toHaveLength(1)
  expect(byClose.findings[0]).toMatchObject({ better: false })
  expect(byClose.findings[0]?.says).toMatch(/^Close rate fell between 2023-02-01 and 2024-12-31: .* in the first \d months, .* in the last/)
  const byCohort = await app.call(readTrend, { name: 'close_rate', on: 'opened', grain: 'quarter' })
  expect(byCohort.points.map((point) => [point.label, point.open, point.whole]).slice(-2)).toEqual([
    ['2024 Q4', 0, true],
    ['2025 Q1', 1, false],
  ])
})

test('a number over deals that are still open is told by cohort, whatever was asked', async () => {
  expect(await app.call(readTrend, { name: 'open_count', on: 'closed' })).toMatchObject({ on: 'opened', findings: [] })
})

test('the product and channel matrix has margins that agree with its cells, blanks included', async () => {
  const matrix = await app.call(readMatrix, { name: 'won_amount', rows: 'product', columns: 'channel' })
  expect(matrix.rows).toMatchObject({ label: 'Product', values: ['Pump', 'Valve'] })
  expect(matrix.columns.values).toEqual(['Web', 'Partner', null])
  const sum = (values: (number | null)[]) => values.reduce<number>((total, value) => total + (value ?? 0), 0)
  expect(sum(matrix.cells.map((cell) => cell.answer.value))).toBe(matrix.total.value)
  for (const { value, answer } of matrix.rowTotals)
    expect(sum(matrix.cells.filter((cell) => cell.row === value).map((cell) => cell.answer.value))).toBe(answer.value)
  await expect(app.call(readMatrix, { name: 'won_amount', rows: 'product', columns: 'product' })).rejects.toThrow(
    /two different dimensions/,
  )
})

test('a scope cuts pictures as it cuts the records that they open', async () => {
  const look = { scope: JSON.stringify({ where: { product: 'Pump', channel: 'Web' }, closed: { from: '2023-06-01' } }) }
  const trend = await app.call(readTrend, { name: 'close_rate', on: 'closed', grain: 'quarter', ...look })
  expect(trend.points[0]).toMatchObject({ label: '2023 Q3', answer: { n: 20 } })
  for (const { answer } of trend.points) {
    const records = await app.call(readRecords, { name: answer.name, where: JSON.stringify(answer.slice), ...look })
    expect(records.total).toBe(answer.n)
  }
  const matrix = await app.call(readMatrix, { name: 'won_count', rows: 'product', columns: 'channel', ...look })
  expect([matrix.rows.values, matrix.columns.values]).toEqual([['Pump'], ['Web']])
  expect((await app.call(readTrend, { name: 'deal_count', on: 'opened', grain: 'year', asOf: '2023-06-30' })).points).toMatchObject([
    { label: '2023', answer: { n: 180 } },
  ])
})

test('stays are curves from the day of entering to the last day that anything was seen', async () => {
  const app = await testApp()
  const history = [
    'Deal ID,Stage,Entered on',
    'A,Qualification,2025-01-01',
    'A,Proposal,2025-01-11',
    'B,Qualification,2025-01-01',
    'B,Proposal,2025-01-21',
    'C,Qualification,2025-01-01',
  ]
  const some = [
    'A,a,Proposal,1,EUR,2025-01-01,,Pump,',
    'B,b,Proposal,1,EUR,2025-01-01,,Valve,',
    'C,c,Qualification,1,EUR,2025-01-01,,Pump,',
    'D,d,Closed Won,1,EUR,2025-01-01,2025-01-31,,',
  ]
  await imported(app, [
    { name: 'deals.csv', text: `${[header, ...some].join('\n')}\n` },
    { name: 'stages over time.csv', text: `${history.join('\n')}\n` },
  ])
  const stays = await app.call(readStays, { stage: 'Qualification' })
  expect(stays.curves).toMatchObject([{ value: null, n: 3, left: 2, median: { value: 20 } }])
  expect(stays.curves[0]?.steps.map(({ day, atRisk, share }) => [day, atRisk, Number(share.toFixed(3))])).toEqual([
    [10, 3, 0.667],
    [20, 2, 0.333],
    [30, 1, 0.333],
  ])
  expect(stays.definition).toContain('the first day at which the share still there is at or below 50%')
  expect(await app.call(readStays, { stage: 'Qualification', scope: '{"where":{"product":"Hose"}}' })).toMatchObject({ curves: [] })
  await expect(app.call(readStays, { stage: 'Nowhere' })).rejects.toThrow(/No deal entered a stage "Nowhere"/)
})
