import { z } from 'zod'
import { editors, everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { instantShape } from '#kernel/time'
import { decisions } from '#rooms/leads/contract'

/** Responses that one request may bring. */
export const mostResponses = 10_000

const line = (most: number) => z.string().trim().max(most).nullish()

/** One response: who it is of, where it came from, what they said. Somebody is known by an e-mail address, a telephone number or an id; never by a name alone. */
export const responseShape = z.object({
  email: line(320).meta({ examples: ['ada@acme.example'] }),
  phone: line(60).describe('International, or national with the country beside it'),
  firstName: line(200),
  lastName: line(200),
  fullName: line(400),
  company: line(300).describe('Where they work. Their company is known by the domain of the address, else by this name'),
  domain: line(253).describe('Domain of the company, where it is not that of the address'),
  country: line(100),
  title: line(300),
  externalId: line(300).describe('Their id in the system that sends it'),
  source: line(200).describe('How they were won; the first one that is said stays'),
  channel: line(100),
  campaign: line(300).describe('Name or id of a campaign'),
  what: line(300).describe('What it was: the name of a form, an event, a page'),
  message: line(10_000),
  at: instantShape.nullish().describe('When it happened; now where it is left out'),
  language: line(35).describe('Such as de or pt-BR'),
  custom: z
    .record(z.string().trim().min(1).max(200), z.union([z.string().max(4_000), z.number(), z.boolean()]))
    .nullish()
    .describe('Custom fields by their names'),
  consent: z
    .array(
      z.object({
        purpose: z.string().trim().min(1).max(200),
        granted: z.boolean().describe('false takes back what was given before; a box of a form that is left empty takes nothing back'),
        textVersion: line(200).describe('The version of the text that they were shown'),
      }),
    )
    .max(50)
    .nullish(),
  said: z
    .record(z.string().trim().min(1).max(300), z.string().max(4_000))
    .nullish()
    .describe('Further answers by their questions, kept with the response alone'),
  visitor: line(100).describe('Who they were to the tracker of the site'),
  deliveryId: line(200).describe('The same id within 30 days is the same response: it is answered as before and nothing is written'),
})
export type ResponseIn = z.output<typeof responseShape>

const lineShape = z.object({
  key: z.string(),
  name: z.string(),
  held: z.boolean(),
  points: z.number(),
})

const takenShape = z.object({
  state: z.literal('taken'),
  responseId: idOf('response'),
  personId: idOf('person'),
  known: z.boolean().describe('Whether the person was there before'),
  accountId: idOf('account').nullable(),
  decision: z
    .enum(decisions)
    .describe(
      'lead: handed over by it. joined: belongs to their open lead. contact: not enough yet. resting: given back a while ago. no-contract: none holds',
    ),
  leadId: idOf('lead').nullable(),
  contract: z.int().nullable().describe('The version of the lead contract that they were judged by'),
  score: z.number().nullable(),
  threshold: z.number().nullable(),
  lines: z.array(lineShape).describe('What each criterion gave'),
  missing: z.array(z.string()).describe('Required facts that are not known'),
  exclusion: z.string().nullable().describe('The exclusion that holds'),
  owner: z.object({ id: idOf('member'), name: z.string() }).nullable(),
  queue: z.string().nullable(),
  why: z.string().nullable().describe('Why this owner or queue'),
  acceptBy: instantShape.nullable(),
  contactBy: instantShape.nullable(),
})
export type ResponseTaken = z.output<typeof takenShape>

const setAsideShape = z.object({
  state: z.literal('quarantined'),
  deliveryId: idOf('delivery').describe('What is kept of it, to be replayed'),
  reason: z.string(),
})

export const outcomeOfResponse = z.discriminatedUnion('state', [takenShape, setAsideShape])
export type ResponseOutcome = z.output<typeof outcomeOfResponse>

export const postResponses = endpoint({
  id: 'capture.postResponses',
  method: 'POST',
  path: '/api/v1/responses',
  summary: `Take one response, or up to ${mostResponses.toLocaleString('en')} as responses: each is matched to a person, judged by the lead contract, routed and answered after the commit`,
  access: editors,
  records: { change: 'person' },
  limits: { rate: 'intake', bodyBytes: 32 * 1024 * 1024, timeMs: 120_000 },
  // Each response is read by itself, so that one that cannot be used fails none of the others.
  body: z.looseObject({
    ...Object.fromEntries(Object.keys(responseShape.shape).map((key) => [key, z.unknown().optional()])),
    responses: z.array(z.unknown()).min(1).max(mostResponses).optional(),
  }),
  answer: z.object({ outcomes: z.array(outcomeOfResponse).describe('In the order in which they were sent') }),
})

export const deliveryStates = ['kept', 'taken', 'quarantined'] as const
export const ways = ['api', 'form', 'webhook'] as const
export type Way = (typeof ways)[number]

const deliveryShape = z.object({
  id: idOf('delivery'),
  way: z.enum(ways),
  from: z.string().nullable().describe('The key, form or hook that it came by'),
  state: z.enum(deliveryStates),
  reason: z.string().nullable(),
  says: z.string().nullable().describe('The reason in the language that was asked for'),
  receivedAt: instantShape,
  tries: z.int(),
  raw: z.string().nullable().describe('As it came'),
})
export type Delivery = z.output<typeof deliveryShape>

export const listQuarantine = endpoint({
  id: 'capture.listQuarantine',
  method: 'GET',
  path: '/api/v1/deliveries/quarantined',
  summary: 'What came in and could not be taken, the newest first, with the reasons and how often each; kept for 30 days',
  access: everyMember,
  // What came is told as it came, with every field that there was.
  records: { allBut: [] },
  limits: { rate: 'read' },
  query: z.object({
    reason: z.string().max(1_000).optional().describe('Only those with this reason'),
    after: idOf('delivery').optional().describe('The last one of the page before'),
  }),
  answer: z.object({
    reasons: z.array(z.object({ reason: z.string(), says: z.string().describe('In the language that was asked for'), count: z.int() })),
    deliveries: z.array(deliveryShape).describe('100 at most'),
  }),
})

export const replayDeliveries = endpoint({
  id: 'capture.replayDeliveries',
  method: 'POST',
  path: '/api/v1/deliveries/replay',
  summary: 'Take again what was set aside: one delivery, or all of a reason (1,000 at most in one call)',
  access: editors,
  records: { change: 'person' },
  limits: { rate: 'heavy', timeMs: 120_000 },
  body: z.object({ id: idOf('delivery').optional(), reason: z.string().max(1_000).optional() }),
  answer: z.object({
    taken: z.int(),
    quarantined: z.int(),
    outcomes: z.array(z.object({ id: idOf('delivery'), outcomes: z.array(outcomeOfResponse) })),
  }),
})
