import { z } from 'zod'
import { editors, everyMember, members } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { dayShape, instantShape } from '#kernel/time'
import { documentShape } from './document.ts'

/** The two sides of a contract. */
export const sides = ['marketing', 'sales'] as const
export type Side = (typeof sides)[number]
const sideShape = z.enum(sides)

/** From draft to superseded; which of the last three a signed version is follows from the clock. */
export const versionStates = ['draft', 'proposed', 'signed', 'in_force', 'superseded'] as const
export type VersionState = (typeof versionStates)[number]

export const signatureShape = z.object({
  side: sideShape,
  name: z.string(),
  title: z.string().nullable(),
  at: instantShape,
  recordedBy: z.string().nullable().describe('Who wrote down a signature that was given elsewhere; null where they signed here'),
  how: z.string().nullable().describe('How it was given, where it was given elsewhere'),
})

export const versionShape = z.object({
  id: idOf('contract_version'),
  number: z.int().describe('From 1 on'),
  state: z.enum(versionStates),
  basedOn: z.int().nullable(),
  reason: z.string().describe('Why it changes'),
  by: z.string(),
  at: instantShape,
  proposedBy: z.string().nullable(),
  proposedAt: instantShape.nullable(),
  from: dayShape.nullable().describe('The day from which it was proposed to hold'),
  inForceAt: instantShape.nullable().describe('When it begins or began to hold'),
  supersededAt: instantShape.nullable(),
  seal: z.string().nullable().describe('SHA-256 of what was proposed; signatures are given on it'),
  document: documentShape,
  signatures: z.array(signatureShape),
})
export type ContractVersion = z.output<typeof versionShape>

const readerShape = z.object({ name: z.string(), team: sideShape, readAt: instantShape.nullable() })

const one = z.object({ id: idOf('contract_version') })
const doneShape = z.object({ id: idOf('contract_version'), eventId: idOf('event').describe('Undo it by this') })
/** No record is told: what is agreed on are rules. */
const writing = { access: editors, records: 'none', limits: { rate: 'write' } } as const
const reading = { method: 'GET', access: everyMember, records: 'none', limits: { rate: 'read' } } as const
const reasonShape = z.string().trim().min(3, 'Say why, in a few words.').max(2000, 'A reason has at most 2,000 characters.')

export const readContract = endpoint({
  ...reading,
  id: 'agreement.readContract',
  path: '/api/v1/lead-contract',
  summary: 'The lead contract: the version in force, the one that is worked on, all versions, who signed and who read it',
  answer: z.object({
    today: dayShape.describe('As the company sees it'),
    inForce: versionShape.nullable(),
    coming: versionShape.nullable().describe('Signed by both sides, with a day that is still to come'),
    open: versionShape.nullable().describe('The draft or proposal; there is one at most'),
    versions: z.array(versionShape.omit({ document: true, signatures: true })),
    readers: z.array(readerShape).describe('Members of both teams, and when they confirmed that they read the newest signed version'),
    mine: z.object({
      signs: z.array(sideShape).describe('Sides for which you may sign'),
      read: z.boolean().describe('Whether you confirmed the newest signed version'),
      records: z.boolean().describe('Whether you may write down signatures that were given elsewhere'),
    }),
  }),
})

export const readVersion = endpoint({
  ...reading,
  id: 'agreement.readVersion',
  path: '/api/v1/lead-contract/versions/{id}',
  summary: 'One version of the lead contract, with its signatures',
  params: one,
  answer: versionShape,
})

export const listFacts = endpoint({
  ...reading,
  id: 'agreement.listFacts',
  path: '/api/v1/lead-contract/fields',
  summary: 'The facts that rules of the lead contract are made of, custom fields that somebody settled included',
  answer: z.object({
    columns: z.array(
      z.object({
        key: z.string(),
        label: z.string(),
        type: z.enum(['text', 'choice', 'number', 'money', 'day', 'instant', 'flag', 'reference']),
        options: z.array(z.string()).optional(),
      }),
    ),
  }),
})

export const draftContract = endpoint({
  ...writing,
  id: 'agreement.draftContract',
  method: 'POST',
  path: '/api/v1/lead-contract/drafts',
  summary: 'Begin a new version, with why; there is one draft or proposal at most',
  body: z.object({ document: documentShape, reason: reasonShape }),
  answer: doneShape,
})

export const changeDraft = endpoint({
  ...writing,
  id: 'agreement.changeDraft',
  method: 'PATCH',
  path: '/api/v1/lead-contract/drafts/{id}',
  summary: 'Change the draft; what was proposed does not change any more',
  params: one,
  body: z.object({ document: documentShape, reason: reasonShape }).partial(),
  answer: doneShape,
})

export const discardDraft = endpoint({
  ...writing,
  id: 'agreement.discardDraft',
  method: 'DELETE',
  path: '/api/v1/lead-contract/drafts/{id}',
  summary: 'Throw the draft away',
  params: one,
  answer: doneShape,
})

export const proposeContract = endpoint({
  ...writing,
  id: 'agreement.proposeContract',
  method: 'POST',
  path: '/api/v1/lead-contract/versions/{id}/propose',
  summary: 'Propose the draft to both sides, to hold from a day; it is sealed and does not change any more',
  params: one,
  body: z.object({ from: dayShape }),
  answer: doneShape,
})

export const withdrawContract = endpoint({
  ...writing,
  id: 'agreement.withdrawContract',
  method: 'POST',
  path: '/api/v1/lead-contract/versions/{id}/withdraw',
  summary: 'Take a proposal back to draft before both sides signed; signatures that it has go',
  params: one,
  answer: doneShape,
})

export const signContract = endpoint({
  ...writing,
  id: 'agreement.signContract',
  method: 'POST',
  path: '/api/v1/lead-contract/versions/{id}/sign',
  summary: 'Sign for a side, in your own name; owners and admins may write down a signature that somebody gave elsewhere',
  params: one,
  body: z.object({
    side: sideShape,
    seal: z.string().describe('Of the version as you read it'),
    title: z.string().trim().max(120).optional().describe('What the signer is, such as CMO'),
    elsewhere: z
      .object({ name: z.string().trim().min(2).max(120), how: z.string().trim().min(3).max(400) })
      .optional()
      .describe('Who signed elsewhere, and how: on paper, by mail of which day'),
  }),
  answer: doneShape,
})

export const confirmContract = endpoint({
  id: 'agreement.confirmContract',
  method: 'POST',
  path: '/api/v1/lead-contract/versions/{id}/confirm',
  summary: 'Confirm that you read a signed version',
  access: members('owner', 'admin', 'sales', 'marketing', 'viewer'),
  records: 'none',
  limits: { rate: 'write' },
  params: one,
  answer: doneShape,
})

export const undoContract = endpoint({
  ...writing,
  id: 'agreement.undoContract',
  method: 'POST',
  path: '/api/v1/lead-contract/undo',
  summary: 'Take a step of the lead contract back, unless the version it made holds already',
  body: z.object({ eventId: idOf('event') }),
  answer: z.object({}),
})

const knownShape = z.union([z.string().max(400), z.number(), z.boolean()]).nullable()

export const judgePerson = endpoint({
  id: 'agreement.judgePerson',
  method: 'POST',
  path: '/api/v1/lead-contract/judge',
  summary:
    'Who somebody with these facts is under the contract in force, or under another document: contact or lead, the score, and how it came about',
  access: everyMember,
  records: 'none',
  limits: { rate: 'read' },
  body: z.object({
    facts: z
      .record(z.string().max(220), knownShape)
      .describe('By the keys of the facts; what is left out is not known')
      .meta({ examples: [{ employees: 120, industry: 'Energy', responses30: 2 }] }),
    at: instantShape.optional().describe('As seen from this moment; now when left out'),
    document: documentShape.optional(),
  }),
  answer: z.object({
    version: z.int().nullable().describe('The version that judged; null for a document that was sent'),
    result: z.enum(['contact', 'lead']),
    score: z.number(),
    threshold: z.number(),
    by: z.array(z.object({ key: z.string(), name: z.string(), held: z.boolean(), points: z.number(), days: z.int().nullable() })),
    missing: z.array(z.string()),
    exclusion: z.string().nullable().describe('The name of the exclusion that holds'),
  }),
})
