import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Day } from '#kernel/time'
import type { Worker } from '#rooms/workspace/contract'
import { type RoutingDocument, type RoutingRule, routingFields } from '../contract/routing.ts'
import { place } from './routing.ts'
import { deskOf } from './routing-desk.ts'

const names = ['Ann', 'Ben', 'Cid', 'Dan', 'Eve'] as const
const today = '2026-02-25' as Day
const person = fc.record({
  team: fc.constantFrom('Field', 'Inside'),
  speaks: fc.subarray(['de', 'fr']),
  capacity: fc.option(fc.integer({ min: 0, max: 8 }), { nil: null }),
  away: fc.boolean(),
  standIn: fc.option(fc.constantFrom(...names), { nil: null }),
  open: fc.integer({ min: 0, max: 4 }),
})
const ruleArb = fc.record({
  source: fc.option(fc.constantFrom('Web', 'Fair'), { nil: null }),
  to: fc.oneof(
    fc.constantFrom({ kind: 'account-owner' as const }, { kind: 'queue' as const, queue: 'Desk' }),
    fc.record({ kind: fc.constant('territory-owners' as const), by: fc.constantFrom('turn' as const, 'fewest' as const) }),
    fc.record({
      kind: fc.constant('team' as const),
      team: fc.constantFrom('Field', 'Inside'),
      by: fc.constantFrom('turn' as const, 'fewest' as const),
    }),
    fc.record({
      kind: fc.constant('members' as const),
      members: fc
        .subarray([...names], { minLength: 1 })
        .chain((some) =>
          fc.tuple(...some.map((name) => fc.integer({ min: 1, max: 4 }).map((weight) => ({ member: name as never, weight })))),
        ),
      by: fc.constantFrom('turn' as const, 'weight' as const, 'fewest' as const),
    }),
  ),
  atWork: fc.boolean(),
  speaks: fc.boolean(),
  atMost: fc.option(fc.integer({ min: 1, max: 6 }), { nil: null }),
})
type Rule = typeof ruleArb extends fc.Arbitrary<infer T> ? T : never
type People = Record<string, typeof person extends fc.Arbitrary<infer T> ? T : never>
interface Lead {
  readonly source: string
  readonly language: string | null
  readonly owner: string | null
  readonly territory: string | null
}
const leadArb: fc.Arbitrary<Lead> = fc.record({
  source: fc.constantFrom('Web', 'Fair', 'Phone'),
  language: fc.constantFrom('de', 'fr-FR', null),
  owner: fc.option(fc.constantFrom(...names), { nil: null }),
  territory: fc.constantFrom('North', 'South', null),
})
const owners: Record<string, string[]> = { North: ['Ann', 'Cid'], South: ['Dan', 'Ben', 'Ann'] }
const inHours = 'Field'

/**
 * The specification said once more, slowly: no turn is counted along, but what each is owed is summed up anew from all that was given so far: their weight for
 * each time when they could have taken one, less all weights of those who could, for each that they got.
 */
function modelOf(rules: readonly Rule[], people: People, leads: readonly Lead[]): (string | null)[] {
  const given: { pool: string; able: { name: string; weight: number }[]; got: string }[] = []
  const taken: string[] = []
  const openOf = (name: string) => (people[name]?.open ?? 0) + taken.filter((one) => one === name).length
  const can = (name: string, rule: Rule, lead: Lead) => {
    const one = people[name]
    if (!one || one.away) return false
    if (rule.atWork && one.team !== inHours) return false
    if (rule.speaks && lead.language !== null && !one.speaks.includes(lead.language.slice(0, 2))) return false
    if (one.capacity !== null && openOf(name) + 1 > one.capacity) return false
    return rule.atMost === null || openOf(name) + 1 <= rule.atMost
  }
  const owed = (pool: string, name: string) =>
    given
      .filter((one) => one.pool === pool)
      .map(({ able, got }) => {
        const mine = able.find((one) => one.name === name)?.weight ?? 0
        return got === name ? mine - able.map(({ weight }) => weight).reduce((a, b) => a + b) : mine
      })
      .reduce((a, b) => a + b, 0)
  const meant = ({ to }: Rule, lead: Lead): { name: string; weight: number }[] => {
    if (to.kind === 'account-owner') return lead.owner === null ? [] : [{ name: lead.owner, weight: 1 }]
    if (to.kind === 'team') return names.filter((name) => people[name]?.team === to.team).map((name) => ({ name, weight: 1 }))
    if (to.kind === 'territory-owners') return (owners[lead.territory ?? ''] ?? []).map((name) => ({ name, weight: 1 }))
    if (to.kind === 'members')
      return to.members.map(({ member, weight }) => ({ name: String(member), weight: to.by === 'weight' ? weight : 1 }))
    return []
  }
  return leads.map((lead) => {
    for (const [place, rule] of rules.entries()) {
      if (rule.source !== null && rule.source !== lead.source) continue
      if (rule.to.kind === 'queue') return null
      const all = meant(rule, lead)
      let able = all.filter(({ name }) => can(name, rule, lead))
      if (able.length > 0) {
        if ('by' in rule.to && rule.to.by === 'fewest') {
          const least = Math.min(...able.map(({ name }) => openOf(name)))
          able = able.filter(({ name }) => openOf(name) === least)
        }
        const pool = rule.to.kind === 'territory-owners' ? `${place} ${lead.territory}` : String(place)
        const dues = able.map(({ name, weight }) => owed(pool, name) + weight)
        const got = able[dues.indexOf(Math.max(...dues))]?.name ?? ''
        if (rule.to.kind !== 'account-owner') given.push({ pool, able, got })
        taken.push(got)
        return got
      }
      for (const { name } of all) {
        const chain = [name]
        for (let next = people[name]?.away ? people[name].standIn : null; next !== null && !chain.includes(next); ) {
          if (can(next, rule, lead)) {
            taken.push(next)
            return next
          }
          chain.push(next)
          next = people[next]?.away ? (people[next]?.standIn ?? null) : null
        }
      }
    }
    return null
  })
}

function routedBy(rules: readonly Rule[], people: People, leads: readonly Lead[]): (string | null)[] {
  const workers = new Map(
    names.map((name) => {
      const { team, speaks, capacity, away, standIn } = people[name] as People[string]
      const until = '2026-03-03' as Day
      return [name, { id: name, name, team, languages: speaks, capacity, away: away ? { until, standIn } : null } as unknown as Worker]
    }),
  )
  const document: RoutingDocument = {
    rules: rules.map(
      ({ source, ...rule }, place): RoutingRule => ({
        ...{ key: String(place), name: `Rule ${place}`, ...rule },
        rule: { combinator: 'and', rules: source === null ? [] : [{ field: 'source', operator: '=', value: source }] },
      }),
    ),
    fallback: 'Everyone',
  }
  const territories = new Map(Object.entries(owners).map(([name, members]) => [name, { members: members as never[], teams: [] }]))
  const open = new Map(names.map((name) => [name as string, people[name]?.open ?? 0]))
  const desk = deskOf(today, { workers: workers as never, isAtWork: (team) => team === inHours }, territories, { open, owed: new Map() })
  return leads.map((lead) => {
    const facts = (key: string) => ({ source: lead.source, language: lead.language, territory: lead.territory })[key] ?? null
    const placed = place(document, 1, routingFields, { facts, accountOwnerId: lead.owner as never, personOwnerId: null }, desk.of)
    desk.note(placed)
    return placed.ownerId
  })
}

test('people go to whom the specification says, turn by turn, whoever is away, full, off or speaks another language; limits are never passed', () => {
  const runs = process.env.INTERLOCK_LONG ? 20_000 : 400
  const people = fc.record(Object.fromEntries(names.map((name) => [name, person])))
  fc.assert(
    fc.property(fc.array(ruleArb, { maxLength: 5 }), people, fc.array(leadArb, { maxLength: 40 }), (rules, all, leads) => {
      const routed = routedBy(rules, all, leads)
      expect(routed).toEqual(modelOf(rules, all, leads))
      for (const name of names) {
        const { capacity, open } = all[name] as People[string]
        const got = routed.filter((one) => one === name).length
        if (capacity !== null && got > 0) expect(open + got).toBeLessThanOrEqual(capacity)
      }
    }),
    { numRuns: runs },
  )
})
