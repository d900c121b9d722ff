import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { roles } from '#kernel/access'
import { allRights, rightsObjects } from '#kernel/rights'
import { kindSaid, noticeKindNames, ways } from '../contract/notice-kinds.ts'
import type { Around, ToTell } from '../contract/notice-told.ts'
import { cardOf } from './channel-cards.ts'
import { hrefOf, kindTitle, saysOf } from './notice-words.ts'
import { maySee, needsOf, type Reader, readersOf, wayOf } from './notices.ts'

const nobody: Around = { owner: null, manager: null, marketer: null, asker: null, promiser: null, author: null }
const everybody: readonly Reader[] = [
  { userId: 'o', name: 'Olga Owner', role: 'owner' },
  { userId: 's', name: 'Sam Sales', role: 'sales' },
  { userId: 't', name: 'Tia Sales', role: 'sales' },
  { userId: 'm', name: 'Mo Marketing', role: 'marketing' },
  { userId: 'v', name: 'Vic Viewer', role: 'viewer' },
]
const told = (kind: ToTell['kind'], more: Partial<ToTell> = {}): ToTell => ({ kind, about: { kind: 'lead', id: 'x' }, facts: {}, ...more })
const ids = (one: ToTell, around: Partial<Around>, doer: string | null = null) =>
  readersOf(one, { ...nobody, ...around }, everybody, doer).map(({ userId }) => userId)

describe('who is told', () => {
  test('the owner of a lead, by name, and who leads the team of a breach; where nobody does, those who run the company', () => {
    expect(ids(told('lead-handed'), { owner: 'sam  sales' })).toEqual(['s'])
    expect(ids(told('lead-breached'), { owner: 'Sam Sales', manager: 'Tia Sales' })).toEqual(['s', 't'])
    expect(ids(told('lead-breached'), { owner: 'Sam Sales', manager: 'Somebody else' })).toEqual(['s', 'o'])
    expect(ids(told('lead-handed'), {})).toEqual([])
  })

  test('the marketer whose campaign brought a lead that comes back, else all of marketing', () => {
    expect(ids(told('lead-rejected'), { marketer: 'Mo Marketing' })).toEqual(['m'])
    expect(ids(told('lead-rejected'), {})).toEqual(['m'])
  })

  test('the side that must answer a request, never whoever asked it', () => {
    expect(ids(told('request-asked', { side: 'sales' }), {}, 's').toSorted()).toEqual(['o', 't'])
  })

  test('whoever began an import, for it ended long after', () => {
    expect(ids(told('import-done'), {}, 's').toSorted()).toEqual(['o', 's'])
  })

  const someone = fc.option(fc.constantFrom('Olga Owner', 'Sam Sales', 'Tia Sales', 'Mo Marketing', 'Nobody Here'), { nil: null })
  const around = fc.record({ owner: someone, manager: someone, marketer: someone, asker: someone, promiser: someone, author: someone })
  const readers = fc.uniqueArray(
    fc.record({
      userId: fc.string({ minLength: 1 }),
      name: fc.constantFrom('Olga Owner', 'Sam Sales', 'x'),
      role: fc.constantFrom(...roles),
    }),
    { selector: ({ userId }) => userId },
  )

  test('nobody is told twice of one thing, nobody who is not here, and the doer of nothing but imports', () => {
    fc.assert(
      fc.property(fc.constantFrom(...noticeKindNames), around, readers, fc.nat(5), (kind, near, all, place) => {
        const here: readonly Reader[] = all
        const doer = here[place]?.userId ?? null
        const meant = readersOf(told(kind), near, here, doer)
        expect(new Set(meant).size).toBe(meant.length)
        expect(meant.every((one) => here.includes(one))).toBe(true)
        if (!kindSaid(kind).alsoDoer) expect(meant.some(({ userId }) => userId === doer)).toBe(false)
      }),
    )
  })
})

test('a notice needs the right to see its record and what a request is about', () => {
  expect(needsOf('lead', null)).toEqual(['lead'])
  expect(needsOf('request', 'deal')).toEqual(['activity', 'deal'])
  expect(needsOf('contract', null)).toEqual([])
  fc.assert(
    fc.property(fc.subarray([...rightsObjects]), fc.subarray([...rightsObjects]), (closed, needs) => {
      const objects = Object.fromEntries(rightsObjects.map((one) => [one, closed.includes(one) ? 'none' : 'see'])) as never
      expect(maySee({ ...allRights, objects }, needs)).toBe(!needs.some((one) => closed.includes(one)))
    }),
  )
})

test('what is meant for a digest is lost to nobody: who gets none has it in the app', () => {
  for (const kind of noticeKindNames)
    for (const way of [undefined, ...ways]) {
      expect(wayOf(kind, way, false)).not.toBe('digest')
      expect(wayOf(kind, way, true)).toBe(way ?? kindSaid(kind).usual)
    }
})

test('each kind has a sentence, a title and a place that opens, with a name and without', () => {
  for (const kind of noticeKindNames) {
    expect(kindTitle(kind)).toMatch(/^[A-Z]/)
    expect(saysOf(kind, { label: 'Pat Lee', facts: { number: 3, word: 'contact', name: 'sales' } })).not.toMatch(/\{\{|undefined|null/)
    expect(saysOf(kind, { label: null, facts: {} })).not.toMatch(/\{\{|undefined|null/)
  }
  expect(hrefOf('lead', 'x')).toBe('/leads/x')
  // What was told before events said the day has none.
  expect(saysOf('contract-to-read', { label: null, facts: { number: 3 } })).toBe(
    'Both sides signed version 3 of the lead contract. Please read it.',
  )
})

test('whatever a record is called, it is text in a message of Slack and in a card of Teams', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '<', '>', '&', '|', '*', '_', '`', '[', ']', '(', ')', '\n', '!') }), (says) => {
      const card = { title: 'One', lines: [{ says, url: 'https://interlock.example/leads/1' }], more: 2, company: 'Company' }
      const slack = JSON.parse(cardOf('slack', card)) as { blocks: { text?: { text: string } }[] }
      const text = slack.blocks[0]?.text?.text ?? ''
      expect(text.match(/<https:\/\/interlock\.example\/leads\/1\|[^<>|*_`\n]*>/g)).toHaveLength(1)
      const teams = JSON.parse(cardOf('teams', card)) as { attachments: { content: { body: { text: string }[] } }[] }
      expect(teams.attachments[0]?.content.body[1]?.text.replace(/\\[\\[\]()*_~`#>|]/g, '')).not.toMatch(/[[\]()*_`>|]/)
    }),
  )
})
