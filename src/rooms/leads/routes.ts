import type { Route } from '#platform/http/routes'
import { leadListing } from './actions/list.ts'

export const routes: readonly Route[] = [...leadListing]
