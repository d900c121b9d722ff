import { z } from 'zod'
import { everyMember, managers } from '#kernel/access'
import { endpoint, type ResultOf } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { instantShape } from '#kernel/time'
import { routingShape } from './routing.ts'

const versionShape = z.object({
  id: idOf('routing_version'),
  number: z.int().describe('From 1 on'),
  state: z.enum(['draft', 'published', 'superseded']),
  basedOn: z.int().nullable(),
  by: z.string(),
  at: instantShape,
  reason: z.string().nullable().describe('Why it was published'),
  publishedBy: z.string().nullable(),
  publishedAt: instantShape.nullable(),
  document: routingShape,
})
export type RoutingVersion = z.output<typeof versionShape>

const one = z.object({ id: idOf('routing_version') })
const doneShape = z.object({ id: idOf('routing_version'), eventId: idOf('event').describe('Undo it by this') })
/** No record is told: routing is made of rules. */
const writing = { access: managers, records: 'none', limits: { rate: 'write' } } as const
const reading = { method: 'GET', access: everyMember, records: 'none', limits: { rate: 'read' } } as const

export const readRouting = endpoint({
  ...reading,
  id: 'leads.readRouting',
  path: '/api/v1/routing',
  summary: 'The routing: the version that holds, the draft, all versions, and what rules of it are made of',
  answer: z.object({
    holds: versionShape.nullable(),
    draft: versionShape.nullable().describe('There is one at most'),
    versions: z.array(versionShape.omit({ document: true })),
    columns: z.array(
      z.object({
        key: z.string(),
        label: z.string(),
        type: z.enum(['text', 'choice', 'number', 'money', 'day', 'instant', 'flag', 'reference']),
        options: z.array(z.string()).optional(),
      }),
    ),
    members: z.array(z.object({ id: idOf('member'), name: z.string(), team: z.string().nullable() })),
    teams: z.array(z.string()),
    territories: z.array(z.string()).describe('Those in use'),
    manages: z.boolean().describe('Whether you may change it'),
  }),
})

export type Routing = ResultOf<typeof readRouting>

export const readRoutingVersion = endpoint({
  ...reading,
  id: 'leads.readRoutingVersion',
  path: '/api/v1/routing/versions/{id}',
  summary: 'One version of the routing',
  params: one,
  answer: versionShape,
})

export const draftRouting = endpoint({
  ...writing,
  id: 'leads.draftRouting',
  method: 'POST',
  path: '/api/v1/routing/drafts',
  summary: 'Begin a new version of the routing; there is one draft at most',
  body: z.object({
    document: routingShape,
    basedOn: z.int().min(1).nullable().default(null).describe('The number of the version it began as'),
  }),
  answer: doneShape,
})

export const changeRouting = endpoint({
  ...writing,
  id: 'leads.changeRouting',
  method: 'PATCH',
  path: '/api/v1/routing/drafts/{id}',
  summary: 'Change the draft of the routing; what was published does not change any more',
  params: one,
  body: z.object({ document: routingShape }),
  answer: doneShape,
})

export const discardRouting = endpoint({
  ...writing,
  id: 'leads.discardRouting',
  method: 'DELETE',
  path: '/api/v1/routing/drafts/{id}',
  summary: 'Throw the draft of the routing away',
  params: one,
  answer: doneShape,
})

export const publishRouting = endpoint({
  ...writing,
  id: 'leads.publishRouting',
  method: 'POST',
  path: '/api/v1/routing/drafts/{id}/publish',
  summary: 'Publish the draft of the routing, with why: it holds from now on and does not change any more',
  params: one,
  body: z.object({
    reason: z.string().trim().min(3, 'Say why, in a few words.').max(2000, 'A reason has at most 2,000 characters.'),
  }),
  answer: doneShape,
})

export const undoRouting = endpoint({
  ...writing,
  id: 'leads.undoRouting',
  method: 'POST',
  path: '/api/v1/routing/undo',
  summary: 'Take a step of the routing back; publishing only as long as nobody was placed by it',
  body: z.object({ eventId: idOf('event') }),
  answer: z.object({}),
})
