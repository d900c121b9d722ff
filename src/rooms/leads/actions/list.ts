import { listActions } from '#platform/list/actions'
import { leadEndpoints } from '../contract.ts'
import { leadSource } from '../store/list.ts'

/** What can be done with the list of leads. */
export const leadListing = listActions(leadEndpoints, leadSource)
