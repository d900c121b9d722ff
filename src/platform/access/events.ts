import { z } from 'zod'
import { eventKind } from '#kernel/event'
import { type Rights, rightsObjects, rightsShape } from '#kernel/rights'

const whom = z.object({ email: z.string(), role: z.string() })

export const invitationMade = eventKind('invitation.made', whom, ({ email, role }) => `Invited ${email} as ${role}`)
export const invitationRenewed = eventKind('invitation.renewed', whom, ({ email }) => `Made a new link for the invitation of ${email}`)
export const invitationRevoked = eventKind('invitation.revoked', whom, ({ email }) => `Took back the invitation of ${email}`)
export const invitationAccepted = eventKind('invitation.accepted', whom, ({ email, role }) => `${email} accepted the invitation as ${role}`)

export const accessChanged = eventKind(
  'access.changed',
  z.object({ name: z.string(), before: z.string(), role: z.string() }),
  ({ name, before, role }) => `Changed the role of ${name} from ${before} to ${role}`,
)
export const accessTaken = eventKind(
  'access.taken',
  z.object({ name: z.string(), before: z.string() }),
  ({ name, before }) => `Took access away from ${name}, who was ${before}`,
)
export const workspaceMade = eventKind('workspace.made', z.object({ name: z.string() }), ({ name }) => `Made the company ${name}`)
export const workspaceRenamed = eventKind(
  'workspace.renamed',
  z.object({ before: z.string(), name: z.string() }),
  ({ before, name }) => `Renamed the company from ${before} to ${name}`,
)

const nothing = z.object({})
export const signedIn = eventKind('sign-in.done', nothing, () => 'Signed in')
export const signInFailed = eventKind('sign-in.failed', nothing, () => 'A wrong password was tried')
export const signInSlowed = eventKind('sign-in.slowed', nothing, () => 'A wrong password was tried again; further tries have to wait')
const byProvider = z.object({ provider: z.string() })
export const signedInByProvider = eventKind('sign-in.provider', byProvider, ({ provider }) => `Signed in by single sign-on (${provider})`)
export const signInByProviderRefused = eventKind(
  'sign-in.provider-refused',
  byProvider.extend({ email: z.string() }),
  ({ provider, email }) => `Single sign-on (${provider}) of ${email} was refused`,
)
export const providerSet = eventKind(
  'access.provider-set',
  z.object({ issuer: z.string(), domains: z.array(z.string()), role: z.string() }),
  ({ issuer, domains, role }) =>
    `Set up single sign-on by ${issuer}${domains.length > 0 ? `; people of ${domains.join(', ')} come in as ${role}` : ''}`,
)
export const providerRemoved = eventKind('access.provider-removed', nothing, () => 'Ended single sign-on')
export const signedOut = eventKind('sign-in.out', nothing, () => 'Signed out')
export const passwordChanged = eventKind('password.changed', nothing, () => 'Changed the password; other sessions ended')
export const passwordForgotten = eventKind('password.forgotten', nothing, () => 'Asked for a link for a new password')
export const passwordReset = eventKind('password.reset', nothing, () => 'Set a new password by a link; all sessions ended')
export const passwordLinkMade = eventKind(
  'password.link-made',
  z.object({ name: z.string() }),
  ({ name }) => `Made a link for a new password of ${name}`,
)
export const factorOn = eventKind('factor.on', nothing, () => 'Switched the second factor on; other sessions ended')
export const factorOff = eventKind('factor.off', nothing, () => 'Switched the second factor off')
export const codeFailed = eventKind('factor.failed', nothing, () => 'A wrong code of the second factor was tried')
export const factorTaken = eventKind('factor.taken', z.object({ name: z.string() }), ({ name }) => `Removed the second factor of ${name}`)
export const sessionEnded = eventKind('session.ended', z.object({ sessions: z.int() }), ({ sessions }) =>
  sessions === 1 ? 'Ended a session elsewhere' : `Ended ${sessions} sessions elsewhere`,
)

export const keyMade = eventKind(
  'key.made',
  z.object({ name: z.string(), role: z.string(), scope: z.string() }),
  ({ name, role, scope }) => `Made the API key "${name}": ${role}, ${scope === 'read' ? 'reads only' : 'reads and writes'}`,
)
export const keyRevoked = eventKind('key.revoked', z.object({ name: z.string() }), ({ name }) => `Revoked the API key "${name}"`)

export const rightsChanged = eventKind(
  'role.rights',
  rightsShape.extend({ role: z.string() }),
  ({ role, ...rights }) => `Changed the rights of the role ${role}: ${limitsInWords(rights)}`,
)

function limitsInWords({ objects, hidden, export: takes }: Rights): string {
  const less = rightsObjects.flatMap((object) => (objects[object] === 'change' ? [] : [`${object}: ${objects[object]}`]))
  const said = [...less, ...(hidden.length > 0 ? [`hidden: ${hidden.join(', ')}`] : []), ...(takes ? [] : ['no export'])]
  return said.length === 0 ? 'everything' : said.join('; ')
}
