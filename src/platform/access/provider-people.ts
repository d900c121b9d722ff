import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import type { Instant } from '#kernel/time'
import type { Tx } from '#platform/store/database'
import { membersOf, setMembership } from './members.ts'
import type { Recognised } from './openid.ts'
import { type KeptProvider, linkedUser, linkUser, takeInvitation } from './provider-store.ts'
import type { SignedIn, SignIn } from './sign-in.ts'
import { ownsAllOf } from './vouching.ts'

/**
 * The account of somebody whom a provider has recognised: the one that it is linked with, a member's by address, or a new one for who is invited or comes
 * from a domain that the owner lets in. A provider belongs to one company, so it opens only accounts all of whose companies are its owner's: who runs one
 * company cannot get into another by a provider of their own. Throws Problem `not-allowed` with what to do.
 */
export async function personBehind(tx: Tx, signIn: SignIn, kept: KeptProvider, who: Recognised, now: Instant): Promise<SignedIn> {
  const { workspaceId } = kept
  const linked = await linkedUser(tx, workspaceId, who)
  const known = linked === null ? await byAddress(signIn, kept, who) : ((await signIn.users([linked]))[0] ?? null)
  if (known) {
    const members = await membersOf(tx, workspaceId)
    // Whose access was taken away does not come back by signing in, only by a new invitation.
    const invited = members.has(known.id) ? null : await takeInvitation(tx, workspaceId, known.email, now)
    if (!members.has(known.id) && invited === null)
      throw new Problem(
        'not-allowed',
        t('{{email}} has no access to this company. Ask an owner or admin for an invitation.', { email: known.email }),
      )
    if (!(await ownsAllOf(tx, kept.setBy, known.id))) {
      throw new Problem(
        'not-allowed',
        t('This account also opens a company that whoever set up single sign-on does not own. Sign in with your password.'),
      )
    }
    if (invited !== null) await setMembership(tx, workspaceId, known.id, invited, now)
    await linkUser(tx, workspaceId, who, known.id, now)
    return known
  }
  const { email } = who
  if (email === null)
    throw new Problem('not-allowed', t('The provider told no e-mail address. Allow it to tell the address, then try again.'))
  const place =
    (await takeInvitation(tx, workspaceId, email, now)) ?? (ofOwnDomain(kept, email) ? { role: kept.role, ownRole: null } : null)
  if (place === null)
    throw new Problem('not-allowed', t('{{email}} is not invited here. Ask an owner or admin for an invitation.', { email }))
  const person = await signIn.createWithoutPassword({ email, name: who.name ?? email })
  await setMembership(tx, workspaceId, person.id, place, now)
  await linkUser(tx, workspaceId, who, person.id, now)
  return person
}

const ofOwnDomain = ({ domains }: KeptProvider, email: string) => domains.includes(email.split('@').at(-1) ?? '')

/** An address counts when the provider has verified it, or says nothing of that and the owner has named its domain. */
async function byAddress(signIn: SignIn, kept: KeptProvider, { email, emailVerified }: Recognised): Promise<SignedIn | null> {
  if (email === null) return null
  if (!(emailVerified === true || (emailVerified === null && ofOwnDomain(kept, email))))
    throw new Problem(
      'not-allowed',
      t('The provider has not verified the address {{email}}. Have it verified there, then try again.', { email }),
    )
  return await signIn.userByEmail(email)
}
