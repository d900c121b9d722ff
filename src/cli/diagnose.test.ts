import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { workbookOf } from '#test/kit/workbooks'

const root = join(import.meta.dirname, '../..')
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'diagnose-cli-'))
  const rows = Array.from({ length: 120 }, (_, n) => {
    const state = n % 10 === 0 ? 'Negotiation' : n % 3 ? 'Closed Won' : 'Closed Lost'
    return `id${n},Deal ${n},Acme,${n % 2 ? 'Ann' : 'Bo'},${state},"1,250.50",2025-01-${String(1 + (n % 28)).padStart(2, '0')},2025-03-15`
  })
  writeFileSync(
    join(folder, 'deals.csv'),
    ['Opportunity ID,Opportunity Name,Account Name,Opportunity Owner,Stage,Amount,Created Date,Close Date', ...rows].join('\n'),
  )
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function interlock(...words: string[]) {
  const run = spawnSync(process.execPath, [join(root, 'bin/interlock.mjs'), 'diagnose', ...words], { cwd: folder, encoding: 'utf8' })
  return { code: run.status, out: run.stdout, err: run.stderr }
}

describe('interlock diagnose', { timeout: 60_000 }, () => {
  test('--json prints one object and nothing else, with the metrics of the whole and of the field', () => {
    const { code, out, err } = interlock('deals.csv', '--json', '--by', 'Opportunity Owner', '--by=stage')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const said = JSON.parse(out)
    expect(Object.keys(said)).toEqual(expect.arrayContaining(['files', 'guesses', 'metrics', 'constraint', 'quality', 'limits']))
    const metrics: { name: string; slice: Record<string, string>; value: number }[] = said.metrics
    const of = (name: string) => metrics.filter((metric) => metric.name === name).map(({ slice, value }) => [slice, value])
    expect(of('open_count')).toContainEqual([{}, 12])
    expect(of('won_amount')).toContainEqual([{}, 72 * 1250.5])
    expect(of('deal_count')).toContainEqual([{ 'Opportunity Owner': 'Ann' }, 60])
    expect(of('deal_count')).toContainEqual([{ stage: 'Negotiation' }, 12])
  })

  test('tells people the story on standard output, and writes the report where it is told to', () => {
    const { code, out, err } = interlock('deals.csv', '--out', 'report.html')
    expect(code).toBe(0)
    expect(out).toContain('120 deals: 72 won, 36 lost, 12 open. The close rate is 66.7%')
    expect(out).toContain('WHAT THIS DATA CANNOT TELL')
    expect(err).toContain('The report is in report.html.')
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toMatch(/^<!doctype html>/)
  })

  test('reads a workbook like a CSV file, and says what is wrong with a file without stopping for it', async () => {
    const rows = Array.from({ length: 30 }, (_, n) => [
      `id${n}`,
      `Deal ${n}`,
      n % 3 ? 'Closed Won' : 'Closed Lost',
      { value: 45_700 + n, format: '14' },
    ])
    writeFileSync(
      join(folder, 'book.xlsx'),
      await workbookOf([{ name: 'Deals', rows: [['Deal ID', 'Deal Name', 'Stage', 'Close Date'], ...rows] }]),
    )
    writeFileSync(join(folder, 'broken.xlsx'), (await workbookOf([{ name: 'S', rows: [['x']] }])).subarray(0, 200))
    const { code, out } = interlock('book.xlsx', 'broken.xlsx', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out).files).toMatchObject([
      { name: 'book.xlsx', kind: 'deal', counts: { staged: 30 }, problem: null },
      { name: 'broken.xlsx', problem: expect.stringContaining('cut off or damaged') },
    ])
  })

  test('says what to do when a file, a field or a day is wrong, with its own exit code', () => {
    expect(interlock('absent.csv')).toMatchObject({ code: 3, err: expect.stringContaining('There is no file absent.csv') })
    expect(interlock('deals.csv', '--by', 'colour')).toMatchObject({ code: 2, err: expect.stringContaining('There are: ') })
    expect(interlock('deals.csv', '--as-of', 'soon')).toMatchObject({ code: 2, err: expect.stringContaining('2025-12-31') })
    expect(interlock()).toMatchObject({ code: 2, err: expect.stringContaining('Name at least one file') })
  })
})
