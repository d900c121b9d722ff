import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { progress } from './progress.ts'

function terminal(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 80 })
  let shown = ''
  stream.on('data', (part: Buffer) => {
    shown += part.toString()
  })
  return { stream, shown: () => shown }
}

test('a bar on a terminal says what is done and how far', () => {
  const { stream, shown } = terminal(true)
  const bar = progress('Reading', { json: false }, stream)
  bar.step(1, 4, 'deals.csv')
  bar.step(4, 4, 'users.csv')
  bar.end()
  bar.end()
  expect(shown()).toContain('Reading')
  expect(shown()).toContain('25%')
})

test.each([
  ['no terminal', false, false],
  ['--json', true, true],
])('with %s nothing is shown', (_, isTTY, json) => {
  const { stream, shown } = terminal(isTTY)
  const bar = progress('Reading', { json }, stream)
  bar.step(1, 4)
  bar.end()
  expect(shown()).toBe('')
})
