import type { Route } from '#platform/http/routes'
import { accountListing, personListing } from './actions/lists.ts'

export const routes: readonly Route[] = [...accountListing, ...personListing]
