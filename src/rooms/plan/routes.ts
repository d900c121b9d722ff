import type { Route } from '#platform/http/routes'
import { listBenchmarks, removeBenchmark, setBenchmark, undoBenchmark } from './actions/benchmarks.ts'
import { downloadPage, downloadWorkbook } from './actions/documents.ts'
import { commentPayPlan, listPayPlans, savePayPlan, tryPayPlan, undoPayPlan } from './actions/pay.ts'
import * as questions from './actions/questions.ts'

export const routes: readonly Route[] = [
  questions.readDiagnosis,
  questions.downloadReport,
  downloadPage,
  downloadWorkbook,
  listBenchmarks,
  setBenchmark,
  removeBenchmark,
  undoBenchmark,
  listPayPlans,
  tryPayPlan,
  savePayPlan,
  commentPayPlan,
  undoPayPlan,
]
