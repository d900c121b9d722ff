import { listActions } from '#platform/list/actions'
import { dealEndpoints } from '../contract.ts'
import { dealSource } from '../store/list.ts'

/** What can be done with the list of deals. */
export const dealListing = listActions(dealEndpoints, dealSource)
