import { z } from 'zod'
import { managers } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { instantShape } from '#kernel/time'

/** How long the secret from before signs too, after a new one was made. */
export const oldSecretHours = 24

export const mostWebhooks = 30

const nameShape = z.string().trim().min(1).max(120)

const urlShape = z
  .url({ protocol: /^https?$/, error: 'An address begins with https://, or with http:// where whoever runs Interlock opened it.' })
  .max(2_000)
  .refine(
    (text) => URL.canParse(text) && new URL(text).username === '' && new URL(text).password === '',
    'No name and no password stand in the address.',
  )

const kindsShape = z
  .array(
    z
      .string()
      .max(100)
      .regex(/^[a-z][a-z-]*(\.[a-z][a-z-]*|\.\*)$/, 'A kind of event, such as lead.offered, or all about one thing: lead.*'),
  )
  .max(200)
  .describe('Kinds of events; lead.* is all about leads; empty is everything')

const webhookShape = z.object({
  id: idOf('webhook'),
  name: z.string(),
  url: z.string(),
  kinds: z.array(z.string()),
  personal: z.boolean().describe('Whether names and what people wrote go along'),
  ordered: z.boolean().describe('One message at a time, each after the one before was taken'),
  state: z.enum(['on', 'off', 'stopped']).describe('Stopped: by Interlock, because nobody takes what is sent'),
  why: z.string().nullable().describe('Why it was stopped'),
  madeBy: z.string().describe('Who answers for it: what they may read is what is told'),
  madeAt: instantShape,
  oldSecretUntil: instantShape.nullable().describe('Until when the secret from before signs too'),
  heldUntil: instantShape.nullable().describe('The receiver asked to be left alone until then'),
  lastSentAt: instantShape.nullable(),
  waiting: z.int(),
  failed: z.int(),
})
export type Webhook = z.output<typeof webhookShape>

const attemptShape = z.object({
  at: instantShape,
  ms: z.int(),
  status: z.int().nullable().describe('Null where no answer came'),
  answer: z.string().nullable().describe('The first KB'),
  why: z.string().nullable(),
})
export type Attempt = z.output<typeof attemptShape>

const sentShape = z.object({
  id: idOf('webhook_delivery').describe('What webhook-id says'),
  event: idOf('event').nullable().describe('Null for a test'),
  kind: z.string(),
  state: z.enum(['waiting', 'sent', 'failed']),
  tries: z.int(),
  madeAt: instantShape,
  nextTryAt: instantShape.nullable(),
  attempts: z.array(attemptShape).describe('The newest first, 20 at most'),
})
export type Sent = z.output<typeof sentShape>

const params = z.object({ id: idOf('webhook') })
const managed = { access: managers, limits: { rate: 'write' } } as const
const looked = { access: managers, records: 'none', limits: { rate: 'read' } } as const
const secretOnce = z.string().describe('The secret of Standard Webhooks. It is shown this once')

export const listWebhooks = endpoint({
  ...looked,
  id: 'workspace.listWebhooks',
  method: 'GET',
  path: '/api/v1/webhooks',
  summary: 'Addresses of other systems that are told what happens here, and the kinds of events that there are',
  answer: z.object({ webhooks: z.array(webhookShape), kinds: z.array(z.string()) }),
})

export const makeWebhook = endpoint({
  ...managed,
  id: 'workspace.makeWebhook',
  method: 'POST',
  path: '/api/v1/webhooks',
  summary: 'Have an address told what happens from now on, signed by Standard Webhooks with a secret that is shown once',
  body: z.object({
    name: nameShape,
    url: urlShape,
    kinds: kindsShape.default([]),
    personal: z.boolean().default(false),
    ordered: z.boolean().default(false),
  }),
  answer: z.object({ webhook: webhookShape, secret: secretOnce }),
  tellsSecret: true,
})

export const changeWebhook = endpoint({
  ...managed,
  id: 'workspace.changeWebhook',
  method: 'PATCH',
  path: '/api/v1/webhooks/{id}',
  summary: 'Change what an address is told, or switch it on or off. Whoever does so answers for it from then on',
  params,
  body: z.object({
    name: nameShape.optional(),
    url: urlShape.optional(),
    kinds: kindsShape.optional(),
    personal: z.boolean().optional(),
    ordered: z.boolean().optional(),
    on: z.boolean().optional(),
    catchUp: z.boolean().default(false).describe('Switched on again, it is told what happened since it was off, too'),
  }),
  answer: z.object({ webhook: webhookShape }),
})

export const rotateWebhook = endpoint({
  ...managed,
  id: 'workspace.rotateWebhook',
  method: 'POST',
  path: '/api/v1/webhooks/{id}/rotate',
  summary: 'Make a new secret; for a day both sign, so that nothing is lost while it is changed',
  params,
  answer: z.object({ secret: secretOnce, oldSecretUntil: instantShape }),
  tellsSecret: true,
})

export const removeWebhook = endpoint({
  ...managed,
  records: 'none',
  id: 'workspace.removeWebhook',
  method: 'DELETE',
  path: '/api/v1/webhooks/{id}',
  summary: 'Tell an address nothing any more; what waits for it goes',
  params,
  answer: z.object({ ok: z.literal(true) }),
})

export const testWebhook = endpoint({
  ...managed,
  id: 'workspace.testWebhook',
  method: 'POST',
  path: '/api/v1/webhooks/{id}/test',
  summary: 'Send a test now, and say what came back',
  limits: { rate: 'heavy', timeMs: 60_000 },
  params,
  answer: z.object({ sent: z.boolean(), attempt: attemptShape }),
})

export const listSent = endpoint({
  ...managed,
  id: 'workspace.listSentWebhooks',
  method: 'GET',
  path: '/api/v1/webhooks/{id}/deliveries',
  summary: 'What was sent to an address in the last 30 days, try by try, the newest first',
  limits: { rate: 'read' },
  params,
  query: z.object({ state: z.enum(['waiting', 'sent', 'failed']).optional(), before: idOf('webhook_delivery').optional() }),
  answer: z.object({ sent: z.array(sentShape), more: z.boolean() }),
})

export const sendAgain = endpoint({
  ...managed,
  id: 'workspace.sendWebhooksAgain',
  method: 'POST',
  path: '/api/v1/webhooks/{id}/replay',
  summary: 'Send again: one message, or all that were never taken since a time; each under its id from before',
  limits: { rate: 'heavy' },
  params,
  body: z.object({ delivery: idOf('webhook_delivery').optional(), since: instantShape.optional() }),
  answer: z.object({ again: z.int() }),
})
