import { z } from 'zod'
import { managers } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { instantShape } from '#kernel/time'

export const originKinds = ['person', 'account'] as const
export type OriginKind = (typeof originKinds)[number]

/** Whose origin it is, as far as the words of a record tell. */
export type OriginSide = 'marketing' | 'field'

export const originDecisions = ['marketing', 'different', 'stands'] as const
export type OriginDecision = (typeof originDecisions)[number]
export const originStates = ['open', ...originDecisions] as const

/** What is looked at besides whether two records are one. */
export const originSigns = ['soon', 'at_once', 'late', 'list', 'company', 'place', 'alike', 'deal', 'no_deal', 'owner', 'response'] as const
export type OriginSign = (typeof originSigns)[number]

const dealShape = z.object({
  id: z.uuid(),
  name: z.string(),
  state: z.enum(['open', 'won', 'lost']),
  amount: z.string().nullable(),
  currency: z.string().nullable(),
  owner: z.string().nullable(),
  openedAt: instantShape.nullable(),
  campaign: z.string().nullable().describe('The campaign that the deal names'),
})

/** A record as it was when the case was found. Its name is read as it is now, so that whoever is erased is not kept here. */
const asItWas = z.object({
  id: z.uuid(),
  origin: z.string().nullable(),
  madeAt: instantShape,
  enteredBy: z.string().nullable(),
  entered: z.enum(['hand', 'import', 'response', 'unknown']),
  owner: z.string().nullable(),
  responses: z.array(z.object({ at: instantShape, campaign: z.string().nullable(), ref: z.string().nullable() })),
  deals: z.array(dealShape),
})
export type OriginRecord = z.output<typeof asItWas>

const signShape = z.object({ sign: z.enum(originSigns), weight: z.number(), n: z.number().nullable() })

export const originEvidenceShape = z.object({
  first: asItWas.describe('The one of marketing, which was there first'),
  second: asItWas,
  days: z.number().describe('Days between the two'),
  links: z.array(z.object({ column: z.string(), level: z.string(), weight: z.number() })).describe('What says that both are one'),
  signs: z.array(signShape),
})
export type OriginEvidence = z.output<typeof originEvidenceShape>
export type OriginSignSeen = z.output<typeof signShape>

const shownSide = asItWas.extend({ name: z.string().nullable().describe('As it is now; null when the record is not there any more') })

const numbers = z.object({ deals: z.number(), wins: z.number(), pipeline: z.number(), won: z.number() })
export type OriginNumbers = z.output<typeof numbers>

const effectShape = z.object({
  id: idOf('origin_effect'),
  campaign: z.string(),
  by: z.string(),
  at: instantShape,
  says: z.string(),
  before: numbers,
  after: numbers,
})

const caseShape = z.object({
  id: idOf('origin_case'),
  kind: z.enum(originKinds),
  probability: z.number().describe('That both are one, by the linkage'),
  entered: z.number().describe('That the second was entered from the field though marketing had it, if both are one'),
  confidence: z.number().describe('Both together'),
  first: shownSide,
  second: shownSide,
  days: z.number(),
  links: z.array(z.object({ words: z.string(), weight: z.number() })),
  signs: z.array(z.object({ words: z.string(), weight: z.number() })),
  gained: z
    .object({ owner: z.string().nullable(), deals: z.array(dealShape) })
    .describe('Whose the second record and the deals opened after it are'),
  state: z.enum(originStates),
  reason: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: instantShape.nullable(),
  eventId: idOf('event').nullable().describe('Undo by this'),
  corrected: z.int().describe('Deals that name a campaign since the decision'),
  effects: z.array(effectShape).describe('Numbers of the campaigns concerned, before and after each decision and each undo'),
})

const may = { access: managers, records: { see: 'person' } } as const

export const listOriginCases = endpoint({
  id: 'measure.listOriginCases',
  method: 'GET',
  path: '/api/v1/origin-cases',
  summary:
    'Records that marketing won first and that were entered again with another origin, the surest first, with what speaks for and against',
  ...may,
  limits: { rate: 'read' },
  query: z.object({
    state: z.enum(['open', 'decided']).default('open'),
    least: z.coerce.number().min(0).max(1).default(0.5).describe('Least confidence of what is open'),
    limit: z.coerce.number().int().min(1).max(100).default(20),
    offset: z.coerce.number().int().min(0).max(100_000).default(0),
  }),
  answer: z.object({
    cases: z.array(caseShape),
    open: z.int().describe('Open cases of at least that confidence'),
    lessSure: z.int().describe('Open cases below it'),
    decided: z.int(),
    currency: z.string().nullable(),
  }),
})

export const findOriginCases = endpoint({
  id: 'measure.findOriginCases',
  method: 'POST',
  path: '/api/v1/origin-cases/find',
  summary: 'Look through the pairs that are likely one for origins that differ, now',
  ...may,
  limits: { rate: 'heavy', timeMs: 120_000 },
  answer: z.object({ found: z.int(), changed: z.int(), gone: z.int() }),
})

export const decideOriginCase = endpoint({
  id: 'measure.decideOriginCase',
  method: 'POST',
  path: '/api/v1/origin-cases/{id}/decide',
  summary:
    'Say whose origin it is; where it is marketing’s, deals without a campaign name the one that won the person, and the numbers are told before and after',
  access: managers,
  records: { change: 'person' },
  limits: { rate: 'write', timeMs: 120_000 },
  params: z.object({ id: idOf('origin_case') }),
  body: z.object({ decision: z.enum(originDecisions), reason: z.string().trim().min(3).max(2_000) }),
  answer: z.object({ eventId: idOf('event'), corrected: z.int() }),
})

export const undoOriginDecision = endpoint({
  id: 'measure.undoOriginDecision',
  method: 'POST',
  path: '/api/v1/origin-cases/undo',
  summary: 'Take a decision on an origin back; the deals are as before, and what the numbers were stays in the trail',
  access: managers,
  records: { change: 'person' },
  limits: { rate: 'write', timeMs: 120_000 },
  body: z.object({ eventId: idOf('event') }),
  answer: z.object({}),
})
