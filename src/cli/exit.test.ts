import { expect, test } from 'vitest'
import { Problem, type ProblemKind, problemKinds } from '#kernel/problem'
import { exitCodeOf, exitCodes } from './exit.ts'

test('every kind of problem ends with a code that the help explains', () => {
  for (const kind of Object.keys(problemKinds) as ProblemKind[]) {
    const code = exitCodeOf(new Problem(kind, 'why'))
    expect(code, kind).toBeGreaterThan(0)
    expect(exitCodes[code], kind).toBeTypeOf('string')
  }
})

test('what is no problem of ours to explain is code 1', () => {
  expect(exitCodeOf(new TypeError('x is not a function'))).toBe(1)
})
