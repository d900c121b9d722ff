import { z } from 'zod'
import { editors, everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { instantShape } from '#kernel/time'

/** The lawful bases of article 6 (1) of the GDPR, in its order. */
export const lawfulBases = ['consent', 'contract', 'legal obligation', 'vital interests', 'public task', 'legitimate interests'] as const
export type LawfulBasis = (typeof lawfulBases)[number]

export const consentStatuses = ['given', 'withdrawn', 'objected'] as const
export type ConsentStatus = (typeof consentStatuses)[number]

const params = z.object({ id: z.uuid() })
const basisShape = z.enum(lawfulBases).describe('Lawful basis, of article 6 (1) GDPR')
const statusShape = z.enum(consentStatuses)

const consentShape = z.object({
  id: idOf('consent'),
  purpose: z.string().describe('What their data is used for'),
  basis: basisShape,
  status: statusShape,
  source: z.string().nullable().describe('Where it was said: a form, a call, a letter'),
  version: z.string().nullable().describe('The version of the text that they were shown'),
  at: instantShape.describe('When they said it'),
  by: z.string().describe('Who noted it'),
  notedAt: instantShape,
  inForce: z.boolean().describe('The last word of the person on this purpose'),
})
export type Consent = z.output<typeof consentShape>

const verdictShape = z
  .union([z.object({ ok: z.literal(true) }), z.object({ ok: z.literal(false), why: z.string() })])
  .describe('Whether whoever asks may do it, and why not')

export const personPrivacy = endpoint({
  id: 'accounts.personPrivacy',
  method: 'GET',
  path: '/api/v1/people/{id}/privacy',
  summary: 'What a person agreed or objected to, newest first; whether they were erased; and what the caller may do about it',
  access: everyMember,
  records: 'inside',
  limits: { rate: 'read' },
  params,
  answer: z.object({
    erasedAt: instantShape.nullable(),
    consents: z.array(consentShape),
    held: z.string().nullable().describe('Why they are held from erasure; null where they are not'),
    may: z.object({ takeAway: verdictShape, erase: verdictShape, note: verdictShape, hold: verdictShape }),
  }),
})

const text = (most: number) => z.string().trim().min(1).max(most)

export const noteConsent = endpoint({
  id: 'accounts.noteConsent',
  method: 'POST',
  path: '/api/v1/people/{id}/consents',
  summary: 'Note what a person agreed or objected to; earlier entries stay as they are',
  access: editors,
  records: { change: 'person' },
  limits: { rate: 'write' },
  params,
  body: z.object({
    purpose: text(200).describe('What their data is used for, such as "newsletter"'),
    basis: basisShape,
    status: statusShape,
    source: text(400).nullable().default(null).describe('Where it was said: a form, a call, a letter'),
    version: text(200).nullable().default(null).describe('The version of the text that they were shown'),
    at: instantShape.nullable().default(null).describe('When they said it, as an instant in UTC; now where it is left out'),
  }),
  answer: z.object({ consentId: idOf('consent') }),
})

export const undoConsent = endpoint({
  id: 'accounts.undoConsent',
  method: 'POST',
  path: '/api/v1/people/{id}/consents/{consentId}/undo',
  summary: 'Take back an entry that was noted by mistake; the ledger keeps that it was there',
  access: editors,
  records: { change: 'person' },
  limits: { rate: 'write' },
  params: params.extend({ consentId: idOf('consent') }),
  answer: z.object({}),
})
