import { z } from 'zod'
import { anyone, everyMember, managers, roles, signedIn } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { rightsShape } from '#kernel/rights'
import { givenRole, ownRoleRef } from './contract/roles.ts'
import { emailShape, okShape as ok, passwordShape, personName } from './contract/shapes.ts'

export * from './contract/invitations.ts'
export * from './contract/keys.ts'
export * from './contract/passkeys.ts'
export * from './contract/passwords.ts'
export * from './contract/providers.ts'
export * from './contract/rights.ts'
export * from './contract/roles.ts'
export * from './contract/second-factor.ts'
export * from './contract/sessions.ts'
export * from './contract/sign-in-rules.ts'

export const sessionShape = z.object({
  user: z
    .object({ id: z.string(), name: z.string(), email: z.string().nullable() })
    .nullable()
    .describe('Null for a visitor who is not signed in'),
  /** No account yet: on this machine the owner may work without a password. */
  firstRun: z.boolean(),
  /** First run and reachable by others: the code that was printed at the start is needed to become the owner. */
  needsSetupCode: z.boolean(),
  workspaces: z.array(
    z.object({
      id: idOf('workspace'),
      name: z.string(),
      role: z.enum(roles),
      ownRole: ownRoleRef,
      rights: rightsShape,
      needsFactor: z
        .boolean()
        .describe('This company asks for a second factor that this person does not have: nothing of it answers before'),
    }),
  ),
  sendsMail: z.boolean().describe('Whether a mail server is set, so that a forgotten password can be set anew by mail'),
  passkeysAt: z.string().nullable().describe('The one address at which passkeys work; null where they work at none'),
  version: z.string(),
})
export type Session = z.output<typeof sessionShape>

export const getSession = endpoint({
  id: 'access.session',
  method: 'GET',
  path: '/api/v1/session',
  summary: 'Who am I, and which workspaces are mine?',
  access: anyone,
  limits: { rate: 'read' },
  answer: sessionShape,
})

export const signIn = endpoint({
  id: 'access.signIn',
  method: 'POST',
  path: '/api/v1/session',
  summary: 'Sign in with e-mail and password; an account with a second factor gets a token for the second step',
  access: anyone,
  limits: { rate: 'sign-in' },
  body: z.object({ email: emailShape, password: z.string().max(256) }),
  answer: z.object({
    ok: z.literal(true),
    secondStep: z
      .object({
        token: z.string(),
        app: z.enum(['on', 'off', 'unreadable']).describe('Whether codes of an app can be checked; without, a backup code or a passkey'),
        passkey: z.boolean().describe('Whether the account has a passkey, with which one signs in at once'),
      })
      .nullable()
      .describe('For an account with a second factor: nobody is signed in before the second step'),
  }),
})

export const signOut = endpoint({
  id: 'access.signOut',
  method: 'DELETE',
  path: '/api/v1/session',
  summary: 'Sign out here',
  access: anyone,
  limits: { rate: 'write' },
  answer: ok,
})

export const createAccount = endpoint({
  id: 'access.createAccount',
  method: 'POST',
  path: '/api/v1/account',
  summary: 'First run: the owner sets an e-mail address and a password',
  access: anyone,
  limits: { rate: 'sign-in' },
  body: z.object({ name: personName, email: emailShape, password: passwordShape, setupCode: z.string().optional() }),
  answer: ok,
})

export const changePassword = endpoint({
  id: 'access.changePassword',
  method: 'POST',
  path: '/api/v1/account/password',
  summary: 'Change my password; my other sessions end',
  access: signedIn,
  limits: { rate: 'sign-in' },
  body: z.object({ current: z.string().max(256), next: passwordShape }),
  answer: ok,
})

export const createWorkspace = endpoint({
  id: 'access.createWorkspace',
  method: 'POST',
  path: '/api/v1/workspaces',
  summary: 'Make a workspace for another company; its maker owns it',
  access: signedIn,
  limits: { rate: 'heavy' },
  body: z.object({ name: z.string().trim().min(1, 'A workspace needs a name.').max(120) }),
  answer: z.object({ id: idOf('workspace'), name: z.string() }),
})

export const renameWorkspace = endpoint({
  id: 'access.renameWorkspace',
  method: 'PATCH',
  path: '/api/v1/workspace',
  summary: 'Rename the workspace at hand',
  access: managers,
  limits: { rate: 'write' },
  body: z.object({ name: z.string().trim().min(1, 'A workspace needs a name.').max(120) }),
  answer: z.object({ id: idOf('workspace'), name: z.string() }),
})

const accountShape = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(roles),
  ownRole: ownRoleRef,
  secondFactor: z.boolean().describe('Whether an app or a passkey is asked for besides the password'),
})

export const listAccounts = endpoint({
  id: 'access.listAccounts',
  method: 'GET',
  path: '/api/v1/accounts-with-access',
  summary: 'Who may enter this workspace, as what',
  access: everyMember,
  limits: { rate: 'read' },
  answer: z.object({ accounts: z.array(accountShape) }),
})

export const changeAccess = endpoint({
  id: 'access.changeAccess',
  method: 'PATCH',
  path: '/api/v1/accounts-with-access/{userId}',
  summary: 'Change the role of a person, or take access away with role null',
  access: managers,
  limits: { rate: 'write' },
  params: z.object({ userId: z.string().max(100) }),
  body: z.object({ role: givenRole.nullable() }),
  answer: ok,
})
