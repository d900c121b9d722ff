import type { Role } from '#kernel/access'
import { normKey } from '#kernel/normal'
import { type Rights, type RightsObject, sees } from '#kernel/rights'
import { type Audience, kindSaid, type NoticeAbout, type NoticeKind, type Way } from '../contract/notice-kinds.ts'
import type { Around, ToTell } from '../contract/notice-told.ts'

/** Who signs in here. */
export interface Reader {
  readonly userId: string
  readonly name: string
  readonly role: Role
}

/** Readers of a notice by who it is for. Whoever did it is left out, unless the work ended long after they began it. */
export function readersOf(told: ToTell, around: Around, everybody: readonly Reader[], doer: string | null): readonly Reader[] {
  const said = kindSaid(told.kind)
  const chosen = new Map<string, Reader>()
  for (const to of [...said.to, ...(told.side ? [told.side, 'running' as const] : [])])
    for (const reader of meant(to, around, everybody, doer)) chosen.set(reader.userId, reader)
  if (!said.alsoDoer && doer !== null) chosen.delete(doer)
  return [...chosen.values()]
}

const running = (everybody: readonly Reader[]) => everybody.filter(({ role }) => role === 'owner' || role === 'admin')

function meant(to: Audience, around: Around, everybody: readonly Reader[], doer: string | null): readonly Reader[] {
  const called = (name: string | null) => (name === null ? [] : everybody.filter((one) => normKey(one.name) === normKey(name)))
  switch (to) {
    case 'running':
      return running(everybody)
    case 'sales':
    case 'marketing':
      return everybody.filter(({ role }) => role === to)
    case 'everybody':
      return everybody
    case 'doer':
      return everybody.filter(({ userId }) => userId === doer)
    // Where nobody leads the team by name, those who run the company do.
    case 'manager':
      return called(around.manager).length > 0 ? called(around.manager) : running(everybody)
    case 'marketer':
      return called(around.marketer).length > 0 ? called(around.marketer) : everybody.filter(({ role }) => role === 'marketing')
    default:
      return called(around[to])
  }
}

const objects: Partial<Readonly<Record<NoticeAbout, RightsObject>>> = {
  ...{
    lead: 'lead',
    leads: 'lead',
    'late-leads': 'lead',
    deal: 'deal',
    account: 'account',
    person: 'person',
    campaign: 'campaign',
    request: 'activity',
    pairs: 'person',
  },
}

/** Kinds of records that must be seen by whoever is told: that of the record, and of what a request is about. */
export function needsOf(about: NoticeAbout, of: RightsObject | null): readonly RightsObject[] {
  const object = objects[about]
  return [...(object ? [object] : []), ...(of && of !== object ? [of] : [])]
}

export const maySee = (rights: Rights, needs: readonly RightsObject[]) => needs.every((object) => sees(rights, object))

/** How one kind is told to somebody: as they chose, else as is usual. What is meant for a digest stands in the app of who gets none. */
export function wayOf(kind: NoticeKind, chosen: Way | undefined, digest: boolean): Way {
  const way = chosen ?? kindSaid(kind).usual
  return way === 'digest' && !digest ? 'app' : way
}
