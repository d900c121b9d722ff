import { z } from 'zod'
import { anyone, managers } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { instantShape } from '#kernel/time'
import { outcomeOfResponse } from './responses.ts'

export const hookKinds = ['standard', 'hubspot', 'hmac'] as const

/** The fields of a response that a mapping can fill; `custom:<name>` is a custom field. */
const fieldShape = z
  .string()
  .regex(
    /^(email|phone|firstName|lastName|fullName|company|domain|country|title|externalId|source|channel|campaign|what|message|at|language|visitor|deliveryId|custom:.{1,200})$/,
    'This is no field of a response. Custom fields are custom:<name>.',
  )
  .meta({ examples: ['email'] })

const pathShape = z
  .string()
  .trim()
  .min(1)
  .max(300)
  .regex(/^[^.]+(\.[^.]+)*$/, 'A path is names with dots between them, such as contact.email or items.0.id.')

export const hookSettingShape = z.object({
  kind: z
    .enum(hookKinds)
    .describe('standard: Standard Webhooks. hubspot: X-HubSpot-Signature-v3. hmac: a signature of the body in a header'),
  header: z
    .string()
    .regex(/^[a-z0-9-]{1,100}$/i)
    .default('x-signature')
    .describe('Of hmac: the header with the signature; what stands before = in it is left out'),
  algorithm: z.enum(['sha256', 'sha512']).default('sha256'),
  encoding: z.enum(['hex', 'base64']).default('hex'),
  idHeader: z
    .string()
    .regex(/^[a-z0-9-]{1,100}$/i)
    .nullable()
    .default(null)
    .describe('Of hmac: the header that names a delivery; without one the same body is the same delivery'),
  list: pathShape
    .nullable()
    .default(null)
    .describe('Where in the body a list of responses stands; null where the body is one, or a list itself'),
  mapping: z
    .record(fieldShape, pathShape)
    .default({})
    .describe('From which place in the body each field comes; empty where it has our own names'),
  constants: z.record(fieldShape, z.string().max(1_000)).default({}).describe('What is the same for all, such as the source'),
})
export type HookSetting = z.output<typeof hookSettingShape>

const hookShape = z.object({
  id: idOf('hook'),
  name: z.string(),
  path: z.string().describe('Where to send to'),
  setting: hookSettingShape,
  createdAt: instantShape,
  lastAt: instantShape.nullable().describe('When something came last'),
  quarantined: z.int(),
})

const params = z.object({ id: idOf('hook') })
const managed = { access: managers, records: 'none', limits: { rate: 'write' } } as const
const shown = z.string().describe('The secret. It is shown this once')
const nameShape = z.string().trim().min(1).max(120)

export const listHooks = endpoint({
  ...managed,
  id: 'capture.listHooks',
  method: 'GET',
  path: '/api/v1/hooks',
  summary: 'Addresses to which other systems send what comes in',
  limits: { rate: 'read' },
  answer: z.object({ hooks: z.array(hookShape) }),
})

export const makeHook = endpoint({
  ...managed,
  id: 'capture.makeHook',
  method: 'POST',
  path: '/api/v1/hooks',
  summary: 'Make an address to which another system sends responses, with a secret that is shown once',
  body: z.object({
    name: nameShape,
    setting: hookSettingShape,
    secret: z.string().min(16).max(500).optional().describe('Of a system that makes it itself, such as the client secret of HubSpot'),
  }),
  answer: z.object({ hook: hookShape, secret: shown }),
  tellsSecret: true,
})

export const changeHook = endpoint({
  ...managed,
  id: 'capture.changeHook',
  method: 'PATCH',
  path: '/api/v1/hooks/{id}',
  summary: 'Change what an address is called, or how the words of its sender are ours',
  params,
  body: z.object({ name: nameShape.optional(), setting: hookSettingShape.optional() }),
  answer: z.object({ hook: hookShape }),
})

export const rotateHook = endpoint({
  ...managed,
  id: 'capture.rotateHook',
  method: 'POST',
  path: '/api/v1/hooks/{id}/rotate',
  summary: 'Give an address a new secret; the old one holds no more',
  params,
  body: z.object({ secret: z.string().min(16).max(500).optional() }),
  answer: z.object({ secret: shown }),
  tellsSecret: true,
})

export const removeHook = endpoint({
  ...managed,
  id: 'capture.removeHook',
  method: 'DELETE',
  path: '/api/v1/hooks/{id}',
  summary: 'Close an address; what came by it stays',
  params,
  answer: z.object({ ok: z.literal(true) }),
})

export const takeHook = endpoint({
  id: 'capture.takeHook',
  kind: 'upload',
  method: 'POST',
  path: '/api/v1/hooks/{id}',
  summary: 'Where another system sends to. Its signature decides; what it signs is kept before it is read',
  access: anyone,
  records: 'none',
  limits: { rate: 'hook', bodyBytes: 1024 * 1024, timeMs: 30_000 },
  params: z.object({ id: z.string().max(100).describe('As the address of the hook says it') }),
  answer: z.object({ outcomes: z.array(outcomeOfResponse) }),
})
