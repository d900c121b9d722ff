import type { Route } from '#platform/http/routes'
import { listBenchmarks, removeBenchmark, setBenchmark, undoBenchmark } from './actions/benchmarks.ts'
import * as questions from './actions/questions.ts'

export const routes: readonly Route[] = [
  questions.readDiagnosis,
  questions.downloadReport,
  listBenchmarks,
  setBenchmark,
  removeBenchmark,
  undoBenchmark,
]
