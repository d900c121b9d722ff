import type { Face } from '#kernel/face'
import type { Tx } from '#platform/store/database'
import { companyKeys } from '#rooms/accounts/actions/faces'
import * as store from '../store.ts'

/** The deals behind these ids of a CRM, as they are called, with their companies. */
export async function facesOfDeals(tx: Tx, externalIds: readonly string[]): Promise<Face[]> {
  const found = await store.dealsBy(tx, externalIds)
  const companies = await companyKeys(tx, [...new Set(found.map((deal) => deal.accountId).filter((id) => id !== null))])
  return found.map((deal) => {
    const company = deal.accountId === null ? undefined : companies.get(deal.accountId)
    return { id: deal.externalId, name: deal.name, marks: company ? [company] : [] }
  })
}
