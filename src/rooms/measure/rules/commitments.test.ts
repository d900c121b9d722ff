import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Day, type Instant, instant, later, millis } from '#kernel/time'
import { emptyDocument } from '#rooms/agreement/contract'
import { runs } from '#test/kit/runs'
import type { KeptPromise } from '../contract/commitments.ts'
import { judgedPromise, keptPromise, type Month, monthsUntil, type Piece, piecesOf, verdictsOf } from './commitments.ts'

const promising = (leadsAMonth: number | null, acceptedShare: number | null = null, pipelineShare: number | null = null) => ({
  ...emptyDocument,
  marketing: { leadsAMonth, acceptedShare, pipelineShare },
})
const monthsBefore = (today: string, n: number): Month[] => {
  const firsts = monthsUntil(today as Day, n)
  const begin = (day: string | undefined) => `${day}T00:00:00.000Z` as Instant
  return firsts.slice(0, -1).map((first, at) => ({ month: first.slice(0, 7), from: begin(first), to: begin(firsts[at + 1]) }))
}

test('months are counted back over the turn of a year, the running one included', () => {
  expect(monthsUntil('2026-02-17' as Day, 4)).toEqual(['2025-11-01', '2025-12-01', '2026-01-01', '2026-02-01', '2026-03-01'])
  expect(monthsUntil('2026-12-31' as Day, 1)).toEqual(['2026-12-01', '2027-01-01'])
})

test('a month is cut where a contract took over; each moment under a contract lies in exactly one piece, and parts of a month add up', () => {
  const moment = fc.integer({ min: 0, max: 400 }).map((n) => instant(new Date(Date.UTC(2025, 0, 1) + n * 21_600_000 * 4)))
  const check = (begins: Instant[], now: Instant, probe: Instant) => {
    const sorted = [...new Set(begins)].toSorted().filter((from) => from <= now)
    const held = sorted.map((from, n) => ({ number: n + 1, from, to: sorted[n + 1] ?? null, document: promising(10) }))
    const months = monthsBefore(now.slice(0, 10), 14)
    const pieces = piecesOf(months, held, now)
    const holding = held.findLast(({ from }) => from <= probe)?.number
    const inMonths = probe >= (months[0]?.from ?? '') && probe < (months.at(-1)?.to ?? '')
    expect(pieces.filter(({ from, to }) => from <= probe && probe < to).map(({ version }) => version)).toEqual(
      inMonths && holding !== undefined ? [holding] : [],
    )
    for (const { month, from, to } of months) {
      const own = pieces.filter((piece) => piece.month === month)
      const sum = own.reduce((all, { part }) => all + part, 0)
      const covered = own.reduce((all, piece) => all + millis(piece.to) - millis(piece.from), 0)
      expect(sum).toBeCloseTo(covered / (millis(to) - millis(from)), 9)
      expect(sum).toBeLessThanOrEqual(1 + 1e-9)
    }
    expect(pieces.filter(({ running }) => running).length).toBe(held.length === 0 ? 0 : 1)
  }
  fc.assert(
    fc.property(fc.array(moment, { maxLength: 5 }), moment, moment, (begins, now, probe) => {
      check(begins, later(now, 1000), probe)
    }),
    { numRuns: runs(300, 20_000) },
  )
})

const piece = (document: Piece['document'], more: Partial<Piece> = {}): Piece => ({
  ...{ month: '2026-02', from: '2026-02-01T00:00:00.000Z' as Instant, to: '2026-03-01T00:00:00.000Z' as Instant },
  ...{ version: 1, part: 1, running: false, document, ...more },
})
const cell = (n: number, accepted: 'kept' | 'missed' | 'early') =>
  ({
    piece: 0,
    team: null,
    acceptTeam: null,
    contactTeam: null,
    territory: null,
    accepted,
    accept: 'kept',
    contact: 'late',
    tries: null,
    n,
  }) as const
const verdict = (kept: KeptPromise, at: Piece) => judgedPromise(kept, at).verdict

test('a number of leads is owed by the part of the month, is kept as soon as it is reached, and is missed only when the time is over', () => {
  const leads = (n: number) => keptPromise('leads', [cell(n, 'early')], [])
  const half = piece(promising(41), { part: 0.5 })
  expect(judgedPromise(leads(20), half)).toMatchObject({ promised: 20.5, verdict: 'missed', share: null, counts: { made: 20 } })
  expect([
    verdict(leads(21), half),
    verdict(leads(20), { ...half, running: true }),
    verdict(leads(21), { ...half, running: true }),
  ]).toEqual(['kept', 'early', 'kept'])
  expect(verdict(leads(21), piece(promising(null)))).toBe('not promised')
})

test('a share of leads accepted is judged when nothing that is open can turn it, and below thirty it is too few to say', () => {
  const accepted = (took: number, sentBack: number, open = 0) =>
    keptPromise('accepted', [cell(took, 'kept'), cell(sentBack, 'missed'), cell(open, 'early')], [])
  const at = piece(promising(null, 0.6))
  expect(accepted(24, 12)).toMatchObject({ n: 36, share: 24 / 36, enough: true, counts: { made: 36, early: 0 } })
  expect([accepted(24, 12), accepted(18, 12), accepted(17, 13), accepted(17, 12)].map((kept) => verdict(kept, at))).toEqual([
    'kept',
    'kept',
    'missed',
    'few',
  ])
  // 20 of 30 answered took; with ten open it may end at 50 or 75 %.
  expect(verdict(accepted(20, 10, 10), at)).toBe('early')
  expect(verdict(accepted(30, 10, 10), at)).toBe('kept')
  expect(verdict(accepted(10, 30, 10), at)).toBe('missed')
  expect(verdict(accepted(30, 10), { ...at, running: true })).toBe('early')
})

test('promises for each lead have counts and a share with its interval, and no verdict on the month', () => {
  const kept = keptPromise('accept', [cell(30, 'kept')], [])
  expect(judgedPromise(kept, piece(promising(null)))).toMatchObject({
    verdict: 'each',
    promised: 4,
    hoursOf: 'working',
    share: 1,
    high: 1,
    enough: true,
  })
  expect(keptPromise('contact', [cell(7, 'kept')], [])).toMatchObject({ share: 0, enough: false, counts: { late: 7 } })
  expect(keptPromise('tries', [cell(7, 'kept')], [])).toMatchObject({ share: null, n: 0, counts: { made: 0 } })
})

test('the share of pipeline is of money, and verdicts are counted over the pieces', () => {
  const deals = (supplied: number, others: number) => [
    { piece: 0, territory: null, supplied: true, n: supplied, without: 1, amount: supplied * 100 },
    { piece: 0, territory: null, supplied: false, n: others, without: 2, amount: others * 50 },
  ]
  const at = piece(promising(null, null, 0.5))
  const pipeline = (supplied: number, others: number) => judgedPromise(keptPromise('pipeline', [], deals(supplied, others)), at)
  expect(pipeline(10, 20)).toMatchObject({ share: 0.5, verdict: 'kept', money: { supplied: 1000, all: 2000, without: 3 } })
  expect([pipeline(9, 21).verdict, pipeline(9, 20).verdict]).toEqual(['missed', 'few'])
  const told = verdictsOf([{ promises: [pipeline(10, 20)] }, { promises: [pipeline(9, 21)] }, { promises: [pipeline(1, 2)] }])
  expect(told.find(({ promise }) => promise === 'pipeline')).toEqual({ promise: 'pipeline', kept: 1, missed: 1, early: 0, few: 1 })
})
