import type { Face } from '#kernel/face'
import type { Tx } from '#platform/store/database'
import { facesOfPersons } from '#rooms/accounts/actions/faces'
import * as store from '../store.ts'

/** The campaigns behind these ids of a CRM, as they are called. */
export async function facesOfCampaigns(tx: Tx, externalIds: readonly string[]): Promise<Face[]> {
  const found = await store.campaignsBy(tx, { externalIds, nameKeys: [] })
  return found.flatMap(({ externalId, name, startsOn }) =>
    externalId === null ? [] : [{ id: externalId, name, marks: startsOn === null ? [] : [startsOn] }],
  )
}

/** The members of campaigns behind these ids of a CRM, as their people are called. */
export async function facesOfTouches(tx: Tx, externalIds: readonly string[]): Promise<Face[]> {
  const found = await store.touchesBy(tx, { externalIds, campaignIds: [], personIds: [] })
  const people = await facesOfPersons(tx, [...new Set(found.map((touch) => touch.personId))])
  return found.flatMap(({ externalId, personId }) =>
    externalId === null ? [] : [{ id: externalId, ...(people.get(personId) ?? { name: null, marks: [] }) }],
  )
}
