import type { Route } from '#platform/http/routes'
import { readCampaigns } from './actions/campaigns.ts'
import * as pictures from './actions/pictures.ts'
import * as questions from './actions/questions.ts'

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
]
