import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { BookSheet } from '#kernel/workbook'
import { openDuck } from '#platform/analytics/duck'
import { unpack } from '#platform/analytics/unpack'
import { workbookFile } from '#platform/documents/workbook'
import { createFacts } from '#rooms/measure/store/facts'
import { applyFacts, type DealFact } from '#test/kit/apply-facts'
import { inGerman } from '#test/kit/german'
import { diagnose } from '../actions/diagnose.ts'
import { behindNumbers } from '../actions/documents.ts'
import { diagnosisSheets } from './workbook.ts'

const formula = '=HYPERLINK("http://example.com","x")'

/** The sheets of a workbook as lines of cells, read by the reader of imports. */
async function readBack(file: Buffer): Promise<Record<string, string[][]>> {
  const folder = mkdtempSync(join(tmpdir(), 'workbook-report-'))
  try {
    const path = join(folder, 'given')
    writeFileSync(path, file)
    const { files } = await unpack({ name: 'book.xlsx', path }, folder)
    const duck = await openDuck({ readable: files.map((each) => each.path) })
    try {
      const sheets = files.map(async ({ name, path: csv }) => {
        const rows = await duck.all<Record<string, string>>(
          `SELECT * FROM read_csv('${csv}', header = false, all_varchar = true, null_padding = true)`,
        )
        return [name.replace('book.xlsx · ', ''), rows.map((row) => Object.values(row).map((cell) => cell ?? ''))] as const
      })
      return Object.fromEntries(await Promise.all(sheets))
    } finally {
      duck.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

let made: ReturnType<typeof makeBook> | undefined
const book = () => (made ??= makeBook())

async function makeBook() {
  const duck = await openDuck()
  try {
    await createFacts(duck)
    const deals = Array.from({ length: 61 }, (_, index): DealFact => {
      const state = index % 3 === 0 ? 'won' : 'lost'
      const when = { opened_on: '2025-01-01', closed_on: `2025-03-${String((index % 28) + 1).padStart(2, '0')}`, expected_on: '2025-06-01' }
      const who = { name: formula, account: 'Acme', owner: index % 2 === 0 ? 'Ann' : 'Bo', pipeline: '', stage: 'Talk' }
      const id = { deal_id: `d${index}`, ref: `00${index}` }
      return { ...id, ...who, ...when, state, amount: `${100 + index}.5`, currency: null, dimensions: { owner: who.owner } }
    })
    const dimensions = [{ subject: 'deal', key: 'owner', label: 'owner', origin: 'deal' }] as const
    await applyFacts(duck, { deals, dimensions, about: { as_of: '2025-12-31' } }, '1')
    const diagnosis = await diagnose(duck)
    const behind = await behindNumbers(duck, diagnosis)
    const input = { diagnosis, filters: ['owner is Ann'], madeAt: '2026-01-02T00:00:00.000Z', ...behind }
    return { diagnosis, input, file: await workbookFile(diagnosisSheets(input)) }
  } finally {
    duck.close()
  }
}

test('every headline number can be computed again from the records sheet', { timeout: 60_000 }, async () => {
  const { diagnosis, file } = await book()
  const { Records: records = [], Summary: summary = [] } = await readBack(file)
  const of = (name: string) => {
    const answer = diagnosis.baselines.find((each) => each.name === name)
    return { answer, rows: records.filter(([title]) => title === answer?.title) }
  }
  const rate = of('close_rate')
  expect(rate.rows).toHaveLength(rate.answer?.n ?? -1)
  expect(rate.rows.filter((row) => row[6] === 'yes').length / rate.rows.length).toBeCloseTo(rate.answer?.value ?? -1, 10)
  for (const name of ['deal_size_median', 'cycle_days_median']) {
    const { answer, rows } = of(name)
    const values = rows.map((row) => Number(row[5])).toSorted((a, b) => a - b)
    const middle = ((values[Math.floor((values.length - 1) / 2)] ?? 0) + (values[Math.ceil((values.length - 1) / 2)] ?? 0)) / 2
    expect({ name, n: rows.length, median: middle }).toEqual({ name, n: answer?.n, median: answer?.value })
    expect(summary.find(([title]) => title === answer?.title)?.[1]).toBe(String(answer?.value))
  }
})

test('text stays text, also when it begins like a formula or a number; days are days', { timeout: 60_000 }, async () => {
  const { file } = await book()
  const { Records: records = [], Summary: summary = [] } = await readBack(file)
  expect(records[1]?.slice(1, 5)).toEqual([
    expect.stringMatching(/^00\d+$/),
    formula,
    expect.stringMatching(/^(Ann|Bo)$/),
    expect.stringMatching(/^2025-03-\d\d$/),
  ])
  expect(file.includes('<f>')).toBe(false)
  expect(summary.find(([name]) => name === 'Filters')?.[1]).toBe('owner is Ann')
  expect(summary.find(([name]) => name === 'As of')?.[1]).toBe('2025-12-31')
})

test('sheets and their heads are in the language that is asked for, with names that a spreadsheet takes', async () => {
  const { input } = await book()
  const sheets = inGerman(() => diagnosisSheets(input))
  expect(sheets.map(({ name }) => name)).toEqual(['Übersicht', 'Phasen', 'Gruppen', 'Gefunden', 'Datensätze'])
  for (const { name } of sheets) expect(name).toMatch(/^[^[\]:*?/\\]{1,31}$/)
  const heads = (all: readonly BookSheet[]) =>
    all.flatMap(({ rows }) =>
      rows.flat().flatMap((cell) => (cell !== null && typeof cell === 'object' && 'head' in cell ? [cell.head] : [])),
    )
  const english = heads(diagnosisSheets(input))
  const same = heads(sheets).filter((head, at) => head === english[at] && head !== '' && head !== input.diagnosis.headline)
  expect([...new Set(same)]).toEqual(['Definition', 'Pipeline', 'Name'])
  expect(sheets[0]?.rows.slice(3, 5)).toEqual([
    ['Erstellt am', { day: input.madeAt }],
    ['Filter', 'owner is Ann'],
  ])
  expect(new Set(sheets[4]?.rows.slice(1).map((row) => row[6]))).toEqual(new Set(['ja', 'nein', null]))
})

test('letters that a workbook cannot hold are left out, and a text that is too long is cut', { timeout: 60_000 }, async () => {
  const sheet = { name: 'S', widths: [10], frozen: 0, rows: [['name'], ['a\u0000b\u0001c\ud800'], ['x'.repeat(40_000)]] }
  const { 'book.xlsx': rows = [] } = await readBack(await workbookFile([sheet]))
  expect(rows[1]?.[0]).toMatch(/^abc\ufffd?$/)
  expect(rows[2]?.[0]).toHaveLength(32_767)
})
