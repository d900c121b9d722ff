import { z } from 'zod'
import { anyone, signedIn } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { instantShape } from '#kernel/time'
import { okShape } from './shapes.ts'

/** The most passkeys of one account. */
export const mostPasskeys = 20

/** Minutes after signing in for which the password is not asked for again. */
export const freshMinutes = 15

const bytes = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[A-Za-z0-9_-]+$/, 'Send these bytes as base64url, as WebAuthn has it in JSON.')

const keyType = z.literal('public-key')
const credentialId = bytes(1400)
const known = z.object({ id: z.string(), type: keyType })

const passwordShape = z.string().max(256).optional().describe(`Needed when the sign-in is older than ${freshMinutes} minutes`)

const passkeyShape = z.object({
  id: idOf('passkey'),
  name: z.string(),
  createdAt: instantShape,
  lastUsedAt: instantShape.nullable(),
})

export const listPasskeys = endpoint({
  id: 'access.passkeys',
  method: 'GET',
  path: '/api/v1/account/passkeys',
  summary: 'My passkeys, and where passkeys work',
  access: signedIn,
  records: 'none',
  limits: { rate: 'read' },
  answer: z.object({
    passkeys: z.array(passkeyShape),
    origin: z.string().describe('The one address at which passkeys can be made and used'),
    works: z
      .enum(['yes', 'no-name', 'no-https'])
      .describe('Passkeys need an address with a name, not a number, and https unless it is localhost'),
    asksPassword: z.boolean().describe('Whether changes need the password, since the sign-in was a while ago'),
  }),
})
export type Passkeys = z.output<typeof listPasskeys.answer>

export const startPasskey = endpoint({
  id: 'access.startPasskey',
  method: 'POST',
  path: '/api/v1/account/passkeys/start',
  summary: 'Begin to make a passkey: what the browser hands to the device',
  access: signedIn,
  records: 'none',
  limits: { rate: 'sign-in' },
  body: z.object({ password: passwordShape }),
  answer: z.object({
    options: z
      .object({
        challenge: z.string(),
        rp: z.object({ id: z.string(), name: z.string() }),
        user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
        pubKeyCredParams: z.array(z.object({ alg: z.int(), type: keyType })),
        timeout: z.int(),
        excludeCredentials: z.array(known),
        authenticatorSelection: z.object({
          residentKey: z.literal('required'),
          requireResidentKey: z.literal(true),
          userVerification: z.literal('required'),
        }),
        attestation: z.literal('none'),
      })
      .describe('PublicKeyCredentialCreationOptionsJSON of WebAuthn'),
  }),
})

export const addPasskey = endpoint({
  id: 'access.addPasskey',
  method: 'POST',
  path: '/api/v1/account/passkeys',
  summary:
    'Keep the passkey that the device made. The first second factor of an account answers backup codes once, and ends other sessions',
  access: signedIn,
  records: 'none',
  limits: { rate: 'sign-in' },
  body: z.object({
    name: z.string().trim().min(1, 'Name the passkey after its device, such as "Phone".').max(60),
    credential: z
      .object({
        id: credentialId,
        rawId: credentialId,
        type: keyType,
        response: z.object({
          clientDataJSON: bytes(8000),
          attestationObject: bytes(40_000),
          transports: z.array(z.string().max(30)).max(10).optional(),
        }),
      })
      .describe('RegistrationResponseJSON of WebAuthn'),
  }),
  answer: z.object({ passkey: passkeyShape, backupCodes: z.array(z.string()).nullable() }),
})

export const removePasskey = endpoint({
  id: 'access.removePasskey',
  method: 'POST',
  path: '/api/v1/account/passkeys/{id}/remove',
  summary: 'Remove one of my passkeys; it opens nothing any more',
  access: signedIn,
  records: 'none',
  limits: { rate: 'sign-in' },
  params: z.object({ id: idOf('passkey') }),
  body: z.object({ password: passwordShape }),
  answer: okShape,
})

export const renewBackupCodes = endpoint({
  id: 'access.renewBackupCodes',
  method: 'POST',
  path: '/api/v1/account/backup-codes',
  summary: 'New backup codes, answered once, in the place of those before',
  access: signedIn,
  records: 'none',
  limits: { rate: 'sign-in' },
  body: z.object({ password: passwordShape }),
  answer: z.object({ backupCodes: z.array(z.string()) }),
})

export const startPasskeySignIn = endpoint({
  id: 'access.startPasskeySignIn',
  method: 'POST',
  path: '/api/v1/session/passkey/start',
  summary: 'Begin to sign in by a passkey: what the browser hands to the device',
  access: anyone,
  records: 'none',
  limits: { rate: 'sign-in' },
  answer: z.object({
    options: z
      .object({ challenge: z.string(), rpId: z.string(), timeout: z.int(), userVerification: z.literal('required') })
      .describe('PublicKeyCredentialRequestOptionsJSON of WebAuthn'),
  }),
})

export const signInByPasskey = endpoint({
  id: 'access.signInByPasskey',
  method: 'POST',
  path: '/api/v1/session/passkey',
  summary: 'Sign in by a passkey. The device has asked who is there, so it counts as both factors',
  access: anyone,
  records: 'none',
  limits: { rate: 'sign-in' },
  body: z.object({
    credential: z
      .object({
        id: credentialId,
        rawId: credentialId,
        type: keyType,
        response: z.object({
          clientDataJSON: bytes(8000),
          authenticatorData: bytes(8000),
          signature: bytes(8000),
          userHandle: bytes(200),
        }),
      })
      .describe('AuthenticationResponseJSON of WebAuthn'),
  }),
  answer: okShape,
})
