import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Duck, openDuck, quoteIdent, quoteText } from './duck.ts'
import { inTurn } from './pieces.ts'

let duck: Duck
beforeEach(async () => {
  duck = await openDuck()
})
afterEach(() => duck.close())

describe('values', () => {
  test('arrive as plain values: money as exact text, days and instants as ISO text', async () => {
    const row =
      await duck.one(`SELECT 9007199254740993::BIGINT AS big, sum(x) AS total, 2360.9100::DECIMAL(18,4) AS amount, 100::DECIMAL(18,4) AS round,
      DATE '2026-01-31' AS day, TIMESTAMP '2026-01-31 09:30:00' AS at, [1, 2] AS list, {'a': 1.5::DOUBLE} AS struct, NULL AS nothing FROM range(3) t(x)`)
    expect(row).toEqual({
      big: '9007199254740993',
      total: 3,
      amount: '2360.91',
      round: '100',
      day: '2026-01-31',
      at: '2026-01-31T09:30:00.000Z',
      list: [1, 2],
      struct: { a: 1.5 },
      nothing: null,
    })
  })

  test('go in as parameters with their type', async () => {
    await duck.run('CREATE TABLE t AS SELECT * FROM range(10) r(x)')
    expect(await duck.all('SELECT x FROM t WHERE x > ? AND ? ORDER BY x LIMIT ?', [5, true, 2])).toEqual([{ x: 6 }, { x: 7 }])
    expect(
      await duck.one('SELECT ? AS text, list_contains(?, ?) AS found, ? AS nothing, ? AS half', ["it's", ['a', 'b'], 'b', null, 0.5]),
    ).toEqual({
      text: "it's",
      found: true,
      nothing: null,
      half: 0.5,
    })
  })

  test('run answers how many rows were changed', async () => {
    await duck.run('CREATE TABLE t (x INTEGER)')
    expect(await duck.run('INSERT INTO t SELECT * FROM range(7)')).toBe(7)
  })
})

test('a stream hands rows over in pieces while other queries run', async () => {
  await duck.run('CREATE TABLE t AS SELECT * FROM range(10000) r(x)')
  let sum = 0
  for await (const rows of duck.stream<{ x: number }>('SELECT x FROM t WHERE x < ?', [9999])) {
    await duck.all('SELECT 1')
    for (const row of rows) sum += row.x
  }
  expect(sum).toBe((9998 * 9999) / 2)
})

describe('a database', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'duck-test-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  test('in a file is there again after closing', async () => {
    const path = join(folder, 'facts.duckdb')
    const first = await openDuck({ path })
    await first.run('CREATE TABLE t AS SELECT 42 AS x')
    first.close()
    const second = await openDuck({ path })
    expect(await second.all('SELECT x FROM t')).toEqual([{ x: 42 }])
    second.close()
  })

  test('reads the files it was told of and no others', async () => {
    const told = join(folder, 'told.csv')
    const other = join(folder, 'other.csv')
    for (const path of [told, other]) writeFileSync(path, 'a\n1\n')
    const closed = await openDuck({ readable: [told] })
    expect(await closed.all(`SELECT * FROM read_csv(${quoteText(told)})`)).toEqual([{ a: 1 }])
    await expect(closed.all(`SELECT * FROM read_csv(${quoteText(other)})`)).rejects.toThrow(/Permission/)
    await expect(closed.run(`COPY (SELECT 1) TO ${quoteText(join(folder, 'out.csv'))}`)).rejects.toThrow(/Permission/)
    await expect(closed.run('SET enable_external_access = true')).rejects.toThrow()
    closed.close()
  })

  test('spills to its folder when memory is short', async () => {
    const small = await openDuck({ path: join(folder, 'small.duckdb'), memoryMb: 64 })
    await small.run('CREATE TABLE t AS SELECT x, md5(x::VARCHAR) AS h FROM range(600000) r(x)')
    const row = await small.one<{ n: number }>('SELECT count(*) AS n FROM (SELECT h, x FROM t ORDER BY h)')
    expect(row?.n).toBe(600_000)
    small.close()
  })

  test('of small groups lets go of what it held of its tables after every twelve pieces, and has them as before', async () => {
    const path = join(folder, 'held.duckdb')
    const held = await openDuck({ path, smallGroups: true, lazyClose: true, memoryMb: 48 })
    const heldBytes = async () =>
      (await held.one<{ n: number }>("SELECT sum(memory_usage_bytes)::BIGINT AS n FROM duckdb_memory() WHERE tag LIKE '%_TABLE'"))?.n ?? 0
    await held.run('CREATE MACRO twice(a) AS 2 * a; CREATE TABLE t (x BIGINT, y VARCHAR); CREATE VIEW v AS SELECT twice(x) AS z FROM t')
    const bytes: number[] = []
    for await (const piece of inTurn(
      held,
      Array.from({ length: 25 }, (_, index) => index),
    )) {
      bytes.push(await heldBytes())
      await held.run(`INSERT INTO t SELECT x, 'row ' || x FROM range(${piece * 1000}, ${(piece + 1) * 1000}) r(x)`)
      await held.all('SELECT max(x), max(y) FROM t')
    }
    expect(bytes.flatMap((each, index) => (each < (bytes[index - 1] ?? 0) ? [index] : []))).toEqual([12, 24])
    expect(await held.one('SELECT count(*) AS n, max(z) AS z FROM v')).toEqual({ n: 25_000, z: 49_998 })
    for await (const rows of held.stream('SELECT x FROM t WHERE x = 3')) {
      await held.letGo()
      expect(rows).toEqual([{ x: 3 }])
    }
    held.close()
    const again = await openDuck({ path, smallGroups: true })
    expect(await again.one('SELECT count(*) AS n FROM v')).toEqual({ n: 25_000 })
    await expect(again.all(`FROM read_csv(${quoteText(join(folder, 'other.csv'))})`)).rejects.toThrow(/Permission/)
    again.close()
  })

  test('that cannot be opened says which file and why', async () => {
    writeFileSync(join(folder, 'not.duckdb'), 'this is no database, but it is long enough to be looked at'.repeat(100))
    await expect(openDuck({ path: join(folder, 'not.duckdb') })).rejects.toThrow(/not\.duckdb cannot be opened/)
  })
})

test('names and texts are quoted so that nothing in them runs', async () => {
  const name = 'x"; DROP TABLE t; --'
  await duck.run(`CREATE TABLE ${quoteIdent(name)} AS SELECT ${quoteText("a'; DROP TABLE t; --")} AS v`)
  expect(await duck.all(`SELECT v FROM ${quoteIdent(name)}`)).toEqual([{ v: "a'; DROP TABLE t; --" }])
})
