import type { Route } from '#platform/http/routes'
import * as pipelines from './actions/pipelines.ts'

export const routes: readonly Route[] = [
  pipelines.listPipelines,
  pipelines.addPipeline,
  pipelines.changePipeline,
  pipelines.removePipeline,
  pipelines.addStage,
  pipelines.changeStage,
  pipelines.removeStage,
  pipelines.undoPipeline,
]
