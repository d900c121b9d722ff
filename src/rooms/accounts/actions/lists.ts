import { listActions } from '#platform/list/actions'
import { namesIn } from '#platform/list/names'
import { accountEndpoints, personEndpoints } from '../contract.ts'
import { accountSource, personSource } from '../store/lists.ts'

/** What can be done with the lists of accounts and of people. */
export const accountListing = listActions(accountEndpoints, accountSource)
export const personListing = listActions(personEndpoints, personSource)

/** What accounts are called, by their ids. */
export const accountNames = namesIn(accountSource)

/** What people are called, by their ids. */
export const personNames = namesIn(personSource)
