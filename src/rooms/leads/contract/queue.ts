import { z } from 'zod'
import { everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { instantShape } from '#kernel/time'
import { breachKinds, decisions, leadStates } from './hand-over.ts'
import { pageAsked } from './lead-told.ts'
import { readSteps, verbStandingShape } from './states.ts'

const named = <Kind extends string>(kind: Kind) => z.object({ id: idOf(kind), name: z.string() })

const lineShape = z.object({
  key: z.string(),
  name: z.string().describe('As the version of the contract calls it that handed them over'),
  points: z.number(),
  days: z.int().nullable().describe('Days since the moment from which it fades'),
})

/** The clock that ends first, of those that run. */
const runningShape = z.object({
  kind: z.enum(breachKinds),
  dueAt: instantShape,
  minutesLeft: z.number().describe('Of working time; below 0 when it is late, by so many working minutes'),
  standing: z.enum(['in-time', 'soon', 'late']).describe('soon: its warning was given'),
})

/** One open hand-over as a queue shows it. What a role may not see is null. */
export const queueRowShape = z.object({
  id: idOf('lead'),
  version: z.uuid().describe('Changes whenever the lead does; send it with a step'),
  state: z.enum(leadStates),
  stateAt: instantShape.nullable(),
  person: z.object({ id: idOf('person'), name: z.string(), title: z.string().nullable() }),
  account: named('account').nullable(),
  owner: named('member').nullable(),
  queue: z.string().nullable().describe('In which queue it waits; null where it has an owner'),
  score: z.number().nullable(),
  threshold: z.number().nullable(),
  lines: z.array(lineShape).describe('The criteria that gave points'),
  why: z.string().nullable().describe('Why it is with this owner or in this queue'),
  source: z.string().nullable(),
  channel: z.string().nullable(),
  campaign: z.string().nullable(),
  response: z
    .object({ what: z.string().nullable(), message: z.string().nullable(), at: instantShape })
    .nullable()
    .describe('The last one that belongs to it'),
  contract: z.int().nullable().describe('The version of the lead contract that handed them over'),
  offeredAt: instantShape.nullable(),
  placeBy: instantShape.nullable(),
  acceptBy: instantShape.nullable(),
  contactBy: instantShape.nullable(),
  failsAt: instantShape.nullable(),
  coldAt: instantShape.nullable(),
  acceptedAt: instantShape.nullable(),
  firstContactAt: instantShape.nullable(),
  acceptMinutes: z.number().nullable().describe('Working minutes from the offer until it was accepted'),
  contactMinutes: z.number().nullable().describe('Working minutes from the offer to the first contact'),
  tries: z.int(),
  mostTries: z.int().nullable().describe('Tries that the contract asks for'),
  clock: runningShape.nullable().describe('null where nothing is owed at the moment'),
  breaches: z.array(z.enum(breachKinds)).describe('Promises that were not kept'),
})
export type QueueRow = z.output<typeof queueRowShape>

export const queueSorts = ['clock', 'value'] as const

const whoseShape = z.enum(['mine', 'queue', 'everyone'])

export const readQueue = endpoint({
  id: 'leads.queue',
  method: 'GET',
  path: '/api/v1/queue',
  summary: 'Open hand-overs, one’s own, those of a queue or everyone’s: by the clock that ends first, or by points',
  access: everyMember,
  records: { see: 'lead', names: 'people' },
  limits: { rate: 'read' },
  query: z.object({
    whose: whoseShape.default('mine'),
    queue: z.string().max(200).optional().describe('With whose=queue: the name of one; left out, all that have no owner'),
    owner: idOf('member').optional().describe('With whose=everyone: of one owner'),
    sort: z.enum(queueSorts).default('clock'),
    ...pageAsked,
  }),
  answer: z.object({
    rows: z.array(queueRowShape),
    cursor: z.string().nullable().describe('Ask with it for the next page; null when this is the last'),
    counts: z.object({
      mine: z.int(),
      everyone: z.int(),
      late: z.int().describe('Of one’s own, with a deadline that has passed'),
      queues: z.array(z.object({ name: z.string(), waiting: z.int() })),
    }),
    me: idOf('member').nullable().describe('The member that one is; null for who owns nothing yet'),
    contract: z
      .object({ number: z.int() })
      .nullable()
      .describe('The lead contract in force; null where none is, and nobody is handed over'),
    now: instantShape,
  }),
})

export const readHandOver = endpoint({
  id: 'leads.handOver',
  method: 'GET',
  path: '/api/v1/leads/{id}/hand-over',
  summary:
    'One hand-over: where it stands, what may be done with it and why not, its responses with their points, its steps and broken promises',
  access: everyMember,
  records: { see: 'lead', names: 'people' },
  limits: { rate: 'read' },
  params: z.object({ id: idOf('lead') }),
  answer: z.object({
    row: queueRowShape,
    open: z.boolean(),
    endReason: z.string().nullable().describe('The agreed reason in its own words'),
    restsUntil: instantShape.nullable(),
    verbs: z.array(verbStandingShape),
    reasons: z
      .array(z.object({ key: z.string(), name: z.string(), returns: z.boolean() }))
      .describe('Agreed reasons for giving it back, of its version of the contract'),
    responses: z.array(
      z.object({
        id: idOf('response'),
        at: instantShape,
        way: z.string(),
        what: z.string().nullable(),
        channel: z.string().nullable(),
        source: z.string().nullable(),
        message: z.string().nullable(),
        decision: z.enum(decisions),
        score: z.number().nullable(),
        lines: z.array(lineShape.extend({ held: z.boolean() })),
        missing: z.array(z.string()),
        exclusion: z.string().nullable(),
      }),
    ),
    steps: readSteps,
    broken: z.array(
      z.object({ kind: z.enum(breachKinds), dueAt: instantShape, notedAt: instantShape, owner: z.string().nullable(), cause: z.string() }),
    ),
  }),
})
