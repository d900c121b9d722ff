import type { Face } from '#kernel/face'
import { normEmail } from '#kernel/normal'
import type { Tx } from '#platform/store/database'
import * as store from '../store.ts'
import { OtherIds } from './systems.ts'

/** The members behind these ids of a CRM, as they call themselves. */
export async function facesOfMembers(tx: Tx, externalIds: readonly string[]): Promise<Face[]> {
  const found = await store.membersBy(tx, { externalIds, nameKeys: [] })
  const others = await OtherIds.open(tx, 'member', externalIds, [])
  const beyond = await store.membersOf(tx, others.beyond([]))
  const byId = new Map<string, store.Member>(beyond.map((member) => [member.id, member]))
  const face = (id: string | null, member: store.Member | undefined): Face[] =>
    id === null || !member ? [] : [{ id, name: member.name, marks: [normEmail(member.email ?? '')].filter(Boolean) }]
  return [...found.flatMap((member) => face(member.externalId, member)), ...others.of(beyond).flatMap(([id, at]) => face(id, byId.get(at)))]
}
