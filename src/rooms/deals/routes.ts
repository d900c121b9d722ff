import type { Route } from '#platform/http/routes'
import { readBoard } from './actions/board.ts'
import { dealListing } from './actions/list.ts'
import { dealMadeByHand } from './actions/making.ts'
import { dealBulk, dealPage } from './actions/record.ts'
import * as repair from './actions/repair.ts'
import { stageUse } from './actions/stage-use.ts'

export const routes: readonly Route[] = [
  repair.previewRepair,
  repair.repairDeals,
  repair.listRepairs,
  repair.undoRepair,
  repair.listOwners,
  ...dealListing,
  readBoard,
  stageUse,
  ...dealMadeByHand,
  ...dealBulk,
  ...dealPage,
]
