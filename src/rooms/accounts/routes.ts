import type { Route } from '#platform/http/routes'
import { accountListing, personListing } from './actions/lists.ts'
import { accountPage, personPage } from './actions/records.ts'

export const routes: readonly Route[] = [...accountListing, ...accountPage, ...personListing, ...personPage]
