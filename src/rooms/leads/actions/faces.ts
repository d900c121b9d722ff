import type { Face } from '#kernel/face'
import type { Tx } from '#platform/store/database'
import { facesOfPersons } from '#rooms/accounts/actions/faces'
import * as store from '../store.ts'

/** The leads behind these ids of a CRM, as their people are called. */
export async function facesOfLeads(tx: Tx, externalIds: readonly string[]): Promise<Face[]> {
  const found = await store.leadsBy(tx, externalIds)
  const people = await facesOfPersons(tx, [...new Set(found.map((lead) => lead.personId))])
  return found.map((lead) => ({ id: lead.externalId, ...(people.get(lead.personId) ?? { name: null, marks: [] }) }))
}

/** The activities behind these ids of a CRM: their subject, and when they were. */
export async function facesOfActivities(tx: Tx, externalIds: readonly string[]): Promise<Face[]> {
  const found = await store.activitiesBy(tx, externalIds)
  return found.map(({ externalId, subject, at, dueAt }) => ({
    id: externalId,
    name: subject,
    marks: [at, dueAt].filter((each) => each !== null),
  }))
}
