import { z } from 'zod'
import { everyMember, members } from '#kernel/access'
import { door } from '#kernel/door'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { instantShape } from '#kernel/time'

/** Page views of visitors whom nobody knows go after so many days, by themselves. */
export const keptDays = 90

const originsShape = z.array(z.string().max(200)).max(20)

export const readTracker = endpoint({
  id: 'tracker.read',
  method: 'GET',
  path: '/api/v1/tracker',
  summary: 'Whether visits of the own sites are noted, of which sites, and what came in the last 30 days',
  access: everyMember,
  records: 'none',
  limits: { rate: 'read' },
  answer: z.object({
    siteKey: z.string(),
    on: z.boolean(),
    origins: originsShape,
    views: z.int().describe('Page views of the last 30 days'),
    visitors: z.int().describe('Visitors of the last 30 days who gave consent'),
    known: z.int().describe('Of those, people who sent a form'),
    lastAt: instantShape.nullable(),
    may: z.union([z.object({ ok: z.literal(true) }), z.object({ ok: z.literal(false), why: z.string() })]),
  }),
})

export const setTracker = endpoint({
  id: 'tracker.set',
  method: 'PUT',
  path: '/api/v1/tracker',
  summary: 'Note visits of these sites, or stop it',
  access: members('owner', 'admin', 'marketing'),
  records: 'none',
  limits: { rate: 'write' },
  body: z.object({ on: z.boolean(), origins: originsShape }),
  answer: z.object({ eventId: idOf('event').describe('Undo the change by this') }),
})

/** What a page sends. Nothing else of an address is taken than its path and what campaigns put behind it. */
export const pageViewShape = z.object({
  v: z.string().regex(/^[\w-]{16,40}$/),
  p: z.string().max(500),
  r: z.string().max(200).optional(),
  u: z.partialRecord(z.enum(['source', 'medium', 'campaign', 'term', 'content']), z.string().max(150)).optional(),
})

export const trackerScript = door({
  id: 'tracker.script',
  method: 'GET',
  path: '/t.js',
  summary: 'The script for the own sites: it sends nothing and stores nothing without consent',
  limits: { rate: 'read' },
})

export const noteVisit = door({
  id: 'tracker.visit',
  method: 'POST',
  path: '/api/v1/visits/{siteKey}',
  summary: 'Notes that a visitor who gave consent opened a page',
  limits: { rate: 'visit', bodyBytes: 4 * 1024 },
  takes: ['json', 'beacon'],
})
