import { z } from 'zod'
import { editors } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { instantShape } from '#kernel/time'
import type { LinkageColumn } from './linkage.ts'
import { partShape } from './linkage.ts'

export const likelyKinds = ['person', 'account'] as const
export type LikelyKind = (typeof likelyKinds)[number]

/** What people and accounts are compared by, and the field of their lists whose right it takes to be told. */
export const comparedBy = {
  person: [
    { name: 'given', kind: 'given', field: 'firstName' },
    { name: 'surname', kind: 'surname', field: 'lastName' },
    { name: 'email', kind: 'email', field: 'email' },
    { name: 'phone', kind: 'phone', field: 'phone' },
    { name: 'company', kind: 'company', field: 'account' },
  ],
  account: [
    { name: 'name', kind: 'company', field: 'name' },
    { name: 'domain', kind: 'domain', field: 'domain' },
    { name: 'phone', kind: 'phone', field: 'phone' },
    { name: 'city', kind: 'town', field: 'city' },
    { name: 'country', kind: 'region', field: 'country' },
  ],
} as const satisfies Record<LikelyKind, readonly (LinkageColumn & { readonly field: string })[]>

/** Pairs that one call may decide on. */
export const mostDecided = 500

const sideShape = z.object({ id: z.uuid(), name: z.string(), about: z.string().describe('Title and company, or domain and city') })

const pairShape = z.object({
  id: idOf('likely_pair'),
  kind: z.enum(likelyKinds),
  first: sideShape,
  second: sideShape,
  probability: z.number().describe('That they are one, by the model: 0 to 1'),
  weight: z.number().describe('In bits; 0 is as likely as not'),
  parts: z.array(partShape.extend({ words: z.string() })).describe('What each field adds to the weight, what says most first'),
  hangs: z.int().describe('Rows that name one of the two'),
  state: z.enum(['open', 'different']),
  decidedBy: z.string().nullable(),
  decidedAt: instantShape.nullable(),
})
export type LikelyPairShown = z.output<typeof pairShape>

const limits = { rate: 'read' } as const

export const listLikelyPairs = endpoint({
  id: 'accounts.listLikelyPairs',
  method: 'GET',
  path: '/api/v1/likely-pairs',
  summary:
    'People or accounts that are likely one and the same, the likeliest first and among those the ones on which most hangs, with the weights in words',
  access: editors,
  records: 'inside',
  limits,
  query: z.object({
    kind: z.enum(likelyKinds).default('person'),
    state: z.enum(['open', 'different']).default('open'),
    limit: z.coerce.number().int().min(1).max(200).default(50),
    offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  }),
  answer: z.object({
    pairs: z.array(pairShape),
    counts: z.object({ person: z.int(), account: z.int() }).describe('Pairs of each kind in this state that your role may see'),
    lookedAt: instantShape.nullable().describe('When the records were last looked through'),
    running: z.boolean(),
    next: instantShape.nullable().describe('When they are looked through again; set when something has changed'),
  }),
})

export const findLikelyPairs = endpoint({
  id: 'accounts.findLikelyPairs',
  method: 'POST',
  path: '/api/v1/likely-pairs/find',
  summary: 'Look through all people and accounts for those that are likely one, now; it runs behind the request',
  access: editors,
  records: 'inside',
  limits: { rate: 'heavy' },
  answer: z.object({}),
})

export const sayDifferent = endpoint({
  id: 'accounts.sayLikelyPairsDifferent',
  method: 'POST',
  path: '/api/v1/likely-pairs/different',
  summary: 'Say that the records of likely pairs are not the same; it is remembered, and they are not proposed again',
  access: editors,
  records: 'inside',
  limits: { rate: 'write' },
  body: z.object({ ids: z.array(idOf('likely_pair')).min(1).max(mostDecided) }),
  answer: z.object({ pairs: z.int(), eventId: idOf('event').describe('Undo by this') }),
})

export const undoDifferent = endpoint({
  id: 'accounts.undoLikelyPairsDifferent',
  method: 'POST',
  path: '/api/v1/likely-pairs/undo',
  summary: 'Take back that the records of likely pairs are not the same',
  access: editors,
  records: 'inside',
  limits: { rate: 'write' },
  body: z.object({ eventId: idOf('event') }),
  answer: z.object({}),
})
