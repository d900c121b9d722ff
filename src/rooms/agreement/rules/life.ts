import type { Role } from '#kernel/access'
import { t } from '#kernel/text'
import type { Day, Instant } from '#kernel/time'
import { no, ok, type Verdict } from '#kernel/verdict'
import type { Side, VersionState } from '../contract/versions.ts'

/** What of a version decides where it stands. */
export interface Standing {
  readonly id: string
  readonly number: number
  readonly state: 'draft' | 'proposed' | 'signed'
  readonly inForceAt: Instant | null
}

/** The versions that both sides signed, in the order in which they begin. */
const inOrder = <V extends Standing>(versions: readonly V[]) =>
  versions
    .flatMap((version) => (version.inForceAt === null ? [] : [{ version, begins: version.inForceAt }]))
    .toSorted((a, b) => (a.begins === b.begins ? a.version.number - b.version.number : a.begins < b.begins ? -1 : 1))

/** The version that holds at a moment: of those that began until then the last one. */
export function inForceAt<V extends Standing>(versions: readonly V[], at: Instant): V | undefined {
  return inOrder(versions).findLast(({ begins }) => begins <= at)?.version
}

/** The versions that held until a moment, each with the time in which it did; open where it holds still. One that another took over at once never held. */
export function spansOf<V extends Standing>(versions: readonly V[], until: Instant): { version: V; from: Instant; to: Instant | null }[] {
  const begun = inOrder(versions).filter(({ begins }) => begins <= until)
  const spans = begun.map(({ version, begins }, place) => ({ version, from: begins, to: begun[place + 1]?.begins ?? null }))
  return spans.filter(({ from, to }) => from !== to)
}

/** Where a version stands at a moment, and when another one took its place. */
export function standingOf(
  one: Standing,
  versions: readonly Standing[],
  at: Instant,
): { state: VersionState; supersededAt: Instant | null } {
  if (one.inForceAt === null) return { state: one.state, supersededAt: null }
  const begun = inOrder(versions).filter(({ begins }) => begins <= at)
  const place = begun.findIndex(({ version }) => version.id === one.id)
  if (place < 0) return { state: 'signed', supersededAt: null }
  const next = begun[place + 1]
  return next ? { state: 'superseded', supersededAt: next.begins } : { state: 'in_force', supersededAt: null }
}

/** Whether what is kept of all versions fits together: what an undo would leave has to. */
export function fitsTogether(
  versions: readonly Standing[],
  signatures: readonly { readonly versionId: string }[],
  readings: readonly { readonly versionId: string }[],
): boolean {
  const count = (all: readonly { readonly versionId: string }[], { id }: Standing) => all.filter(({ versionId }) => versionId === id).length
  const right = (one: Standing) => {
    const signed = count(signatures, one)
    if (one.state === 'signed') return signed === 2
    return count(readings, one) === 0 && (one.state === 'draft' ? signed === 0 : signed < 2)
  }
  return versions.every(right) && versions.filter(({ state }) => state !== 'signed').length <= 1
}

/** The sides for which a role may sign. */
export function signsFor(role: Role | null): Side[] {
  if (role === 'owner' || role === 'admin') return ['marketing', 'sales']
  return role === 'marketing' || role === 'sales' ? [role] : []
}

/** Whether a role may write down a signature that was given elsewhere. */
export const recordsFor = (role: Role | null): boolean => role === 'owner' || role === 'admin'

export interface Signing {
  readonly side: Side
  readonly seal: string
  readonly elsewhere: boolean
  readonly role: Role | null
  /** The user; null for keys and for work that nobody does in person. */
  readonly userId: string | null
  readonly name: string
}

interface Signable extends Standing {
  readonly seal: string | null
  readonly signatures: readonly { readonly side: Side; readonly userId: string | null; readonly name: string }[]
}

/** Whether somebody may sign a version now. Each side is signed by a person of its own. */
export function maySign(version: Signable, { side, seal, elsewhere, role, userId, name }: Signing): Verdict {
  const { number } = version
  if (userId === null) return no(t('A contract is signed by a person. Sign in as yourself; API keys do not sign.'))
  if (version.state === 'draft')
    return no(t('Version {{number}} is a draft. Propose it first, so that it does not change any more.', { number }))
  if (version.signatures.some((one) => one.side === side))
    return no(
      side === 'sales'
        ? t('Sales signed version {{number}} already.', { number })
        : t('Marketing signed version {{number}} already.', { number }),
    )
  if (version.seal !== seal)
    return no(t('This is not what was proposed as version {{number}}. Load the page again and read it before you sign.', { number }))
  if (elsewhere ? !recordsFor(role) : !signsFor(role).includes(side))
    return no(
      side === 'sales'
        ? t('Members of sales sign for sales, and owners and admins. Ask one of them.')
        : t('Members of marketing sign for marketing, and owners and admins. Ask one of them.'),
    )
  const same = (other: Signable['signatures'][number]) =>
    (!elsewhere && other.userId === userId) || other.name.trim().toLowerCase() === name.trim().toLowerCase()
  if (version.signatures.some(same))
    return no(t('{{name}} signed for the other side already. Each side is signed by a person of its own.', { name }))
  return ok
}

/** Whether a version may be proposed to hold from a day, as the company sees today. */
export function mayPropose(version: Standing, from: Day, today: Day): Verdict {
  if (version.state !== 'draft') return no(t('Version {{number}} was proposed already.', { number: version.number }))
  if (from < today) return no(t('A contract cannot hold from a day that is over. Choose today or a later day.'))
  return ok
}

/** Whether somebody may confirm that they read a version. */
export function mayConfirm({ number, state }: Standing, userId: string | null, before: boolean): Verdict {
  if (userId === null) return no(t('People confirm that they read a contract. Sign in as yourself; API keys do not read.'))
  if (state !== 'signed') return no(t('Version {{number}} is not signed by both sides yet. It is confirmed once it is.', { number }))
  return before ? no(t('You confirmed already that you read version {{number}}.', { number })) : ok
}
