import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Day } from '#kernel/time'
import { diagnoseFiles, type FilesDiagnosis } from './diagnose-files.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'diagnose-test-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const today = '2026-01-01' as Day

function file(name: string, lines: readonly (readonly (string | number)[])[]): { name: string; path: string } {
  const path = join(folder, name)
  writeFileSync(path, lines.map((cells) => cells.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(',')).join('\n'))
  return { name, path }
}

const dayAt = (n: number) => new Date(Date.UTC(2025, 0, 1 + n)).toISOString().slice(0, 10)
const process = ['Prospecting', 'Qualification', 'Proposal', 'Negotiation']

/** A repeatable source of chance between 0 and 1. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** Deals that pass one stage every ten days; of those in each stage this percentage is lost there. */
function company(lostOf: readonly number[]): { name: string; path: string }[] {
  const deals: (string | number)[][] = [
    [
      'Opportunity ID',
      'Opportunity Name',
      'Account Name',
      'Opportunity Owner',
      'Stage',
      'Amount',
      'Created Date',
      'Close Date',
      'Lead Source',
    ],
  ]
  const history: (string | number)[][] = [['Opportunity ID', 'From Stage', 'To Stage', 'Last Modified Date']]
  const roll = dice(7)
  for (let n = 0; n < 1200; n++) {
    const id = `006${String(n).padStart(12, '0')}`
    const opened = (n * 7) % 250
    const fate = process.findIndex((_, at) => roll() * 100 < (lostOf[at] ?? 0))
    const steps = fate === -1 ? process.length : fate + 1
    history.push([id, '', process[0] ?? '', dayAt(opened)])
    for (let at = 1; at < steps; at++) history.push([id, process[at - 1] ?? '', process[at] ?? '', dayAt(opened + at * 10)])
    const last = fate === -1 ? 'Closed Won' : 'Closed Lost'
    history.push([id, process[steps - 1] ?? '', last, dayAt(opened + steps * 10)])
    deals.push([
      id,
      `Deal ${n}`,
      `Account ${n % 90}`,
      n % 2 ? 'Owner One' : 'Owner Two',
      last,
      10_000,
      dayAt(opened),
      dayAt(opened + steps * 10),
      n % 3 ? 'Web' : 'Partner',
    ])
  }
  return [file('opportunities.csv', deals), file('history.csv', history)]
}

describe('opportunities with their history', () => {
  let result: FilesDiagnosis
  beforeAll(async () => {
    result = await diagnoseFiles(company([15, 15, 55, 15]), { by: ['LEAD SOURCE', 'owner'], today })
  }, 60_000)

  test('name the stage where most money is lost, and the price is its own arithmetic', () => {
    expect(result.constraint).toMatchObject({ kind: 'stage', stage: 'Proposal' })
    const [first] = result.constraint.ranked
    const [rate = 0, benchmark = 0, entries = 0, chance = 0, size = 0, money = 0] = first?.steps.map(({ value }) => value ?? 0) ?? []
    expect([size, money]).toEqual([10_000, first?.moneyAYear])
    expect(money).toBeCloseTo((benchmark - rate) * entries * chance * size, 3)
    expect(result.diagnosis.headline).toMatch(/^Most money is lost in Proposal: about [\d.]+ million a year\.$/)
    expect(result.diagnosis.firstSteps[0]?.about).toBe(`finding:${first?.key}`)
  })

  test('conserve: entered = advanced + won + lost + moved back + open, in every stage', () => {
    expect(result.diagnosis.stages.map((stage) => stage.stage)).toEqual(process)
    for (const { entered, advanced, won, lost, movedBack, open } of result.diagnosis.stages) {
      expect(entered).toBe((advanced ?? 0) + (won ?? 0) + (lost ?? 0) + (movedBack ?? 0) + open)
    }
    expect(result.diagnosis.stages[0]?.entered).toBe(1200)
  })

  test('spend ten days in every stage', () => {
    const times = result.metrics.filter((answer) => answer.name === 'time_in_stage_median' && 'stage' in answer.slice)
    expect(times.map((answer) => answer.value)).toEqual([10, 10, 10, 10])
  })

  test('are cut by fields as the user wrote them, and the parts add up', () => {
    for (const field of ['LEAD SOURCE', 'owner']) {
      const parts = result.metrics.filter((answer) => answer.name === 'deal_count' && field in answer.slice)
      expect(parts.reduce((sum, answer) => sum + (answer.value ?? 0), 0)).toBe(1200)
    }
  })

  test('keep to the shape that scripts read', () => {
    for (const { slice, value, low, high, n } of result.metrics) {
      expect(typeof slice).toBe('object')
      if (value !== null && low !== null) expect(low).toBeLessThanOrEqual(value)
      if (value !== null && high !== null) expect(high).toBeGreaterThanOrEqual(value)
      expect(Number.isInteger(n)).toBe(true)
    }
    expect(result.metrics.find((answer) => answer.name === 'close_rate')?.slice).toEqual({})
  })
})

test('stages that are equally good have no constraint', async () => {
  const { constraint } = await diagnoseFiles(company([30, 30, 30, 30]), { today })
  expect(constraint.kind).toBe('none')
  expect(constraint.why).toMatch(/^None of \d+ comparisons shows more than chance would\./)
}, 60_000)

test('a field that does not exist is refused with those that do', async () => {
  await expect(diagnoseFiles(company([30, 30, 30, 30]), { today, by: ['colour'] })).rejects.toThrow(
    /no field "colour" to cut by\. There are: .*Lead Source/,
  )
}, 60_000)

test('files without a single deal give an answer that says so, and fail nothing', async () => {
  const nothing = await diagnoseFiles([file('notes.csv', [['remark'], ['hello']]), file('empty.csv', [])], { today })
  expect(nothing.diagnosis.headline).toBe('There is nothing to diagnose in these files yet.')
  expect(nothing.limits.map((limit) => limit.key)).toEqual(['no_deals'])
  expect(nothing.constraint.kind).toBe('unknown')
})

test('amounts in several currencies are not added up', async () => {
  const head = ['Opportunity ID', 'Opportunity Name', 'Stage', 'Amount', 'Currency', 'Created Date', 'Close Date']
  const rows = Array.from({ length: 60 }, (_, n) => [
    `id${n}`,
    `Deal ${n}`,
    n % 3 ? 'Closed Won' : 'Closed Lost',
    100,
    n % 4 ? 'EUR' : 'JPY',
    dayAt(n),
    dayAt(n + 30),
  ])
  const { metrics, limits } = await diagnoseFiles([file('currencies.csv', [head, ...rows])], { today })
  expect(metrics.find((answer) => answer.name === 'won_amount')).toMatchObject({ currency: 'EUR', value: 3000, n: 30 })
  expect(limits.map((limit) => limit.key)).toContain('several_currencies')
})
