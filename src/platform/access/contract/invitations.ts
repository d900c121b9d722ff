import { z } from 'zod'
import { anyone, managers, roles } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { instantShape } from '#kernel/time'
import { givenRole, ownRoleRef } from './roles.ts'
import { emailShape, okShape, passwordShape, personName } from './shapes.ts'

/** Days after which an invitation no longer opens anything. */
export const invitationDays = 7

export const invitationShape = z.object({
  id: idOf('invitation'),
  email: z.string(),
  role: z.enum(roles),
  ownRole: ownRoleRef,
  invitedBy: z.string().describe('Name of whoever invited'),
  createdAt: instantShape,
  expiresAt: instantShape,
  state: z.enum(['open', 'expired']),
})
export type Invitation = z.output<typeof invitationShape>

const withLink = invitationShape.extend({
  link: z.string().describe('Path of the one-time link, to be put behind the address of this Interlock. It is shown once and not kept.'),
  mailed: z.boolean().describe('Whether it is also sent to the address by mail'),
})

export const invite = endpoint({
  id: 'access.invite',
  method: 'POST',
  path: '/api/v1/invitations',
  summary: 'Invite somebody with a role; answers a one-time link to hand over. An open invitation of the same address ends',
  access: managers,
  limits: { rate: 'write' },
  body: z.object({ email: emailShape, role: givenRole }),
  answer: withLink,
})

export const listInvitations = endpoint({
  id: 'access.listInvitations',
  method: 'GET',
  path: '/api/v1/invitations',
  summary: 'Invitations that were neither accepted nor taken back, newest first',
  access: managers,
  limits: { rate: 'read' },
  answer: z.object({ invitations: z.array(invitationShape) }),
})

export const renewInvitation = endpoint({
  id: 'access.renewInvitation',
  method: 'POST',
  path: '/api/v1/invitations/{id}/link',
  summary: 'Make a new link for an invitation; the one before opens nothing any more',
  access: managers,
  limits: { rate: 'write' },
  params: z.object({ id: idOf('invitation') }),
  answer: withLink,
})

export const revokeInvitation = endpoint({
  id: 'access.revokeInvitation',
  method: 'DELETE',
  path: '/api/v1/invitations/{id}',
  summary: 'Take an invitation back',
  access: managers,
  limits: { rate: 'write' },
  params: z.object({ id: idOf('invitation') }),
  answer: okShape,
})

const tokenShape = z.string().min(1).max(200).describe('What stands behind # in the link')

export const readInvitation = endpoint({
  id: 'access.readInvitation',
  method: 'POST',
  path: '/api/v1/invitation',
  summary: 'What the holder of a link is invited to',
  access: anyone,
  limits: { rate: 'sign-in' },
  body: z.object({ token: tokenShape }),
  answer: z.object({
    company: z.string(),
    invitedBy: z.string(),
    email: z.string(),
    role: z.enum(roles),
    ownRole: ownRoleRef,
    hasAccount: z.boolean().describe('Whether the address has an account here: then its owner signs in and accepts'),
    mine: z.boolean().describe('Whether whoever asks is signed in as the one who is invited'),
  }),
})
export type InvitedTo = z.output<typeof readInvitation.answer>

export const acceptInvitation = endpoint({
  id: 'access.acceptInvitation',
  method: 'POST',
  path: '/api/v1/invitation/accept',
  summary: 'Come in by a link: with a name and a password of your own, or signed in if you have an account here',
  access: anyone,
  limits: { rate: 'sign-in' },
  body: z.object({ token: tokenShape, name: personName.optional(), password: passwordShape.optional() }),
  answer: z.object({ workspace: idOf('workspace') }),
})
