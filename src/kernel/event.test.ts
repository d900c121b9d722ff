import { expect, test } from 'vitest'
import { z } from 'zod'
import { eventKind, toldWithoutNames } from './event.ts'

eventKind(
  'thing.given',
  z.object({ id: z.uuid(), what: z.enum(['ann', 'bob']), to: z.object({ name: z.string(), notes: z.array(z.string()) }), count: z.int() }),
  ({ what, to, count }) => `Gave ${count} ${what} to ${to.name} (${to.notes.join(', ')})`,
)

test('an event is told without what may be any text; what is one of a few words stays', () => {
  const payload = { id: '018c0000-0000-7000-8000-000000000001', what: 'ann', to: { name: 'ann', notes: ['a@corp.example', 'x'] }, count: 3 }
  expect(toldWithoutNames('thing.given', payload)).toBe('Gave 3 ann to … (…, …)')
  expect(payload.to.name).toBe('ann')
})

test('one with very many texts, and one that nobody knows, is told by its kind', () => {
  const notes = Array.from({ length: 200 }, () => 'note')
  const payload = { id: '018c0000-0000-7000-8000-000000000001', what: 'bob', to: { name: 'Ann', notes }, count: 1 }
  expect(toldWithoutNames('thing.given', payload)).toBe('thing.given')
  expect(toldWithoutNames('never.heard', { name: 'Ann' })).toBe('never.heard')
})
