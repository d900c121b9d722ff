import { z } from 'zod'
import { everyMember, members } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { instantShape } from '#kernel/time'
import { leadStates } from './hand-over.ts'

/** What can be done with a hand-over. It becomes `working` by a real activity, never by a word. */
export const verbs = ['accept', 'take', 'hand', 'return', 'reject', 'disqualify', 'convert', 'reopen'] as const
export type Verb = (typeof verbs)[number]

/** Of reasons: none of the agreed ones; a note says which. */
export const otherReason = 'other'

export const verbStandingShape = z.object({
  verb: z.enum(verbs),
  may: z.boolean(),
  why: z.string().nullable().describe('Why not, in one sentence'),
})

export const readSteps = z.array(
  z.object({
    id: idOf('lead_step'),
    at: instantShape,
    by: z.string(),
    from: z.enum(leadStates),
    to: z.enum(leadStates),
    fromOwner: z.string().nullable(),
    toOwner: z.string().nullable(),
    reason: z.string().nullable(),
    note: z.string().nullable(),
  }),
)

const oneLead = z.object({ id: idOf('lead') })
const versionShape = z.uuid().describe('The version that the step was made on; refused when the lead changed since')
const noteShape = z.string().trim().max(2_000, 'A note has at most 2,000 characters.').nullable().default(null)
const reasonShape = z.string().min(1).max(40).describe('The key of an agreed reason of the lead contract, or "other" with a note')

export const steppedShape = z.object({
  id: idOf('lead'),
  version: z.uuid(),
  state: z.enum(leadStates),
  owner: z.object({ id: idOf('member'), name: z.string() }).nullable(),
  eventId: idOf('event').describe('Undo the step by this'),
})

const sales = members('owner', 'admin', 'sales')

const step = {
  method: 'POST',
  access: sales,
  records: { change: 'lead' },
  limits: { rate: 'write' },
  params: oneLead,
  answer: steppedShape,
} as const

export const acceptLead = endpoint({
  ...step,
  id: 'leads.accept',
  path: '/api/v1/leads/{id}/accept',
  summary: 'Accept a lead that was offered to me, or that waits in a queue',
  body: z.object({ version: versionShape }),
})

export const takeLead = endpoint({
  ...step,
  id: 'leads.take',
  path: '/api/v1/leads/{id}/take',
  summary: 'Take an open lead out of a queue, or from a colleague',
  body: z.object({ version: versionShape, note: noteShape }),
})

export const handLead = endpoint({
  ...step,
  id: 'leads.hand',
  path: '/api/v1/leads/{id}/hand',
  summary: 'Hand an open lead to a colleague, or put it into a queue',
  body: z.object({
    version: versionShape,
    to: idOf('member').nullable().describe('The colleague; null for a queue'),
    queue: z.string().trim().min(1).max(200).nullable().default(null),
    note: noteShape,
  }),
})

export const returnLead = endpoint({
  ...step,
  id: 'leads.return',
  path: '/api/v1/leads/{id}/return',
  summary: 'Give a lead back to marketing, who nurture them until they may be handed over again',
  body: z.object({ version: versionShape, reason: reasonShape.nullable().default(null), note: noteShape }),
})

export const rejectLead = endpoint({
  ...step,
  id: 'leads.reject',
  path: '/api/v1/leads/{id}/reject',
  summary: 'Reject a lead with an agreed reason; whether they return to nurture is agreed with the reason',
  body: z.object({ version: versionShape, reason: reasonShape, note: noteShape }),
})

export const disqualifyLead = endpoint({
  ...step,
  id: 'leads.disqualify',
  path: '/api/v1/leads/{id}/disqualify',
  summary: 'Say that somebody whom sales worked on will not buy: they are out, and are not nurtured',
  body: z.object({ version: versionShape, reason: reasonShape, note: noteShape }),
})

export const convertLead = endpoint({
  ...step,
  id: 'leads.convert',
  path: '/api/v1/leads/{id}/convert',
  summary: 'Make a lead a deal: one that is there, or a new one with a name',
  body: z.object({
    version: versionShape,
    deal: z.union([
      z.object({ id: idOf('deal') }),
      z.object({
        name: z.string().trim().min(1, 'Say what the deal is called.').max(400),
        pipeline: idOf('pipeline').optional().describe('Left out, it is chosen as for any deal made by hand'),
        amount: z.string().max(30).optional(),
        currency: z.string().length(3).optional(),
      }),
    ]),
    note: noteShape,
  }),
  answer: steppedShape.extend({ deal: z.object({ id: idOf('deal'), name: z.string() }) }),
})

export const reopenLead = endpoint({
  ...step,
  id: 'leads.reopen',
  path: '/api/v1/leads/{id}/reopen',
  summary: 'Open a lead again that was given back, rejected, disqualified or converted; its deadlines stay what they were',
  body: z.object({ version: versionShape, note: noteShape }),
})

export const undoStep = endpoint({
  ...step,
  id: 'leads.undoStep',
  path: '/api/v1/leads/{id}/steps/{eventId}/undo',
  summary: 'Take back one step of a lead, or an activity that was logged on it',
  params: oneLead.extend({ eventId: idOf('event') }),
  answer: z.object({}),
})

/** What counts as a contact. */
export const loggedKinds = ['call', 'email', 'meeting', 'message'] as const

export const logActivity = endpoint({
  ...step,
  id: 'leads.logActivity',
  path: '/api/v1/leads/{id}/activities',
  summary: 'Log a call, e-mail, meeting or message with a lead; the first one stops the clock',
  body: z.object({
    kind: z.enum(loggedKinds),
    outcome: z.enum(['reached', 'not reached']).nullable().default(null),
    at: instantShape.optional().describe('When it was; now when left out'),
    note: noteShape,
  }),
  answer: steppedShape.extend({
    activity: idOf('activity'),
    tries: z.int(),
    returned: z.boolean().describe('true when the tries that were agreed are used up, and they went back to nurture'),
  }),
})

export const readVerbs = endpoint({
  id: 'leads.verbs',
  method: 'GET',
  path: '/api/v1/lead-states',
  summary: 'The states of a hand-over, and which verb goes from where to where',
  access: everyMember,
  records: 'none',
  limits: { rate: 'read' },
  answer: z.object({
    states: z.array(z.object({ state: z.enum(leadStates), open: z.boolean() })),
    verbs: z.array(z.object({ verb: z.enum(verbs), from: z.array(z.enum(leadStates)), to: z.array(z.enum(leadStates)) })),
  }),
})
