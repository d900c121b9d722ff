import { z } from 'zod'
import type { RecordKind } from '#kernel/list'
import type { Group } from '#kernel/rule'
import { decisions, leadStates } from '#rooms/leads/contract/hand-over'

const textShape = (most: number) => z.string().trim().min(1, 'Say something.').max(most)
const daysShape = (least: number, most: number) => z.int().min(least).max(most)
const idsShape = z.array(z.uuid()).min(1, 'Choose at least one.').max(100)
export const recordKinds = ['deal', 'account', 'person', 'lead'] as const satisfies readonly RecordKind[]
/** Records that something can happen about. */
export const aboutKinds = ['person', 'account', 'deal'] as const
export type AboutKind = (typeof aboutKinds)[number]
export const happeningWord = z
  .string()
  .trim()
  .min(1, 'Give it a name.')
  .max(60, 'A kind has at most 60 characters.')
  .meta({ examples: ['delivered', 'invoice overdue', 'ticket opened'] })

export const whenShape = z.discriminatedUnion('on', [
  z.object({
    on: z.literal('response'),
    decisions: z.array(z.enum(decisions)).max(5).default([]).describe('What became of it; empty for any'),
    what: z.string().trim().max(120).default('').describe('What it was, such as the name of a form, holds this text; empty for any'),
  }),
  z.object({ on: z.literal('lead'), states: z.array(z.enum(leadStates)).min(1, 'Choose at least one.').max(7) }),
  z.object({ on: z.literal('stage'), stages: idsShape }),
  z.object({ on: z.literal('stands'), stages: idsShape, days: daysShape(1, 730) }),
  z.object({
    on: z.literal('date'),
    of: z.enum(recordKinds),
    field: z
      .string()
      .min(1, 'Choose a date.')
      .max(220)
      .describe('A column of that list that holds a day or a moment, also of custom fields'),
    days: daysShape(-730, 730).describe('Below 0 so many days before it, above so many after'),
  }),
  z.object({ on: z.literal('happening'), kinds: z.array(happeningWord).min(1, 'Choose at least one.').max(30), about: z.enum(aboutKinds) }),
])
export type When = z.output<typeof whenShape>

/** What happens at a moment of the clock, not because somebody told something. */
export const timed = ['stands', 'date'] as const satisfies readonly When['on'][]

const memberShape = z.object({ to: z.literal('member'), member: z.uuid('Choose a member.') })
const ownerShape = z.object({ to: z.literal('owner') })

export const stepShape = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('task'),
    title: textShape(200).describe('{name} stands for the record'),
    days: daysShape(0, 365).describe('Due so many days later'),
    who: z
      .discriminatedUnion('to', [ownerShape, memberShape, z.object({ to: z.literal('routing') })])
      .describe('routing: whom the routing of leads gives the person to'),
  }),
  z.object({ do: z.literal('note'), text: textShape(2_000) }),
  z.object({
    do: z.literal('mail'),
    subject: textShape(150),
    text: textShape(4_000),
    who: z.discriminatedUnion('to', [ownerShape, memberShape]),
  }),
  z.object({ do: z.literal('handOver'), reason: textShape(400).describe('Sales read it with the person') }),
  z.object({ do: z.literal('nurture'), reason: textShape(400) }),
])
export type Step = z.output<typeof stepShape>

export const oftenShape = z.discriminatedUnion('every', [
  z.object({ every: z.literal('time') }),
  z.object({ every: z.literal('once') }),
  z.object({ every: z.literal('days'), days: daysShape(1, 730) }),
])
export type Often = z.output<typeof oftenShape>

const ruleShape = z
  .custom<Group>((value) => typeof value === 'object' && value !== null)
  .meta({
    description: 'As filters of the list of that kind of record',
    examples: [{ combinator: 'and', rules: [{ field: 'amount', operator: '>=', value: '5000' }] }],
  })

/** What a trigger says: when, for which records, what then, and how often for one of them. */
export const triggerShape = z.object({
  when: whenShape,
  rule: ruleShape,
  steps: z.array(stepShape).min(1, 'Say what is done then.').max(5),
  often: oftenShape.describe('For one record'),
  minutes: z.number().min(0).max(480).describe('Minutes of work that one firing saves, as you estimate'),
})
export type TriggerDocument = z.output<typeof triggerShape>

/** The kind of record that a trigger is about. */
export function kindOf(when: When): RecordKind {
  switch (when.on) {
    case 'response':
      return 'person'
    case 'lead':
      return 'lead'
    case 'date':
      return when.of
    case 'happening':
      return when.about
    default:
      return 'deal'
  }
}

export const isTimed = ({ on }: Pick<When, 'on'>) => timed.some((one) => one === on)

export const emptyTrigger: TriggerDocument = {
  when: { on: 'response', decisions: [], what: '' },
  rule: { combinator: 'and', rules: [] },
  steps: [{ do: 'task', title: 'Call {name}', days: 0, who: { to: 'owner' } }],
  often: { every: 'once' },
  minutes: 10,
}
