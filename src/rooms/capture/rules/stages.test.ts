import { describe, expect, test } from 'vitest'
import { enteredHeader, guessStages, kindByName, kindByStatus, orderSaid, type StageFacts, stageOfHeader } from './stages.ts'

const facts = (stage: string, more: Partial<StageFacts> = {}): StageFacts => ({
  pipeline: '',
  stage,
  deals: 10,
  saidWon: 0,
  saidLost: 0,
  saidOpen: 0,
  probability: null,
  probabilitySpread: null,
  listed: null,
  passed: null,
  ...more,
})
const order = (given: readonly StageFacts[]) => guessStages(given).map((each) => each.stage)

test.each([
  ['Closed Won', 'won'],
  ['closedwon', 'won'],
  ['closedlost', 'lost'],
  ['disclosedwonder', undefined],
  ['ClosedWon', 'won'],
  ['Gewonnen', 'won'],
  ['Cierre ganado', 'won'],
  ['Gagné', 'won'],
  ['Closed-Lost to Competition', 'lost'],
  ['Verloren', 'lost'],
  ['Cerrado perdido', 'lost'],
  ['Perdue', 'lost'],
  ['Wonderland', undefined],
  ['Negotiation', undefined],
])('%s by its name is %s', (stage, kind) => expect(kindByName(stage)).toBe(kind))

test.each([
  ['open', 'open'],
  ['offen', 'open'],
  ['Won', 'won'],
  ['renewal', undefined],
])('the status %s is %s', (status, kind) => expect(kindByStatus(status)).toBe(kind))

describe('the order', () => {
  test("of Salesforce's standard stages is theirs", () => {
    const standard = [
      'Prospecting',
      'Qualification',
      'Needs Analysis',
      'Value Proposition',
      'Proposal/Price Quote',
      'Negotiation/Review',
      'Closed Won',
      'Closed Lost',
    ]
    expect(order([...standard].reverse().map((stage) => facts(stage)))).toEqual(standard)
  })

  test("of HubSpot's standard stages is theirs", () => {
    const standard = [
      'Appointment Scheduled',
      'Qualified To Buy',
      'Presentation Scheduled',
      'Decision Maker Bought-In',
      'Contract Sent',
      'Closed Won',
      'Closed Lost',
    ]
    expect(order([...standard].reverse().map((stage) => facts(stage)))).toEqual(standard)
  })

  test('of a list of stages comes first', () => {
    const listed = (position: number) => ({ listed: { position, kind: null } })
    expect(order([facts('Proposal', listed(0)), facts('Qualification', listed(1)), facts('Zulu', listed(2))])).toEqual([
      'Proposal',
      'Qualification',
      'Zulu',
    ])
  })

  test('of steady probabilities comes before names, and one that varies is not believed', () => {
    const at = (probability: number, probabilitySpread: number) => ({ probability, probabilitySpread })
    expect(order([facts('Proposal', at(10, 0)), facts('Qualification', at(60, 0))])).toEqual(['Proposal', 'Qualification'])
    expect(order([facts('Proposal', at(10, 0.4)), facts('Qualification', at(60, 0.4))])).toEqual(['Qualification', 'Proposal'])
  })

  test('in which deals went through stages comes before names', () => {
    expect(order([facts('Proposal', { passed: 0.1 }), facts('Demo', { passed: 0.8 })])).toEqual(['Proposal', 'Demo'])
  })

  test('that nothing tells is not sure', () => {
    expect(Math.max(...guessStages([facts('Zulu'), facts('Tango')]).map((each) => each.confidence))).toBeLessThan(0.5)
  })

  test('that a person gives is kept, with new stages behind', () => {
    const guess = guessStages([facts('A'), facts('B'), facts('C')])
    const said = orderSaid(guess, [
      { pipeline: '', stage: 'C', kind: 'open' },
      { pipeline: '', stage: 'B', kind: 'won' },
    ])
    expect(said.map(({ stage, position, kind }) => [stage, position, kind])).toEqual([
      ['C', 0, 'open'],
      ['B', 1, 'won'],
      ['A', 2, 'open'],
    ])
  })
})

test('a stage is what its deals are marked as, whatever its name', () => {
  const [stage] = guessStages([facts('Abgeschlossen', { saidWon: 10 })])
  expect(stage).toMatchObject({ kind: 'won', confidence: 0.9 })
})

describe('dates of entering a stage', () => {
  test("are in HubSpot's headers", () => {
    expect(enteredHeader('Date entered "Proposal (Sales Pipeline)"')).toEqual({ stage: 'Proposal', pipeline: 'Sales Pipeline' })
    expect(enteredHeader('Date entered current stage')).toBeUndefined()
  })

  test('are in headers made of a stage and a word for date', () => {
    expect(stageOfHeader('engage_date', ['Prospecting', 'Engaging', 'Won'])).toBe('Engaging')
    expect(stageOfHeader('Proposal date', ['Proposal', 'Won'])).toBe('Proposal')
    expect(stageOfHeader('close_date', ['Engaging', 'Won'])).toBeUndefined()
    expect(stageOfHeader('engage', ['Engaging'])).toBeUndefined()
  })
})
