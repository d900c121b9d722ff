import { z } from 'zod'
import { managers, signedIn } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { instantShape } from '#kernel/time'
import { okShape } from './shapes.ts'

export const ownSessionShape = z.object({
  id: z.string(),
  current: z.boolean().describe('The one that asks'),
  device: z.string().nullable().describe('What the browser called itself at sign-in'),
  address: z.string().nullable().describe('Network address at sign-in'),
  signedInAt: instantShape,
  lastSeenAt: instantShape.describe('To within five minutes'),
})
export type OwnSession = z.output<typeof ownSessionShape>

export const listSessions = endpoint({
  id: 'access.listSessions',
  method: 'GET',
  path: '/api/v1/account/sessions',
  summary: 'Where I am signed in, the last seen first',
  access: signedIn,
  limits: { rate: 'read' },
  answer: z.object({ sessions: z.array(ownSessionShape) }),
})

export const endSession = endpoint({
  id: 'access.endSession',
  method: 'DELETE',
  path: '/api/v1/account/sessions/{id}',
  summary: 'End one of my sessions',
  access: signedIn,
  limits: { rate: 'write' },
  params: z.object({ id: z.string().max(100) }),
  answer: okShape,
})

export const endOtherSessions = endpoint({
  id: 'access.endOtherSessions',
  method: 'DELETE',
  path: '/api/v1/account/sessions',
  summary: 'End all my sessions but this one',
  access: signedIn,
  limits: { rate: 'write' },
  answer: z.object({ ended: z.int() }),
})

export const endSessionsOf = endpoint({
  id: 'access.endSessionsOf',
  method: 'DELETE',
  path: '/api/v1/accounts-with-access/{userId}/sessions',
  summary: 'End all sessions of a person, who then signs in again; for those who run all companies of the account',
  access: managers,
  records: 'none',
  limits: { rate: 'write' },
  params: z.object({ userId: z.string().max(100) }),
  answer: z.object({ ended: z.int() }),
})
