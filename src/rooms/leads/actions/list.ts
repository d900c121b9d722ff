import { listActions } from '#platform/list/actions'
import { namesIn } from '#platform/list/names'
import { leadEndpoints } from '../contract.ts'
import { leadSource } from '../store/list.ts'

/** What can be done with the list of leads. */
export const leadListing = listActions(leadEndpoints, leadSource)

/** What leads are called, by their ids. */
export const leadNames = namesIn(leadSource)
