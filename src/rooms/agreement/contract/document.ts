import { z } from 'zod'
import type { Group } from '#kernel/rule'
import { fadesFrom } from './fields.ts'

/** A rule as somebody sends it; the action checks it against the list of facts. */
const ruleShape = z
  .custom<Group>((value) => typeof value === 'object' && value !== null)
  .meta({
    description: 'As filters of lists, of the facts that GET /api/v1/lead-contract/fields names',
    examples: [{ combinator: 'and', rules: [{ field: 'employees', operator: '>=', value: '50' }] }],
  })

const nameShape = z.string().trim().min(1, 'Give it a name.').max(120, 'A name has at most 120 characters.')
const keyShape = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/, 'A key is made of small letters, digits and hyphens.')
  .meta({ examples: ['size'] })

const fadeShape = z.object({
  halfLifeDays: z.int().min(1).max(730).describe('After so many days it is worth half'),
  since: z.enum(fadesFrom).describe('The moment from which it fades; where there is none, it gives no points'),
})
export type Fade = z.output<typeof fadeShape>

export const criterionShape = z.object({
  key: keyShape.describe('Stays the same from version to version'),
  name: nameShape,
  kind: z.enum(['fit', 'behaviour']).describe('Who they are, or what they did'),
  rule: ruleShape,
  points: z.number().min(-1000).max(1000).multipleOf(0.01).describe('Given when the rule holds; below 0 takes points away'),
  fade: fadeShape.nullable(),
})
export type Criterion = z.output<typeof criterionShape>

export const exclusionShape = z.object({ key: keyShape, name: nameShape, rule: ruleShape })
export type Exclusion = z.output<typeof exclusionShape>

/** A time that a clock gives: working hours of the calendar, or hours of the clock on the wall. */
export const clockShape = z.object({
  hours: z.number().min(0.25).max(8760),
  of: z.enum(['working', 'all']).describe('working: only hours of the calendar count'),
})
export type ClockTime = z.output<typeof clockShape>

const reasonShape = z.object({
  key: keyShape,
  name: nameShape,
  returns: z.boolean().describe('Back to nurture; else the person is out for good'),
  restDays: z.int().min(0).max(730).nullable().describe('So many days pass before they may be handed over again'),
})

const distinct = (all: readonly { readonly key: string }[]) => new Set(all.map(({ key }) => key)).size === all.length
const twice = { message: 'Two have the same key.' }

/** What both sides agree on: who counts as a lead, what each side does for it, and by when. */
export const documentShape = z.object({
  criteria: z.array(criterionShape).max(60).refine(distinct, twice),
  required: z.array(z.string().min(1).max(220)).max(30).describe('Facts that must be known, by their keys'),
  exclusions: z.array(exclusionShape).max(30).refine(distinct, twice),
  threshold: z.number().min(-10_000).max(10_000).multipleOf(0.01).describe('Points from which a person is a lead'),
  marketing: z.object({
    leadsAMonth: z.int().min(0).max(10_000_000).nullable().describe('How many leads marketing hands over'),
    acceptedShare: z.number().min(0).max(1).nullable().describe('The share of them that sales accepts'),
    pipelineShare: z.number().min(0).max(1).nullable().describe('The share of new pipeline, in money, that marketing supplies'),
  }),
  sales: z.object({
    accept: clockShape.describe('Accepted or rejected within'),
    firstContact: clockShape.describe('First call, mail or meeting within'),
    tries: z.int().min(1).max(50).describe('Tries to reach them before they go back'),
  }),
  rejections: z.array(reasonShape).max(40).refine(distinct, twice),
  nurture: z.object({
    afterTries: z.boolean().describe('Who cannot be reached after the tries returns to nurture'),
    restDays: z.int().min(0).max(730).describe('Days before they may be handed over again'),
  }),
  clocks: z.object({
    place: clockShape.describe('From the response to the right channel'),
    failed: clockShape.describe('From when the hand-over has failed'),
    cold: clockShape.describe('From when the person is cold'),
  }),
  team: z.string().trim().max(200).nullable().describe('Whose calendar counts; null for the company’s'),
})
export type ContractDocument = z.output<typeof documentShape>

/** A contract without criteria, with the times that the field goes by: 12 hours to the right channel, three days and it has failed, two weeks and they are cold. */
export const emptyDocument: ContractDocument = {
  criteria: [],
  required: [],
  exclusions: [],
  threshold: 50,
  marketing: { leadsAMonth: null, acceptedShare: null, pipelineShare: null },
  sales: { accept: { hours: 4, of: 'working' }, firstContact: { hours: 8, of: 'working' }, tries: 6 },
  rejections: [],
  nurture: { afterTries: true, restDays: 30 },
  clocks: { place: { hours: 12, of: 'working' }, failed: { hours: 72, of: 'all' }, cold: { hours: 336, of: 'all' } },
  team: null,
}
