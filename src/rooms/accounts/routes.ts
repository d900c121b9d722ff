import type { Route } from '#platform/http/routes'
import { companyRoutes } from './actions/company-match.ts'
import { personConsents } from './actions/consents.ts'
import { likelyRoutes } from './actions/likely.ts'
import { accountListing, personListing } from './actions/lists.ts'
import { accountMadeByHand, personMadeByHand } from './actions/making.ts'
import { personPrivacy } from './actions/privacy.ts'
import { accountBulk, accountPage, personBulk, personPage } from './actions/records.ts'
import * as territories from './actions/territories.ts'

export const routes: readonly Route[] = [
  ...accountListing,
  ...accountBulk,
  ...accountPage,
  ...accountMadeByHand,
  ...personListing,
  ...personBulk,
  ...personPage,
  ...personMadeByHand,
  ...personPrivacy,
  ...personConsents,
  ...likelyRoutes,
  ...companyRoutes,
  territories.listTerritories,
  territories.addTerritory,
  territories.changeTerritory,
  territories.undoTerritory,
  territories.previewTerritory,
]
