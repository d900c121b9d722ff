import { z } from 'zod'
import { anyone, members, signedIn } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { instantShape } from '#kernel/time'
import { okShape } from './shapes.ts'

const tokenShape = z.string().min(1).max(200)
const codeShape = z.string().trim().min(1, 'Type the code.').max(60).describe('Six digits of the authenticator app, or a backup code')

export const takeSecondStep = endpoint({
  id: 'access.secondStep',
  method: 'POST',
  path: '/api/v1/session/second-step',
  summary: 'Second step of signing in: a code of the authenticator app, or a backup code',
  access: anyone,
  limits: { rate: 'sign-in' },
  body: z.object({ token: tokenShape.describe('What the first step answered'), code: codeShape }),
  answer: z.object({ ok: z.literal(true), backupCodesLeft: z.int().nullable().describe('After a backup code: how many are left') }),
})

export const readSecondFactor = endpoint({
  id: 'access.secondFactor',
  method: 'GET',
  path: '/api/v1/account/second-factor',
  summary: 'My second factor',
  access: signedIn,
  limits: { rate: 'read' },
  answer: z.object({
    state: z
      .enum(['off', 'on', 'unreadable'])
      .describe('Unreadable: it was set up under another signing secret, as before a restore, and has to be set up again'),
    since: instantShape.nullable(),
    passkeys: z.int().describe('Passkeys stand in for the app'),
    backupCodesLeft: z.int(),
  }),
})
export type SecondFactorState = z.output<typeof readSecondFactor.answer>

export const startSecondFactor = endpoint({
  id: 'access.startSecondFactor',
  method: 'POST',
  path: '/api/v1/account/second-factor/start',
  summary: 'Begin to set up an authenticator app; nothing is asked for before a code was confirmed',
  access: signedIn,
  limits: { rate: 'sign-in' },
  body: z.object({ password: z.string().max(256) }),
  answer: z.object({
    uri: z.string().describe('otpauth:// address, to be shown as a QR code'),
    secret: z.string().describe('The same for typing, in Base32'),
    token: z.string().describe('To be sent with the first code, within 15 minutes'),
  }),
})

export const confirmSecondFactor = endpoint({
  id: 'access.confirmSecondFactor',
  method: 'POST',
  path: '/api/v1/account/second-factor',
  summary: 'Switch the second factor on with a first code; answers backup codes once, and ends my other sessions',
  access: signedIn,
  limits: { rate: 'sign-in' },
  body: z.object({ token: tokenShape, code: codeShape }),
  answer: z.object({ backupCodes: z.array(z.string()) }),
})

export const removeSecondFactor = endpoint({
  id: 'access.removeSecondFactor',
  method: 'POST',
  path: '/api/v1/account/second-factor/remove',
  summary: 'Switch my second factor off, with my password and a code',
  access: signedIn,
  limits: { rate: 'sign-in' },
  body: z.object({ password: z.string().max(256), code: codeShape }),
  answer: okShape,
})

export const takeSecondFactorAway = endpoint({
  id: 'access.takeSecondFactorAway',
  method: 'DELETE',
  path: '/api/v1/accounts-with-access/{userId}/second-factor',
  summary: 'Remove app, passkeys and backup codes of a person who lost them; they then sign in by password alone',
  access: members('owner'),
  limits: { rate: 'write' },
  params: z.object({ userId: z.string().max(100) }),
  answer: okShape,
})
