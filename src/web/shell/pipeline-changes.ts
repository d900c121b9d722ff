import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  addPipeline,
  addStage,
  changePipeline,
  changeStage,
  type PipelineSaid,
  removePipeline,
  removeStage,
  undoPipeline,
} from '#rooms/journey/contract'
import { useSend } from '#web/client/queries'
import { t } from '#web/kit/text'

type PipelineId = PipelineSaid['id']
type StageId = PipelineSaid['stages'][number]['id']

interface Done {
  readonly pipelineId: PipelineId
  readonly eventId: string
  readonly says: string
}

/** What can be done with pipelines, and the way back from what was done last. */
export function usePipelineChanges() {
  const queries = useQueryClient()
  const [last, setLast] = useState<Done | null>(null)
  const options = { onSettled: () => queries.invalidateQueries() }
  const line = useSend(changePipeline, options)
  const made = useSend(addPipeline, options)
  const gone = useSend(removePipeline, options)
  const stage = useSend(changeStage, options)
  const added = useSend(addStage, options)
  const removed = useSend(removeStage, options)
  const undo = useSend(undoPipeline, { ...options, onSuccess: () => setLast(null) })
  const all = [line, made, gone, stage, added, removed, undo]
  const fresh = () => {
    setLast(null)
    for (const one of all) one.reset()
  }
  const noting = (says: string, then?: () => void) => ({
    onSuccess: (answer: { readonly eventId: string; readonly pipeline: PipelineSaid }) => {
      setLast({ pipelineId: answer.pipeline.id, eventId: answer.eventId, says })
      then?.()
    },
  })
  return {
    last,
    error: all.find((one) => one.error)?.error ?? null,
    busy: all.some((one) => one.isPending),
    change: (pipelineId: PipelineId, what: Omit<Parameters<typeof line.mutate>[0], 'pipelineId'>, then?: () => void) => {
      fresh()
      line.mutate({ pipelineId, ...what }, noting(t('The pipeline is changed.'), then))
    },
    add: (what: Parameters<typeof made.mutate>[0], then: () => void) => {
      fresh()
      made.mutate(what, noting(t('The pipeline {{name}} is made.', { name: what.name }), then))
    },
    remove: (pipelineId: PipelineId, name: string) => {
      fresh()
      const says = t('The pipeline {{name}} is removed.', { name })
      gone.mutate({ pipelineId }, { onSuccess: ({ eventId }) => setLast({ pipelineId, eventId, says }) })
    },
    changeStage: (
      pipelineId: PipelineId,
      stageId: StageId,
      what: Omit<Parameters<typeof stage.mutate>[0], 'pipelineId' | 'stageId'>,
      says: string,
      then?: () => void,
    ) => {
      fresh()
      stage.mutate({ pipelineId, stageId, ...what }, noting(says, then))
    },
    addStage: (pipelineId: PipelineId, name: string, kind: 'open' | 'won' | 'lost', then: () => void) => {
      fresh()
      added.mutate({ pipelineId, name, kind }, noting(t('The stage {{name}} is added.', { name }), then))
    },
    removeStage: (pipelineId: PipelineId, stageId: StageId, name: string) => {
      fresh()
      removed.mutate({ pipelineId, stageId }, noting(t('The stage {{name}} is removed.', { name })))
    },
    undo: () => last && undo.mutate({ pipelineId: last.pipelineId, eventId: last.eventId as never }),
  }
}

export type PipelineChanges = ReturnType<typeof usePipelineChanges>
