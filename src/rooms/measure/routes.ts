import type { Route } from '#platform/http/routes'
import { readCampaigns } from './actions/campaigns.ts'
import { listCommitments, readCommitments } from './actions/commitments.ts'
import { listContactQuality, readContactQuality } from './actions/contact-quality.ts'
import * as history from './actions/history-test.ts'
import { decideOriginCase, listOriginCases, undoOriginDecision } from './actions/origin.ts'
import { findOriginCases } from './actions/origin-find.ts'
import * as pictures from './actions/pictures.ts'
import * as questions from './actions/questions.ts'
import { listRoutingValues, testRouting } from './actions/routing-test.ts'
import { learnScorecard } from './actions/scorecard.ts'
import { suggestContract } from './actions/suggest-contract.ts'
import { readTerritoryLoad } from './actions/territory-load.ts'

export const routes: readonly Route[] = [
  questions.listDimensions,
  questions.listValues,
  questions.listMetrics,
  questions.askMetric,
  questions.readSlices,
  questions.readRecords,
  questions.listRecordDeals,
  questions.downloadRecords,
  readCampaigns,
  pictures.readTrend,
  pictures.readMatrix,
  pictures.readStays,
  history.testContract,
  history.listFlips,
  history.listFactValues,
  suggestContract,
  testRouting,
  listRoutingValues,
  learnScorecard,
  readCommitments,
  listCommitments,
  readTerritoryLoad,
  listOriginCases,
  findOriginCases,
  decideOriginCase,
  undoOriginDecision,
  readContactQuality,
  listContactQuality,
]
