import { afterAll, beforeAll, expect, test } from 'vitest'
import { askMetric, readRecords } from '#rooms/measure/contract'
import { readDiagnosis } from '#rooms/plan/contract'
import { type TestApp, testApp } from '#test/kit/app'
import { imported } from '#test/kit/importing'
import {
  listCalendars,
  listHolidays,
  listRates,
  removeCalendar,
  removeRate,
  saveRates,
  setCalendar,
  setCompany,
  undoCalendar,
  usualCalendar,
  workingDue,
} from './contract.ts'

let app: TestApp & { close(): Promise<void> }
beforeAll(async () => {
  app = await testApp()
  const header = 'Deal ID,Deal Name,Deal Stage,Amount,Currency,Create Date,Close Date'
  const rows = [
    'D1,A,Closed Won,100,EUR,2025-01-01,2025-02-01',
    'D2,B,Closed Won,200,USD,2025-01-01,2025-02-01',
    'D3,C,Closed Won,10,EUR,2025-01-01,2025-02-01',
  ]
  await imported(app, [{ name: 'deals.csv', text: `${[header, ...rows].join('\n')}\n` }])
}, 60_000)
afterAll(() => app.close())

const won = async () => (await app.call(askMetric, { name: 'won_amount' })).answers[0]
const usd = (day: string, rate: string) => ({ currency: 'USD', into: 'EUR', day, rate, source: 'Treasury' })

test('a saved rate is seen, converts money at once, and stands beside what was recorded; without it the deal is left out and named', async () => {
  expect(await won()).toMatchObject({ value: 110, n: 2, currency: 'EUR' })
  const left = (await app.call(readDiagnosis, {})).diagnosis?.limits.find(({ key }) => key === 'several_currencies')
  expect(left?.says).toContain('not for USD (1)')
  expect(await app.call(saveRates, { rates: [usd('2025-01-01', '0.5')] })).toEqual({ added: 1, changed: 0, same: 0 })
  expect(await won()).toMatchObject({ value: 210, n: 3, currency: 'EUR' })
  const { columns, rows } = await app.call(readRecords, { name: 'won_amount' })
  expect(columns.map(({ label }) => label)).toContain('As recorded')
  expect(rows.map((row) => [row.ref, row.counted, row.said])).toContainEqual(['D2', 100, 'USD 200.0000'])
})

test('the same rate again changes nothing, another one for the day replaces it, and one of the day before the deal does not hold', async () => {
  expect(await app.call(saveRates, { rates: [usd('2025-01-01', '0.50')] })).toEqual({ added: 0, changed: 0, same: 1 })
  expect(await app.call(saveRates, { rates: [usd('2025-01-01', '0.6'), usd('2025-03-01', '0.9')] })).toEqual({
    added: 1,
    changed: 1,
    same: 0,
  })
  expect((await app.call(listRates, {})).rates.map(({ day, rate }) => [day, rate])).toEqual([
    ['2025-03-01', '0.9'],
    ['2025-01-01', '0.6'],
  ])
  expect(await won()).toMatchObject({ value: 230 })
})

test('a removed rate leaves its deals out again, and a rate that is not there cannot be removed', async () => {
  const [, first] = (await app.call(listRates, {})).rates
  if (!first) throw new Error('There is no rate.')
  await app.call(removeRate, { id: first.id })
  expect(await won()).toMatchObject({ value: 110, n: 2 })
  await expect(app.call(removeRate, { id: first.id })).rejects.toThrow(/not there any more/)
  await expect(app.call(saveRates, { rates: [{ ...usd('2025-01-01', '0.6'), into: 'USD' }] })).rejects.toThrow(/no rate to itself/)
  await expect(app.call(saveRates, { rates: [usd('2025-01-01', '0')] })).rejects.toThrow(/above zero/)
})

test('rates into another currency count when the company reports in it', async () => {
  await app.call(saveRates, {
    rates: ['EUR', 'USD'].map((currency) => ({ currency, into: 'CHF', day: '2024-01-01', rate: '0.9', source: null })),
  })
  await app.call(setCompany, { currency: 'CHF' })
  expect(await won()).toMatchObject({ value: 279, n: 3, currency: 'CHF' })
})

test('a calendar is set for the company and for a team, with the holidays of a place; what is due moves at once, and each change is taken back', async () => {
  const arrives = '2026-12-30T16:30'
  const due = async (of: { team?: string } = {}) => (await app.call(workingDue, { hours: 4, arrives, ...of })).due
  expect(await due()).toBe('2026-12-31T12:30')
  const bavaria = { ...usualCalendar, zone: 'Europe/Berlin', country: 'DE', region: 'BY' }
  const daysOff = [{ day: '2026-12-31' as never, until: null, name: 'Closed' }]
  const { eventId } = await app.call(setCalendar, { ...bavaria, daysOff })
  expect(await app.call(workingDue, { hours: 4, arrives })).toMatchObject({
    zone: 'Europe/Berlin',
    due: '2027-01-04T12:30',
    off: [
      { day: '2026-12-31', name: 'Closed' },
      { day: '2027-01-01', name: "New Year's Day" },
    ],
  })
  expect(await app.call(setCalendar, { ...bavaria, daysOff })).toEqual({ eventId: null })
  await app.call(setCalendar, {
    ...usualCalendar,
    team: 'Night',
    week: { ...usualCalendar.week, wednesday: [{ from: '14:00', to: '24:00' }] },
  })
  expect([await due({ team: 'Night' }), await due({ team: 'Day' })]).toEqual(['2026-12-30T20:30', '2027-01-04T12:30'])
  const { company, teams, today } = await app.call(listCalendars, {})
  expect([company.region, teams.map(({ team }) => team), today]).toEqual(['BY', ['Night'], expect.stringMatching(/^20\d\d-/)])
  const own = teams[0]?.id
  if (!own || !eventId) throw new Error('There is no calendar.')
  await app.call(removeCalendar, { id: own })
  expect(await due({ team: 'Night' })).toBe('2027-01-04T12:30')
  await app.call(undoCalendar, { eventId })
  expect(await due()).toBe('2026-12-31T12:30')
  await expect(app.call(undoCalendar, { eventId })).rejects.toThrow(/409|404/)
})

test('a calendar has no other places, zones and hours than there are', async () => {
  const set = (what: object) => app.call(setCalendar, { ...usualCalendar, ...what })
  await expect(set({ country: 'DE', region: 'XX' })).rejects.toThrow('XX is no part of DE')
  await expect(set({ country: 'XX' })).rejects.toThrow('The public holidays of XX are not known')
  await expect(set({ zone: 'Europe/Atlantis' })).rejects.toThrow('This is no time zone')
  await expect(set({ week: { ...usualCalendar.week, monday: [{ from: '12:00', to: '09:00' }] } })).rejects.toThrow(
    'Hours end after they begin',
  )
  await expect(app.call(workingDue, { hours: 1, arrives: '2026-02-30T10:00' })).rejects.toThrow('is no time of a day')
  const { holidays } = await app.call(listHolidays, { country: 'DE', region: 'BY', year: 2026, language: 'de' })
  expect(holidays).toContainEqual({ day: '2026-06-04', name: 'Fronleichnam' })
})
