import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Id } from '#kernel/id'
import type { Group } from '#kernel/rule'
import type { Held } from '#kernel/rule-holds'
import type { Day } from '#kernel/time'
import type { Worker } from '#rooms/workspace/contract'
import { type RoutingDocument, type RoutingRule, routingFields } from '../contract/routing.ts'
import { type Desk, type Placing, place } from './routing.ts'
import { nextOf } from './routing-turns.ts'

type MemberId = Id<'member'>
const member = (name: string) => name as MemberId
const everybody: Group = { combinator: 'and', rules: [] }
const lines = (...rules: Group['rules']): Group => ({ combinator: 'and', rules })
const ruleOf = (key: string, to: RoutingRule['to'], more: Partial<RoutingRule> = {}): RoutingRule => ({
  ...{ key, name: key, rule: everybody, to, atWork: false, speaks: false, atMost: null },
  ...more,
})
const worker = (name: string, more: Partial<Worker> = {}): Worker => ({
  ...{ id: member(name), name, team: 'Field', languages: [], capacity: null, away: null },
  ...more,
})
const deskOf = (workers: readonly Worker[], more: Partial<Desk> = {}): Desk => ({
  today: '2026-02-25' as Day,
  workers: new Map(workers.map((one) => [one.id, one])),
  isAtWork: () => true,
  teamOf: (team) => workers.filter((one) => one.team === team).map(({ id }) => id),
  ownersOf: () => [],
  openOf: () => 0,
  owedIn: () => new Map(),
  ...more,
})
const placing = (facts: Record<string, Held> = {}, more: Partial<Placing> = {}): Placing => ({
  ...{ facts: (key) => facts[key] ?? null, accountOwnerId: null, personOwnerId: null },
  ...more,
})
const documentOf = (...rules: RoutingRule[]): RoutingDocument => ({ rules, fallback: 'Open desk' })
const placed = (document: RoutingDocument, one: Placing, desk: Desk) => place(document, 1, routingFields, one, desk)

test('the first rule that holds and has somebody decides, and says why in words, with whoever was passed over', () => {
  const north = ruleOf(
    'dach',
    { kind: 'territory-owners', by: 'turn' },
    { name: 'DACH', rule: lines({ field: 'territory', operator: '=', value: 'north' }) },
  )
  const rest = ruleOf('rest', { kind: 'member', member: member('Cid') })
  const away = { until: '2026-03-03' as Day, standIn: null }
  const desk = (ben: Worker) => deskOf([worker('Ann'), ben, worker('Cid')], { ownersOf: () => [member('Ben'), member('Ann')] })
  const document = documentOf(north, rest)
  expect(placed(document, placing({ territory: 'North' }), desk(worker('Ben', { away })))).toMatchObject({
    ownerId: 'Ann',
    routed: { version: 1, rule: 'dach', why: 'Rule "DACH": of 2 in territory North, it is the turn of Ann. Ben is away until 2026-03-03.' },
  })
  expect(placed(document, placing({ territory: 'South' }), desk(worker('Ben'))).routed.why).toBe('Rule "rest": it goes to Cid.')
  const alone = deskOf([worker('Ben', { away }), worker('Cid')], { ownersOf: () => [member('Ben')] })
  expect(placed(document, placing({ territory: 'North' }), alone)).toMatchObject({
    ownerId: 'Cid',
    routed: { rule: 'rest', why: 'Rule "rest": it goes to Cid. Rule "DACH" has nobody who can take them. Ben is away until 2026-03-03.' },
  })
})

test('who stands in takes what would have come to somebody who is away, along a chain that ends, and never past their own limit', () => {
  const until = '2026-03-03' as Day
  const to = ruleOf('one', { kind: 'account-owner' })
  const owned = placing({}, { accountOwnerId: member('Ann') })
  const awayFor = (name: string | null) => ({ away: { until, standIn: name === null ? null : member(name) } })
  const ben = placed(documentOf(to), owned, deskOf([worker('Ann', awayFor('Ben')), worker('Ben', awayFor('Cid')), worker('Cid')]))
  expect([ben.ownerId, ben.routed.why]).toEqual(['Cid', 'Rule "one": Cid stands in for Ann. Ann is away until 2026-03-03.'])
  expect(placed(documentOf(to), owned, deskOf([worker('Ann', awayFor('Ben')), worker('Ben', awayFor('Ann'))])).queue).toBe('Open desk')
  const full = deskOf([worker('Ann', awayFor('Ben')), worker('Ben', { capacity: 2 })], { openOf: () => 2 })
  expect(placed(documentOf(to), owned, full)).toMatchObject({ ownerId: null, queue: 'Open desk' })
})

test('hours, language and limits pass people over; an unknown language keeps nobody out, and a region of it does not count', () => {
  const desk = deskOf([worker('Ann', { languages: ['de'] }), worker('Ben', { languages: ['fr', 'en'] })])
  const speaks = documentOf(ruleOf('team', { kind: 'team', team: 'Field', by: 'turn' }, { speaks: true }))
  expect(placed(speaks, placing({ language: 'fr-CA' }), desk).ownerId).toBe('Ben')
  expect(placed(speaks, placing(), desk).ownerId).toBe('Ann')
  expect(placed(speaks, placing({ language: 'it' }), desk)).toMatchObject({ queue: 'Open desk', routed: { rule: null } })
  const hours = documentOf(
    ruleOf('team', { kind: 'team', team: 'Field', by: 'turn' }, { atWork: true }),
    ruleOf('late', { kind: 'queue', queue: 'Night' }),
  )
  expect(placed(hours, placing(), { ...desk, isAtWork: () => false })).toMatchObject({
    ownerId: null,
    queue: 'Night',
    routed: { rule: 'late' },
  })
  const fewest = documentOf(ruleOf('team', { kind: 'team', team: 'Field', by: 'fewest' }))
  const open = { ...desk, openOf: (id: string) => (id === 'Ann' ? 3 : 1) }
  expect(placed(fewest, placing(), open).routed.why).toBe('Rule "team": of 2 in team Field, Ben has the fewest open leads.')
})

test('a customer, or an account with open deals, goes to who owns it, and the reason says so', () => {
  const expansion = ruleOf(
    'known',
    { kind: 'account-owner' },
    {
      name: 'Known',
      rule: {
        combinator: 'or',
        rules: [
          { field: 'openDeals', operator: '>', value: '0' },
          { field: 'wonDeals', operator: '>', value: '0' },
        ],
      },
    },
  )
  const document = documentOf(expansion)
  const known = placing({ openDeals: 0, wonDeals: 2 }, { accountOwnerId: member('Ann') })
  expect(placed(document, known, deskOf([worker('Ann')])).routed.why).toBe(
    'Rule "Known": the account belongs to Ann. The account has 0 open deals and 2 won ones.',
  )
  expect(placed(document, placing({ openDeals: 0, wonDeals: 0 }), deskOf([worker('Ann')])).queue).toBe('Open desk')
})

const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 })

test('who gets more than others by weight is told how much, of all who can take them', () => {
  const shares = [
    { member: member('Ann'), weight: 4 },
    { member: member('Ben'), weight: 2 },
    { member: member('Cid'), weight: 1 },
  ]
  const document = documentOf(ruleOf('web', { kind: 'members', by: 'weight', members: shares }, { name: 'Web' }))
  const away = { until: '2026-03-03' as Day, standIn: null }
  const why = (...cid: [] | [Partial<Worker>]) =>
    placed(document, placing({}), deskOf([worker('Ann'), worker('Ben'), worker('Cid', ...cid)])).routed.why
  expect(why()).toBe('Rule "Web": of 3 by weight, it is the turn of Ann, who gets 4 of 7.')
  expect(why({ away })).toBe('Rule "Web": of 3 by weight, it is the turn of Ann, who gets 4 of 6. Cid is away until 2026-03-03.')
})

test('in turn nobody is two ahead, and after each round by weights everybody had as many as their weight', () => {
  fc.assert(
    fc.property(weights, fc.boolean(), fc.integer({ min: 1, max: 60 }), (all, even, steps) => {
      const shares = all.map((weight, place) => ({ id: String(place), weight: even ? 1 : weight }))
      const sum = shares.reduce((total, { weight }) => total + weight, 0)
      const had = new Map(shares.map(({ id }) => [id, 0]))
      let owed = new Map<string, number>()
      for (let step = 1; step <= steps; step += 1) {
        const turn = nextOf(shares, owed)
        owed = turn.owed
        had.set(turn.next.id, (had.get(turn.next.id) ?? 0) + 1)
        if (even) expect(Math.max(...had.values()) - Math.min(...had.values())).toBeLessThanOrEqual(1)
        if (step % sum === 0) for (const { id, weight } of shares) expect(had.get(id)).toBe((weight * step) / sum)
      }
      expect([...owed.values()].reduce((total, one) => total + one, 0)).toBe(0)
    }),
  )
})

test('whoever can take every one is not left waiting, whoever else comes and goes', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }), { minLength: 20, maxLength: 120 }), (coming) => {
      let owed = new Map<string, number>()
      let waits = 0
      for (const there of coming) {
        const able = there.flatMap((is, place) => (is || place === 0 ? [{ id: String(place), weight: 1 }] : []))
        const turn = nextOf(able, owed)
        owed = turn.owed
        waits = turn.next.id === '0' ? 0 : waits + 1
        expect(waits).toBeLessThanOrEqual(20)
      }
    }),
  )
})
