import { z } from 'zod'
import { managers } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { instantShape } from '#kernel/time'
import { noticeKindNames } from './notice-kinds.ts'

export const mostChannels = 20

export const programs = ['slack', 'teams'] as const
export type Program = (typeof programs)[number]
/** What they are called in every language. */
export const programNames: Readonly<Record<Program, string>> = { slack: 'Slack', teams: 'Microsoft Teams' }

const urlShape = z
  .url({ protocol: /^https?$/, error: 'The address of an incoming webhook begins with https://.' })
  .max(2_000)
  .refine((text) => URL.canParse(text) && new URL(text).username === '', 'No name and no password stand in the address.')

const wantedShape = z.object({
  name: z.string().trim().min(1).max(120),
  kinds: z.array(z.enum(noticeKindNames)).max(noticeKindNames.length).describe('Empty for all'),
  names: z.boolean().describe('Whether names of records go along; without it a message says what happened, and the link where'),
})

const channelShape = wantedShape.extend({
  id: idOf('channel'),
  program: z.enum(programs),
  host: z.string().describe('Where it leads; the rest of the address is a secret and not told'),
  state: z.enum(['on', 'off', 'stopped']),
  why: z.string().nullable().describe('Why it was stopped, or what the last try that failed said'),
  madeBy: z.string(),
  waiting: z.int(),
  failed: z.int(),
  lastSentAt: instantShape.nullable(),
})
export type Channel = z.output<typeof channelShape>
export type ChannelWanted = z.output<typeof wantedShape>

const said = { access: managers, limits: { rate: 'write' } } as const

export const listChannels = endpoint({
  id: 'cadence.listChannels',
  method: 'GET',
  path: '/api/v1/channels',
  summary: 'Channels of Slack and Teams that are told',
  access: managers,
  records: 'none',
  limits: { rate: 'read' },
  answer: z.object({ channels: z.array(channelShape) }),
})

export const makeChannel = endpoint({
  id: 'cadence.makeChannel',
  method: 'POST',
  path: '/api/v1/channels',
  summary: 'Tell a channel of Slack or Teams by its incoming webhook',
  ...said,
  body: wantedShape.extend({ program: z.enum(programs), url: urlShape }),
  answer: z.object({ id: idOf('channel') }),
})

export const changeChannel = endpoint({
  id: 'cadence.changeChannel',
  method: 'PATCH',
  path: '/api/v1/channels/{id}',
  summary: 'Change what a channel is told, or its address; switch it on or off. Whoever saves it answers for it.',
  ...said,
  params: z.object({ id: idOf('channel') }),
  body: wantedShape.partial().extend({ url: urlShape.optional(), on: z.boolean().optional() }),
  answer: z.object({ ok: z.literal(true) }),
})

export const removeChannel = endpoint({
  id: 'cadence.removeChannel',
  method: 'DELETE',
  path: '/api/v1/channels/{id}',
  summary: 'Tell a channel nothing any more',
  ...said,
  params: z.object({ id: idOf('channel') }),
  answer: z.object({ ok: z.literal(true) }),
})

export const testChannel = endpoint({
  id: 'cadence.testChannel',
  method: 'POST',
  path: '/api/v1/channels/{id}/test',
  summary: 'Send a channel a message now, to see that it arrives',
  access: managers,
  limits: { rate: 'heavy', timeMs: 60_000 },
  params: z.object({ id: idOf('channel') }),
  answer: z.object({ sent: z.boolean(), status: z.int().nullable(), why: z.string().nullable() }),
})
