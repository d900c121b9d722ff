import { z } from 'zod'
import { anyone, members } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { okShape } from './shapes.ts'

/** Page to which a provider sends people back. */
export const providerReturnPath = '/sign-in/provider'

/** Roles that somebody may get by signing in alone; more is given by hand. */
export const rolesBySignOn = ['sales', 'marketing', 'viewer'] as const

export const listProviders = endpoint({
  id: 'access.providers',
  method: 'GET',
  path: '/api/v1/session/providers',
  summary: 'Providers of single sign-on that stand on the sign-in page',
  access: anyone,
  limits: { rate: 'read' },
  answer: z.object({ providers: z.array(z.object({ id: idOf('workspace'), label: z.string() })) }),
})

export const startProvider = endpoint({
  id: 'access.startProvider',
  method: 'POST',
  path: '/api/v1/session/provider',
  summary: 'Begin to sign in by a provider (OpenID Connect, code flow with PKCE); answers where to go',
  access: anyone,
  limits: { rate: 'write' },
  body: z.object({ provider: idOf('workspace') }),
  answer: z.object({ url: z.string() }),
})

export const returnFromProvider = endpoint({
  id: 'access.returnFromProvider',
  method: 'POST',
  path: '/api/v1/session/provider/return',
  summary: 'Come back from a provider with its answer, in the browser that began',
  access: anyone,
  limits: { rate: 'write' },
  body: z.object({ answer: z.string().max(8000).describe('What stands behind ? in the address to which the provider sent the browser') }),
  answer: z.object({ workspace: idOf('workspace') }),
})

const domainShape = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(/^([a-z0-9-]+\.)+[a-z0-9-]+$/, 'Write a domain like example.com.')

const providerSettings = {
  label: z.string().trim().min(1, 'Say what the button says.').max(60),
  issuer: z.url({ protocol: /^https?$/, error: 'Write the address of the provider, as https://login.example.com.' }).max(500),
  clientId: z.string().trim().min(1).max(300),
  domains: z.array(domainShape).max(50).describe('Whoever has a verified address of one of these comes in without an invitation'),
  role: z.enum(rolesBySignOn).describe('What they are then'),
}

export const readProvider = endpoint({
  id: 'access.readProvider',
  method: 'GET',
  path: '/api/v1/sign-on',
  summary: 'Single sign-on of this company',
  access: members('owner'),
  limits: { rate: 'read' },
  answer: z.object({
    provider: z
      .object({
        ...providerSettings,
        readable: z.boolean().describe('False when the client secret was sealed with another signing secret'),
      })
      .nullable(),
    redirectUri: z.string().describe('To be written into the settings of the provider'),
  }),
})

export const setProvider = endpoint({
  id: 'access.setProvider',
  method: 'PUT',
  path: '/api/v1/sign-on',
  summary: 'Set up single sign-on for this company; the provider is asked for its description first',
  access: members('owner'),
  limits: { rate: 'sign-in' },
  body: z.object({
    ...providerSettings,
    clientSecret: z.string().min(1).max(1000).optional().describe('Kept sealed and never answered; left out, the one before stays'),
  }),
  answer: okShape,
})

export const removeProvider = endpoint({
  id: 'access.removeProvider',
  method: 'DELETE',
  path: '/api/v1/sign-on',
  summary: 'End single sign-on for this company; accounts stay, and who has no password gets a link for one',
  access: members('owner'),
  limits: { rate: 'write' },
  answer: okShape,
})
