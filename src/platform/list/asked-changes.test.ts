import { expect, test } from 'vitest'
import type { Actor } from '#kernel/actor'
import type { ListDeclaration } from '#kernel/list'
import { allRights, type Rights, readableList } from '#kernel/rights'
import { askedChanges } from './asked-changes.ts'

const list: ListDeclaration = {
  kind: 'person',
  one: 'person',
  many: 'people',
  name: 'name',
  sort: [{ key: 'name', descending: false }],
  columns: [
    { key: 'name', label: 'Person', type: 'text', required: true, edited: true },
    { key: 'email', label: 'E-mail', type: 'text', made: true },
    { key: 'made', label: 'Created', type: 'instant', made: true },
  ],
}

function asked(raw: Record<string, string>, rights: Partial<Rights> = {}, of: 'one' | 'new' = 'new') {
  const actor: Actor = { kind: 'user', id: 'u', name: 'Ann', role: 'sales', rights: { ...allRights, ...rights } }
  return askedChanges(readableList(list, { ...allRights, ...rights }), actor, raw, of)
}

test('what is said when a record is made is not changed later by hand', () => {
  expect(asked({ name: 'Ada', email: 'ada@lind.example' }).get('email')).toBe('ada@lind.example')
  expect(() => asked({ email: 'ada@lind.example' }, {}, 'one')).toThrow('E-mail of a person is not changed by hand.')
})

test('a day is said of a moment, and nothing else', () => {
  expect(asked({ made: '2026-01-31' }).get('made')).toBe('2026-01-31T00:00:00.000Z')
  expect(() => asked({ made: 'yesterday' })).toThrow('Created is a day such as 2026-01-31.')
})

test('a field that a role may not change is not said of a new record either, and one that it may not read does not exist', () => {
  expect(() => asked({ email: 'ada@lind.example' }, { locked: ['person.email'] })).toThrow('not change')
  expect(() => asked({ email: 'ada@lind.example' }, { hidden: ['person.email'] })).toThrow('is no column of people')
})
