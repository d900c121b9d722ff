import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvCell } from '#kernel/csv'
import { styleOf, type WrittenColumn, writeRows } from './export-rows.ts'

type Cell = string | null

/** Rows as `COPY … (FORMAT binary)` sends them. */
function copied(rows: readonly (readonly Cell[])[]): Buffer {
  const parts = [Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]
  for (const row of rows) {
    const count = Buffer.alloc(2)
    count.writeInt16BE(row.length)
    parts.push(count)
    for (const cell of row) {
      const length = Buffer.alloc(4)
      length.writeInt32BE(cell === null ? -1 : Buffer.byteLength(cell))
      parts.push(length, Buffer.from(cell ?? ''))
    }
  }
  return Buffer.concat([...parts, Buffer.from([0xff, 0xff])])
}

async function written(rows: readonly (readonly Cell[])[], columns: readonly WrittenColumn[], format: 'jsonl' | 'csv', chunk = 1 << 20) {
  const all = copied(rows)
  const source = (async function* () {
    for (let from = 0; from < all.length; from += chunk) yield all.subarray(from, from + chunk)
  })()
  const lines = writeRows(source, columns, format)
  let text = ''
  const parts: Buffer[] = []
  for (;;) {
    const { done, value } = await lines.next()
    if (done) {
      text = Buffer.concat(parts).toString('utf8')
      return { text, rows: value }
    }
    // The writer uses its buffers again.
    parts.push(Buffer.from(value))
  }
}

const text = fc.string({ unit: 'binary', maxLength: 30 }).map((value) => value.toWellFormed())
/** What spreadsheets take for a formula, and what stands before and around it. */
const sly = fc
  .array(
    fc.constantFrom(
      '=',
      '+',
      '-',
      '@',
      '\t',
      '\r',
      '\n',
      ' ',
      '\u00a0',
      '\u3000',
      '\ufeff',
      '＝',
      '＋',
      '－',
      '＠',
      '"',
      "'",
      ',',
      ';',
      '1',
      '5.5',
      'A',
      'é',
      '日',
      '🦀',
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''))
const cell = fc.option(fc.oneof(text, sly))
const table = fc.array(fc.tuple(cell, cell, cell), { maxLength: 12 })
const three: WrittenColumn[] = ['a', 'b "quoted"', 'c'].map((name) => ({ name, style: 'text' }))

test('JSON lines are what JSON.stringify makes, wherever the stream is cut', async () => {
  await fc.assert(
    fc.asyncProperty(table, fc.integer({ min: 1, max: 200 }), async (rows, chunk) => {
      const expected = rows.map(
        (row) => `${JSON.stringify(Object.fromEntries(three.map(({ name }, index) => [name, row[index] ?? null])))}\n`,
      )
      expect(await written(rows, three, 'jsonl', chunk)).toEqual({ text: expected.join(''), rows: rows.length })
    }),
    { numRuns: 300 },
  )
})

test('CSV is what the kernel makes of each cell, wherever the stream is cut', async () => {
  await fc.assert(
    fc.asyncProperty(table, fc.integer({ min: 1, max: 200 }), async (rows, chunk) => {
      const expected = rows.map((row) => `${row.map((value) => csvCell(value ?? null)).join(',')}\r\n`)
      expect(await written(rows, three, 'csv', chunk)).toEqual({ text: expected.join(''), rows: rows.length })
    }),
    { numRuns: 1000 },
  )
})

test('numbers, times, truth and documents keep what PostgreSQL says, and numbers are never taken for formulas', async () => {
  const columns = [
    'numeric(18, 4)',
    'double precision',
    'double precision',
    'boolean',
    'jsonb',
    'timestamp with time zone',
    'timestamp with time zone',
    'date',
  ].map((type, index) => ({ name: `c${index}`, style: styleOf(type) }))
  const row = [
    '-12.3400',
    '-1e-07',
    'NaN',
    'true',
    '{"a": [1.50, "=1"]}',
    '2026-03-02 08:00:00.123456+00',
    '0044-03-15 12:00:00+00 BC',
    '2026-02-28',
  ]
  expect((await written([row], columns, 'jsonl')).text).toBe(
    '{"c0":-12.3400,"c1":-1e-07,"c2":"NaN","c3":true,"c4":{"a": [1.50, "=1"]},"c5":"2026-03-02T08:00:00.123456Z","c6":"0044-03-15 12:00:00+00 BC","c7":"2026-02-28"}\n',
  )
  expect((await written([row], columns, 'csv')).text).toBe(
    '-12.3400,-1e-07,NaN,true,"{""a"": [1.50, ""=1""]}",2026-03-02T08:00:00.123456Z,0044-03-15 12:00:00+00 BC,2026-02-28\r\n',
  )
})

test('a cell of many megabytes passes whole', async () => {
  const huge = `"${'x\n'.repeat(2_000_000)}\u0001`
  const json = await written([[huge, null, 'after']], three, 'jsonl', 65_536)
  expect(JSON.parse(json.text)).toEqual({ a: huge, 'b "quoted"': null, c: 'after' })
  expect((await written([[huge, null, 'after']], three, 'csv', 65_536)).text).toBe(`${csvCell(huge)},,after\r\n`)
})
