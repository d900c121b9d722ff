import { z } from 'zod'
import { managers, roles } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { instantShape } from '#kernel/time'
import { givenRole, ownRoleRef } from './roles.ts'
import { okShape } from './shapes.ts'

const longestKeyDays = 366

export const apiKeyShape = z.object({
  id: idOf('api_key'),
  name: z.string(),
  role: z.enum(roles),
  ownRole: ownRoleRef,
  scope: z.enum(['read', 'write']).describe('Only looks, or changes too'),
  groups: z.array(z.string()).describe('Groups of endpoints that it reaches, as the ids of endpoints begin; empty for all'),
  hint: z.string().describe('The last four characters, to tell keys apart'),
  madeBy: z.string(),
  createdAt: instantShape,
  expiresAt: instantShape,
  lastUsedAt: instantShape.nullable().describe('To within a minute'),
  lastUsedFrom: z.string().nullable().describe('Network address of the last use'),
  state: z.enum(['works', 'expired', 'idle']).describe('Idle: whoever made it has lost the role that it needs'),
})
export type ApiKey = z.output<typeof apiKeyShape>

export const listKeys = endpoint({
  id: 'access.listKeys',
  method: 'GET',
  path: '/api/v1/api-keys',
  summary: 'The API keys of this workspace, newest first, and the groups of endpoints that a key can be limited to',
  access: managers,
  limits: { rate: 'read' },
  answer: z.object({ keys: z.array(apiKeyShape), groups: z.array(z.string()) }),
})

export const makeKey = endpoint({
  id: 'access.makeKey',
  method: 'POST',
  path: '/api/v1/api-keys',
  summary: 'Make an API key with a role not above your own; its secret is answered once and not kept',
  access: managers,
  limits: { rate: 'write' },
  body: z.object({
    name: z.string().trim().min(1, 'Name what the key is for.').max(120),
    role: givenRole,
    scope: z.enum(['read', 'write']).default('read'),
    groups: z.array(z.string().max(40)).max(40).default([]),
    days: z.int().min(1).max(longestKeyDays, 'A key lasts a year at most; make a new one before it ends.').default(90),
  }),
  answer: apiKeyShape.extend({ secret: z.string().describe('Sent as Authorization: Bearer <secret>') }),
})

export const revokeKey = endpoint({
  id: 'access.revokeKey',
  method: 'DELETE',
  path: '/api/v1/api-keys/{id}',
  summary: 'Revoke an API key; from now on it opens nothing',
  access: managers,
  limits: { rate: 'write' },
  params: z.object({ id: idOf('api_key') }),
  answer: okShape,
})
