import { expect, test } from 'vitest'
import { zipped } from '#test/kit/exported'
import { isWholeExport } from './whole-export.ts'

const zip = async (...names: string[]) => new Blob([new Uint8Array(await zipped(new Map(names.map((name) => [name, Buffer.from('{}')]))))])

test('an export is known among dropped files by the list at its end, and nothing else is taken for one', async () => {
  expect(await isWholeExport(await zip('deal.jsonl', 'deal.csv', 'manifest.json'))).toBe(true)
  expect(await isWholeExport(await zip('deals.csv', 'accounts.csv'))).toBe(false)
  expect(await isWholeExport(await zip('manifest.json', 'app.js'))).toBe(false)
  expect(await isWholeExport(new Blob(['manifest.json,deal.jsonl\n1,2\n']))).toBe(false)
  expect(await isWholeExport(new Blob([]))).toBe(false)
})
