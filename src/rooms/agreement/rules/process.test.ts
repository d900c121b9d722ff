import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyDocument } from '../contract/document.ts'
import { duties, type Party, partyKey, type Step, stepClocks, stepsShape } from '../contract/process.ts'
import {
  clockIn,
  flagsOf,
  isWhole,
  laneOf,
  lanesOf,
  mayChange,
  mayConfirmReading,
  maySaveSteps,
  processChanges,
  strangerIn,
} from './process.ts'
import { firstSteps } from './process-first.ts'

const sales: Party = { kind: 'role', role: 'sales' }
const team: Party = { kind: 'team', team: 'North' }
const standing = (party: Party) => ({
  name: partyKey(party),
  people: partyKey(party) === 'team gone' ? 0 : 1,
  here: partyKey(party) !== 'team gone',
})
const step = (key: string, more: Partial<Step> = {}): Step => ({
  ...{ key, name: key, begins: '', ends: '', clocks: [], back: null },
  ...{ accountable: [sales], responsible: [sales], consulted: [], informed: [], ...more },
})
const kinds = (more: Partial<Step>) => flagsOf(step('one', more), standing).map(({ kind }) => kind)

test('a step with nobody or several accountable is flagged in words, with their names, and so is one with nobody behind the accountable', () => {
  expect(kinds({})).toEqual([])
  expect(kinds({ accountable: [] })).toEqual(['none-accountable'])
  expect(flagsOf(step('one', { accountable: [sales, team] }), standing)[0]).toMatchObject({
    kind: 'several-accountable',
    why: expect.stringContaining('2 are accountable: role sales, team North'),
  })
  expect(kinds({ accountable: [{ kind: 'team', team: 'gone' }] })).toEqual(['accountable-empty'])
  expect(kinds({ accountable: [], responsible: [] })).toEqual(['none-accountable', 'none-responsible'])
})

const parties: fc.Arbitrary<Party[]> = fc.uniqueArray(fc.constantFrom<Party>(sales, team, { kind: 'user', id: 'u1' }), {
  selector: partyKey,
})
const steps = fc.uniqueArray(fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), accountable: parties, responsible: parties }), {
  selector: ({ key }) => key,
})

test('whoever is named, a step is without a flag exactly when one is accountable and somebody is responsible', () => {
  fc.assert(
    fc.property(parties, parties, (accountable, responsible) => {
      expect(kinds({ accountable, responsible }).length === 0).toBe(accountable.length === 1 && responsible.length > 0)
    }),
  )
})

test('every step stands in one lane of the picture, and no lane is empty', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const told = all.map(({ accountable }) => ({ accountable: accountable.map((party) => ({ party })) }))
      const lanes = lanesOf(told)
      expect(new Set(lanes).size).toBe(lanes.length)
      expect(new Set(told.map(laneOf))).toEqual(new Set(lanes))
    }),
  )
})

test('what changed between two versions is told, nothing where nothing did, and something wherever something did', () => {
  const say = (before: Step[], after: Step[]) => processChanges(before, after, (party) => partyKey(party))
  expect(say([step('a'), step('b')], [step('b', { accountable: [team], clocks: ['cold'] }), step('c')])).toEqual([
    '“b” runs against: Cold after.',
    '“b”: accountable is team North.',
    'New step “c”.',
    'The step “a” goes.',
  ])
  expect(say([step('a'), step('b')], [step('b'), step('a', { back: 'b', informed: [team] })])).toEqual([
    '“a” may lead back to “b”.',
    '“a”: informed is team North.',
    'The steps stand in another order.',
  ])
  fc.assert(
    fc.property(steps, steps, (one, other) => {
      const before = one.map(({ key, ...more }) => step(key, more))
      const after = other.map(({ key, ...more }) => step(key, more))
      expect(say(before, before)).toEqual([])
      expect(say(before, after).length > 0).toBe(JSON.stringify(before) !== JSON.stringify(after))
    }),
  )
})

test('the steps offered at first have one accountable each, use every clock of the contract, and may be saved as they are', () => {
  const first = firstSteps()
  expect(stepsShape.parse(first)).toEqual(first)
  expect(first.flatMap((one) => flagsOf(one, standing))).toEqual([])
  expect(new Set(first.flatMap(({ clocks }) => clocks))).toEqual(new Set(stepClocks))
  expect(maySaveSteps(first).ok).toBe(true)
  expect(stepClocks.map((clock) => clockIn(emptyDocument, clock).hours)).toEqual([12, 4, 8, 72, 336])
  expect(duties.every((duty) => first.some((one) => one[duty].length > 0))).toBe(true)
})

test('one comes back to an earlier step only, names nobody new who is not here, and changes what nobody changed since', () => {
  expect(maySaveSteps([step('a'), step('b', { back: 'a' })]).ok).toBe(true)
  expect(maySaveSteps([step('a', { back: 'a' })])).toMatchObject({ why: expect.stringContaining('“a” leads back') })
  expect(maySaveSteps([step('a', { back: 'gone' })]).ok).toBe(false)
  const gone: Party = { kind: 'team', team: 'gone' }
  expect(strangerIn([step('a', { informed: [gone] })], [], standing)).toEqual(gone)
  expect(strangerIn([step('b', { consulted: [gone] })], [step('a', { informed: [gone] })], standing)).toBeUndefined()
  expect(mayChange({ number: 2, by: 'Ada' }, 1)).toMatchObject({ why: expect.stringContaining('Ada changed it since, to version 2') })
  expect(mayChange(undefined, 0).ok).toBe(true)
  expect(mayChange(undefined, 1).ok).toBe(false)
  expect(mayConfirmReading(1, 2, 'u', false)).toMatchObject({ why: 'Version 2 took the place of version 1. Read that one.' })
  expect(mayConfirmReading(2, 2, null, false).ok).toBe(false)
  expect(isWhole([1, 2, 3])).toBe(true)
  expect(isWhole([1, 3])).toBe(false)
})
