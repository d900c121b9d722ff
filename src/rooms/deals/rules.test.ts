import { describe, expect, test } from 'vitest'
import type { Day, Instant } from '#kernel/time'
import { type Mark, openingMark, type Said, type Sighting, seenMarks, sight } from './rules.ts'

const at = (day: string) => `${day}T12:00:00.000Z` as Instant
const end = (day: string) => `${day}T23:59:59.999Z` as Instant
const now = at('2026-01-01')
const said = (more: Partial<Said> = {}): Said => ({
  modifiedAt: null,
  stageId: 'demo',
  state: 'open',
  amount: '100',
  currency: 'EUR',
  closeOn: null,
  ...more,
})
const snapshot = (asOf: string | null) => ({ asOf: asOf as Day | null, now })
/** What stays known after these rows came in this order. */
const seenIn = (rows: readonly (readonly [Said, string | null])[]) => {
  const seen: Sighting[] = []
  for (const [row, asOf] of rows) {
    const { sighting, fresh } = sight(row, seen, snapshot(asOf))
    if (fresh) seen.push(sighting)
  }
  return seen
}

describe('a row of a snapshot', () => {
  test('counts from its last change, else from the end of the day that the file shows, and without both from now', () => {
    expect(sight(said({ modifiedAt: at('2025-01-05') }), [], snapshot('2025-02-01')).sighting.at).toBe(at('2025-01-05'))
    expect(sight(said(), [], snapshot('2025-02-01')).sighting.at).toBe(end('2025-02-01'))
    expect(sight(said(), [], snapshot(null)).sighting.at).toBe(now)
  })

  test('whose last change lies in the future is as new as its file', () => {
    expect(sight(said({ modifiedAt: at('2031-01-01') }), [], snapshot('2025-02-01')).sighting).toMatchObject({
      at: end('2025-02-01'),
      modifiedAt: null,
    })
  })

  test('that comes again is known, and is outdated once something newer is', () => {
    const rows = [
      [said(), '2025-01-31'],
      [said({ amount: '200' }), '2025-02-28'],
    ] as const
    const [first, second] = rows
    expect(sight(first[0], seenIn([first]), snapshot('2025-01-31'))).toMatchObject({ fresh: false, outdated: false })
    expect(sight(first[0], seenIn(rows), snapshot('2025-01-31'))).toMatchObject({ fresh: false, outdated: true })
    expect(sight(second[0], seenIn(rows), snapshot('2025-02-28'))).toMatchObject({ fresh: false, outdated: false })
  })

  test('of an older file is outdated, also when that comes later', () => {
    const seen = seenIn([[said(), '2025-02-28']])
    expect(sight(said({ amount: '50' }), seen, snapshot('2025-01-31'))).toMatchObject({ fresh: true, outdated: true })
  })

  test('is judged by its last change where both have one, whatever the days of their files', () => {
    const seen = seenIn([[said({ modifiedAt: at('2025-02-10') }), '2025-02-11']])
    expect(sight(said({ modifiedAt: at('2025-02-01') }), seen, snapshot('2025-03-31')).outdated).toBe(true)
    expect(sight(said({ modifiedAt: at('2025-02-12') }), seen, snapshot('2025-01-01')).outdated).toBe(false)
  })

  test('that was changed without a new date of change counts: a renamed stage, or a cell that was put right by hand', () => {
    const seen = seenIn([[said({ modifiedAt: at('2025-02-10') }), '2025-02-28']])
    const { sighting, outdated } = sight(said({ modifiedAt: at('2025-02-10'), stageId: 'demonstration' }), seen, snapshot('2025-03-31'))
    expect({ at: sighting.at, outdated }).toEqual({ at: end('2025-03-31'), outdated: false })
  })

  test('of a second file for the same day comes after the first, at the latest now', () => {
    const seen = seenIn([[said(), '2025-02-28']])
    expect(sight(said({ stageId: 'offer' }), seen, snapshot('2025-02-28'))).toMatchObject({
      fresh: true,
      outdated: false,
      sighting: { at: now },
    })
  })
})

describe('what sightings show', () => {
  const shown = (...days: readonly (readonly [string, string | null])[]) =>
    days.map(([day, value]) => ({ at: end(day), recordedAt: now, value }))
  const mark = (day: string, value: string, known: Mark['known'] = 'seen_by'): Mark => ({
    at: known === 'seen_by' ? end(day) : at(day),
    value,
    known,
  })

  test('is one mark for each change, at the first time that it was seen', () => {
    expect(seenMarks([], shown(['2025-03-01', 'b'], ['2025-01-01', 'a'], ['2025-02-01', 'a'], ['2025-04-01', 'a']))).toEqual([
      mark('2025-01-01', 'a'),
      mark('2025-03-01', 'b'),
      mark('2025-04-01', 'a'),
    ])
  })

  test('is nothing where a record of the change tells more', () => {
    const recorded = [mark('2025-01-01', 'a', 'entered'), mark('2025-02-20', 'b', 'entered')]
    expect(seenMarks(recorded, shown(['2025-01-31', 'a'], ['2025-02-28', 'b'], ['2025-03-31', 'c']))).toEqual([mark('2025-03-31', 'c')])
  })

  test('leaves out what was not said', () => {
    expect(seenMarks([], shown(['2025-01-01', 'a'], ['2025-02-01', null], ['2025-03-01', 'a']))).toEqual([mark('2025-01-01', 'a')])
  })

  test('never lies in the future', () => {
    const today = { at: end('2026-01-01'), recordedAt: now, value: 'a' }
    expect(seenMarks([], [today])).toEqual([{ at: now, value: 'a', known: 'seen_by' }])
  })
})

describe('the first recorded change', () => {
  const change = { at: at('2025-02-01'), value: 'b', before: 'a' }

  test('tells what was so since the opening', () => {
    const later = { at: at('2025-03-01'), value: 'c', before: 'b' }
    expect(openingMark([later, change], at('2025-01-01'))).toEqual({ at: at('2025-01-01'), value: 'a', known: 'opened' })
  })

  test('tells nothing without a value before, or without an opening', () => {
    expect(openingMark([{ ...change, before: null }], at('2025-01-01'))).toBeUndefined()
    expect(openingMark([{ ...change, before: 'b' }], at('2025-01-01'))).toBeUndefined()
    expect(openingMark([change], null)).toBeUndefined()
  })

  test('comes no earlier than the opening says and no later than itself', () => {
    expect(openingMark([change], at('2025-02-10'))?.at).toBe(change.at)
  })
})
