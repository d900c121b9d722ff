import { z } from 'zod'
import { everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { instantShape } from '#kernel/time'

export const packs = ['rep', 'manager', 'marketer', 'ops', 'executive'] as const
export type Pack = (typeof packs)[number]

const choiceShape = z.object({
  every: z.enum(['none', 'week', 'month']),
  weekday: z.int().min(1).max(7).describe('Of a weekly one: 1 is Monday'),
  monthday: z.int().min(1).max(28).describe('Of a monthly one'),
  hour: z.int().min(0).max(23).describe('In the zone of the company'),
  pack: z
    .enum(packs)
    .describe(
      'rep: own leads, promises, tasks and deals that need something; manager: those of the team, and what was not kept; marketer: what became of the leads; ops: what needs a hand in the data; executive: where money is lost, and what changed',
    ),
})
export type Choice = z.output<typeof choiceShape>

export const usualChoice: Choice = { every: 'none', weekday: 1, monthday: 1, hour: 7, pack: 'rep' }

const digestShape = choiceShape.extend({
  zone: z.string(),
  next: instantShape.nullable().describe('When the next one is sent; null for none'),
})

export const readDigest = endpoint({
  id: 'cadence.readDigest',
  method: 'GET',
  path: '/api/v1/digest',
  summary: 'Which digest is sent to me by e-mail, and when the next one is',
  access: everyMember,
  records: 'none',
  limits: { rate: 'read' },
  answer: digestShape,
})

export const setDigest = endpoint({
  id: 'cadence.setDigest',
  method: 'PUT',
  path: '/api/v1/digest',
  summary: 'Choose which digest is sent to me by e-mail, and when',
  access: everyMember,
  records: 'none',
  limits: { rate: 'write' },
  body: choiceShape,
  answer: digestShape,
})

export const sendDigest = endpoint({
  id: 'cadence.sendDigest',
  method: 'POST',
  path: '/api/v1/digest/send',
  summary: 'Send me a digest now; what it tells is what I may see',
  access: everyMember,
  records: 'inside',
  limits: { rate: 'heavy', timeMs: 120_000 },
  body: z.object({ pack: z.enum(packs) }),
  answer: z.object({ to: z.string(), sends: z.boolean().describe('false: no mail server is set, so it waits in the list of mails') }),
})
