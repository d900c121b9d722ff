import { listActions } from '#platform/list/actions'
import { namesIn } from '#platform/list/names'
import { dealEndpoints } from '../contract.ts'
import { dealSource } from '../store/list.ts'

/** What can be done with the list of deals. */
export const dealListing = listActions(dealEndpoints, dealSource)

/** What deals are called, by their ids. */
export const dealNames = namesIn(dealSource)
