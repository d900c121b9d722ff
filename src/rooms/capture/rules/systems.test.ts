import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Fit, systemQuestion, tellsApart } from './systems.ts'

const face = (name: string | null, ...marks: string[]) => ({ name, marks })
const fits = (system: string, compared: number, apart: number): Fit => ({ system, kind: 'person', compared, apart, pairs: [] })
const asked = (fits: Fit[], used = '', systems = ['', 'b']) => systemQuestion(fits, used, systems, 'pipedrive')

describe('a row and the record of its id', () => {
  test.each([
    ['another person', face('Ann Lee', 'ann@a.example'), face('Bo Ek', 'bo@b.example'), true],
    ['another person without addresses', face('Ann Lee'), face('Bo Ek'), true],
    ['a namesake of the first name', face('Ann Lee', 'ann@a.example'), face('Ann Roe', 'roe@b.example'), true],
    ['a married name with the same address', face('Ann Lee', 'ann@a.example'), face('Ann Roe', 'ann@a.example'), false],
    ['another address of the same name', face('Ann Lee', 'ann@a.example'), face('ann  LEE', 'lee@b.example'), false],
    ['a name with another order or accent', face('Lée, Ann'), face('Ann Lee'), false],
    ['a longer name of the same', face('Acme'), face('Acme Holding International'), false],
    ['a deal that was renamed in part', face('Acme Renewal 2025'), face('Acme Renewal 2026'), false],
    ['deals that only share a common word', face('Acme Renewal'), face('Bolt Renewal'), true],
    ['a company that was renamed and kept its domain', face('Facebook', 'fb.example'), face('Meta', 'fb.example'), false],
    ['a row without a name', face(null, 'ann@a.example'), face('Bo Ek', 'bo@b.example'), null],
    ['a name of signs only', face('-'), face('Bo Ek'), null],
  ])('%s', (_what, row, record, apart) => {
    expect(tellsApart(row, record)).toBe(apart)
    expect(tellsApart(record, row)).toBe(apart)
  })
})

describe('the question whether files are from another system', () => {
  test('is asked when two or more, and a fifth, of the known ids are other records', () => {
    expect(asked([fits('', 420, 412)])).toMatchObject({
      text: '412 of 420 ids of people that are already known belong to other names. Are these files from another system?',
      must: true,
      chosen: 'same',
      options: [{ value: 'same' }, { value: 'b' }, { value: 'pipedrive' }],
    })
    expect(asked([fits('', 2, 2)])).not.toBeNull()
    expect(asked([fits('', 10, 2)])).not.toBeNull()
  })

  test('is not asked for a few records that were changed, nor for one', () => {
    expect(asked([fits('', 1, 1)])).toBeNull()
    expect(asked([fits('', 11, 2)])).toBeNull()
    expect(asked([fits('', 1000, 199)])).toBeNull()
    expect(asked([])).toBeNull()
  })

  test('is asked when another system knows the ids and the one that is taken does not', () => {
    expect(asked([fits('', 0, 0), fits('b', 30, 1)])?.text).toBe(
      '29 ids of people in these files are those of b. Are the files from there?',
    )
    expect(asked([fits('', 30, 1), fits('b', 20, 18)])).toBeNull()
    expect(asked([fits('b', 30, 1), fits('', 5, 5)], 'b')).toBeNull()
    expect(asked([fits('b', 30, 29), fits('', 40, 1)], 'b')).toMatchObject({ chosen: 'b', must: true })
  })

  const names = fc.constantFrom('Ann Lee', 'Bo Ek', 'Cy Fox', 'Di Oh', 'Ed Poe')
  const person = fc.record({ name: names, mail: fc.integer({ min: 0, max: 9 }).map((n) => `p${n}@x.example`) })
  const fitOf = (pairs: readonly (readonly [{ name: string; mail: string }, { name: string; mail: string }])[]): Fit => {
    const told = pairs.map(([row, record]) => tellsApart(face(row.name, row.mail), face(record.name, record.mail)))
    return {
      system: '',
      kind: 'person',
      compared: told.filter((each) => each !== null).length,
      apart: told.filter(Boolean).length,
      pairs: [],
    }
  }

  test('is never asked of a later export in which each record kept its name or its address', () => {
    const kept = person.chain((record) =>
      fc
        .tuple(fc.boolean(), person)
        .map(([named, fresh]) => [named ? { ...fresh, name: record.name } : { ...fresh, mail: record.mail }, record] as const),
    )
    fc.assert(
      fc.property(fc.array(kept, { maxLength: 50 }), (pairs) => {
        expect(asked([fitOf(pairs)])).toBeNull()
      }),
    )
  })

  test('is always asked when all of several known ids are people of other names and addresses', () => {
    const other = fc.tuple(names, names, fc.nat(9)).filter(([one, two]) => one !== two)
    const pairs = other.map(
      ([one, two, n]) =>
        [
          { name: one, mail: `a${n}@x.example` },
          { name: two, mail: `b${n}@x.example` },
        ] as const,
    )
    fc.assert(
      fc.property(fc.array(pairs, { minLength: 2, maxLength: 50 }), (all) => {
        expect(asked([fitOf(all)])?.must).toBe(true)
      }),
    )
  })
})
