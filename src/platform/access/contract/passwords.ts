import { z } from 'zod'
import { anyone, members } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { instantShape } from '#kernel/time'
import { emailShape, okShape, passwordShape } from './shapes.ts'

/** Minutes for which a link for a new password opens something. */
export const passwordLinkMinutes = 60

export const forgotPassword = endpoint({
  id: 'access.forgotPassword',
  method: 'POST',
  path: '/api/v1/account/password/forgotten',
  summary: 'Ask for a link for a new password by mail. The answer is the same whether the address has an account or not',
  access: anyone,
  limits: { rate: 'sign-in' },
  body: z.object({ email: emailShape }),
  answer: okShape,
})

export const resetPassword = endpoint({
  id: 'access.resetPassword',
  method: 'POST',
  path: '/api/v1/account/password/reset',
  summary: 'Set a new password by a one-time link; all sessions of the account end',
  access: anyone,
  limits: { rate: 'sign-in' },
  body: z.object({ token: z.string().min(1).max(200).describe('What stands behind # in the link'), password: passwordShape }),
  answer: okShape,
})

export const makePasswordLink = endpoint({
  id: 'access.makePasswordLink',
  method: 'POST',
  path: '/api/v1/accounts-with-access/{userId}/password-link',
  summary: 'Make a one-time link by which a person sets a new password, to hand over where no mail is sent',
  access: members('owner'),
  limits: { rate: 'write' },
  params: z.object({ userId: z.string().max(100) }),
  answer: z.object({
    link: z.string().describe('Path of the one-time link, to be put behind the address of this Interlock. It is shown once and not kept.'),
    name: z.string(),
    expiresAt: instantShape,
  }),
})
