import { z } from 'zod'
import { roles } from '#kernel/access'
import { eventKind } from '#kernel/event'
import { type Rights, rightsObjects, rightsShape } from '#kernel/rights'
import { said, t } from '#kernel/text'

const whom = z.object({ email: z.string(), role: z.string() })

export const invitationMade = eventKind('invitation.made', whom, ({ email, role }) =>
  t('Invited {{email}} as {{role}}', { email, role: said(role, 'role') }),
)
export const invitationRenewed = eventKind('invitation.renewed', whom, ({ email }) =>
  t('Made a new link for the invitation of {{email}}', { email }),
)
export const invitationRevoked = eventKind('invitation.revoked', whom, ({ email }) => t('Took back the invitation of {{email}}', { email }))
export const invitationAccepted = eventKind('invitation.accepted', whom, ({ email, role }) =>
  t('{{email}} accepted the invitation as {{role}}', { email, role: said(role, 'role') }),
)

export const accessChanged = eventKind(
  'access.changed',
  z.object({ name: z.string(), before: z.string(), role: z.string() }),
  ({ name, before, role }) =>
    t('Changed the role of {{name}} from {{before}} to {{role}}', {
      name,
      before: said(before, 'role'),
      role: said(role, 'role'),
    }),
)
export const accessTaken = eventKind('access.taken', z.object({ name: z.string(), before: z.string() }), ({ name, before }) =>
  t('Took access away from {{name}}, who was {{before}}', { name, before: said(before, 'role') }),
)
export const workspaceMade = eventKind('workspace.made', z.object({ name: z.string() }), ({ name }) =>
  t('Made the company {{name}}', { name }),
)
export const workspaceRenamed = eventKind('workspace.renamed', z.object({ before: z.string(), name: z.string() }), ({ before, name }) =>
  t('Renamed the company from {{before}} to {{name}}', { before, name }),
)

const nothing = z.object({})
export const signedIn = eventKind('sign-in.done', nothing, () => t('Signed in'))
export const signInFailed = eventKind('sign-in.failed', nothing, () => t('A wrong password was tried'))
export const signInSlowed = eventKind('sign-in.slowed', nothing, () => t('A wrong password was tried again; further tries have to wait'))
const byProvider = z.object({ provider: z.string() })
export const signedInByProvider = eventKind('sign-in.provider', byProvider, ({ provider }) =>
  t('Signed in by single sign-on ({{provider}})', { provider }),
)
export const signInByProviderRefused = eventKind(
  'sign-in.provider-refused',
  byProvider.extend({ email: z.string() }),
  ({ provider, email }) => t('Single sign-on ({{provider}}) of {{email}} was refused', { provider, email }),
)
export const providerSet = eventKind(
  'access.provider-set',
  z.object({ issuer: z.string(), domains: z.array(z.string()), role: z.string() }),
  ({ issuer, domains, role }) =>
    domains.length > 0
      ? t('Set up single sign-on by {{issuer}}; people of {{domains}} come in as {{role}}', {
          issuer,
          domains: domains.join(', '),
          role: said(role, 'role'),
        })
      : t('Set up single sign-on by {{issuer}}', { issuer }),
)
export const providerRemoved = eventKind('access.provider-removed', nothing, () => t('Ended single sign-on'))
export const signedOut = eventKind('sign-in.out', nothing, () => t('Signed out'))
export const passwordChanged = eventKind('password.changed', nothing, () => t('Changed the password; other sessions ended'))
export const passwordForgotten = eventKind('password.forgotten', nothing, () => t('Asked for a link for a new password'))
export const passwordReset = eventKind('password.reset', nothing, () => t('Set a new password by a link; all sessions ended'))
export const passwordLinkMade = eventKind('password.link-made', z.object({ name: z.string() }), ({ name }) =>
  t('Made a link for a new password of {{name}}', { name }),
)
export const factorOn = eventKind('factor.on', nothing, () => t('Switched the second factor on; other sessions ended'))
export const factorOff = eventKind('factor.off', nothing, () => t('Switched the second factor off'))
export const codeFailed = eventKind('factor.failed', nothing, () => t('A wrong code of the second factor was tried'))
export const factorTaken = eventKind('factor.taken', z.object({ name: z.string() }), ({ name }) =>
  t('Removed the second factor of {{name}}', { name }),
)
const named = z.object({ name: z.string() })
export const signInRuleSet = eventKind('access.sign-in-rule', z.object({ secondFactor: z.boolean() }), ({ secondFactor }) =>
  secondFactor ? t('Asked everybody for a second factor') : t('Asked nobody for a second factor any more'),
)
export const sessionsEndedOf = eventKind('session.ended-of', named, ({ name }) => t('Ended all sessions of {{name}}', { name }))
export const passkeyAdded = eventKind('passkey.added', named, ({ name }) => t('Added the passkey "{{name}}"', { name }))
export const passkeyRemoved = eventKind('passkey.removed', named, ({ name }) => t('Removed the passkey "{{name}}"', { name }))
export const signedInByPasskey = eventKind('sign-in.passkey', named, ({ name }) => t('Signed in by the passkey "{{name}}"', { name }))
export const passkeyFailed = eventKind('passkey.failed', nothing, () => t('A passkey that did not prove itself was tried'))
export const passkeyBehind = eventKind('passkey.behind', named, ({ name }) =>
  t('The passkey "{{name}}" was refused: it counted less than before, as a copy would', { name }),
)
export const backupCodesRenewed = eventKind('factor.codes', nothing, () => t('Made new backup codes'))
export const sessionEnded = eventKind('session.ended', z.object({ sessions: z.int() }), ({ sessions }) =>
  sessions === 1 ? t('Ended a session elsewhere') : t('Ended {{sessions}} sessions elsewhere', { sessions }),
)

export const keyMade = eventKind('key.made', z.object({ name: z.string(), role: z.string(), scope: z.string() }), ({ name, role, scope }) =>
  t('Made the API key "{{name}}": {{role}}, {{what}}', {
    name,
    role: said(role, 'role'),
    what: scope === 'read' ? t('reads only') : t('reads and writes'),
  }),
)
export const keyRevoked = eventKind('key.revoked', z.object({ name: z.string() }), ({ name }) =>
  t('Revoked the API key "{{name}}"', { name }),
)

export const rightsChanged = eventKind('role.rights', rightsShape.extend({ role: z.string() }), ({ role, ...rights }) =>
  t('Changed the rights of the role {{role}}: {{rights}}', { role: said(role, 'role'), rights: limitsInWords(rights) }),
)

const roleWords = z.object({ name: z.string(), about: z.string(), base: z.enum(roles), rights: rightsShape })
/** What a role of the company's own was before a change and is after it; null for one that was not there. */
const roleChange = z.object({
  id: z.uuid(),
  before: roleWords.nullable(),
  after: roleWords.nullable(),
  became: z
    .object({
      given: z.string(),
      name: z.string(),
      people: z.array(z.string()),
      invitations: z.array(z.string()),
      keys: z.array(z.string()),
    })
    .nullable()
    .describe('What those became who had it, when it was removed; or had become, when they got it back'),
})
export type RoleChange = z.output<typeof roleChange>
const nameOf = ({ before, after }: RoleChange) => after?.name ?? before?.name ?? ''

export const roleMade = eventKind('role.made', roleChange, (change) =>
  t('Made the role {{name}}, which stands on {{base}}: {{rights}}', {
    name: nameOf(change),
    base: said(change.after?.base ?? '', 'role'),
    rights: change.after ? limitsInWords(change.after.rights) : '',
  }),
)
export const roleChanged = eventKind('role.changed', roleChange, (change) =>
  change.before && change.after && change.before.name !== change.after.name
    ? t('Changed the role {{before}}, now {{name}}: {{rights}}', {
        before: change.before.name,
        name: change.after.name,
        rights: limitsInWords(change.after.rights),
      })
    : t('Changed the role {{name}}: {{rights}}', {
        name: nameOf(change),
        rights: change.after ? limitsInWords(change.after.rights) : '',
      }),
)
export const roleRemoved = eventKind('role.removed', roleChange, (change) =>
  change.became
    ? t('Removed the role {{name}}; who had it became {{role}}', { name: nameOf(change), role: said(change.became.name, 'role') })
    : t('Removed the role {{name}}, which nobody had', { name: nameOf(change) }),
)
export const roleTakenBack = eventKind('role.taken-back', roleChange, (change) =>
  t('Took a change of the role {{name}} back', { name: nameOf(change) }),
)

function limitsInWords({ objects, hidden, locked, export: takes }: Rights): string {
  const less = rightsObjects.flatMap((object) =>
    objects[object] === 'change' ? [] : [`${said(object)}: ${said(objects[object], 'right')}`],
  )
  const told = [
    ...less,
    ...(hidden.length > 0 ? [t('hidden: {{fields}}', { fields: hidden.join(', ') })] : []),
    ...(locked.length > 0 ? [t('not changed: {{fields}}', { fields: locked.join(', ') })] : []),
    ...(takes ? [] : [t('no export')]),
  ]
  return told.length === 0 ? t('everything') : told.join('; ')
}
