import { z } from 'zod'
import { everyMember, managers } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'

const nameShape = z.string().trim().min(1, 'Give it a name.').max(120, 'A name has at most 120 characters.')
export const stageKinds = ['open', 'won', 'lost'] as const
const kindShape = z.enum(stageKinds).describe('Whether a deal there is open, won or lost')

const stageShape = z.object({
  id: idOf('stage'),
  name: z.string(),
  kind: kindShape,
  retired: z.boolean().describe('Deals that stand there stay; by hand no other one enters'),
  formerNames: z.array(z.string()).describe('What files may still call it'),
})
export type StageSaid = z.output<typeof stageShape>

const pipelineShape = z.object({
  id: idOf('pipeline'),
  name: z.string().describe('Empty for the only pipeline of a company that names none'),
  solution: z
    .object({ id: idOf('solution'), name: z.string() })
    .nullable()
    .describe('What is sold in it; null for anything'),
  vertical: z.string().nullable().describe('The industry that it is for; null for any'),
  retired: z.boolean(),
  arranged: z.boolean().describe('The order was set by hand; imports add stages to it and do not change it'),
  stages: z.array(stageShape).describe('In their order'),
})
export type PipelineSaid = z.output<typeof pipelineShape>

/** What became of deals of a file that named no pipeline. */
export const placedShape = z.object({
  pipeline: z.string().nullable().describe('null where they stayed in the usual one'),
  why: z
    .enum(['solution', 'vertical', 'both', 'several', 'stages'])
    .describe('By what they sell, by their industry, by both; several pipelines fit; or the one that fits lacks their stages'),
  deals: z.int(),
})
export type Placed = z.output<typeof placedShape>

const changedShape = z.object({ pipeline: pipelineShape, eventId: idOf('event').describe('Undo the change by this') })
const onePipeline = z.object({ pipelineId: idOf('pipeline') })
const oneStage = onePipeline.extend({ stageId: idOf('stage') })

/** Stages are what deals stand in: each action asks whether the caller may read that. */
const shared = { access: managers, records: 'inside', limits: { rate: 'write' } } as const

export const listPipelines = endpoint({
  id: 'journey.listPipelines',
  method: 'GET',
  path: '/api/v1/pipelines',
  summary: 'The pipelines with their stages in order, and the solutions that a pipeline can be for',
  access: everyMember,
  records: 'inside',
  limits: { rate: 'read' },
  answer: z.object({
    pipelines: z.array(pipelineShape),
    solutions: z.array(z.object({ id: idOf('solution'), name: z.string() })),
  }),
})

const aimShape = z.object({
  solutionId: idOf('solution').nullable().describe('null for anything that is sold'),
  vertical: z.string().trim().min(1).max(120).nullable().describe('null for any industry'),
})

export const addPipeline = endpoint({
  id: 'journey.addPipeline',
  method: 'POST',
  path: '/api/v1/pipelines',
  summary: 'Make a pipeline; without stages of its own it begins with one open, one won and one lost stage',
  ...shared,
  body: aimShape.partial().extend({
    name: nameShape,
    stages: z
      .array(z.object({ name: nameShape, kind: kindShape }))
      .min(1)
      .max(60)
      .optional()
      .describe('In their order; at least one of each kind'),
  }),
  answer: changedShape,
})

export const changePipeline = endpoint({
  id: 'journey.changePipeline',
  method: 'PATCH',
  path: '/api/v1/pipelines/{pipelineId}',
  summary: 'Rename a pipeline, say what it is for, retire it or take it up again; what is left out stays',
  ...shared,
  params: onePipeline,
  body: aimShape.partial().extend({ name: nameShape.optional(), retired: z.boolean().optional() }),
  answer: changedShape,
})

export const removePipeline = endpoint({
  id: 'journey.removePipeline',
  method: 'DELETE',
  path: '/api/v1/pipelines/{pipelineId}',
  summary: 'Remove a pipeline that no deal was ever in, with its stages',
  ...shared,
  params: onePipeline,
  answer: z.object({ eventId: idOf('event') }),
})

export const addStage = endpoint({
  id: 'journey.addStage',
  method: 'POST',
  path: '/api/v1/pipelines/{pipelineId}/stages',
  summary: 'Add a stage to a pipeline; without a place an open one stands before the first that ends a deal, others last',
  ...shared,
  params: onePipeline,
  body: z.object({ name: nameShape, kind: kindShape, place: z.int().min(0).max(1000).optional().describe('Counted from 0') }),
  answer: changedShape,
})

export const changeStage = endpoint({
  id: 'journey.changeStage',
  method: 'PATCH',
  path: '/api/v1/pipelines/{pipelineId}/stages/{stageId}',
  summary: 'Rename a stage, move it to another place, retire it or take it up again; what is left out stays',
  ...shared,
  params: oneStage,
  body: z.object({
    name: nameShape.optional(),
    place: z.int().min(0).max(1000).optional().describe('Counted from 0 among all stages of the pipeline'),
    retired: z.boolean().optional(),
  }),
  answer: changedShape,
})

export const removeStage = endpoint({
  id: 'journey.removeStage',
  method: 'DELETE',
  path: '/api/v1/pipelines/{pipelineId}/stages/{stageId}',
  summary: 'Remove a stage in which no deal was ever',
  ...shared,
  params: oneStage,
  answer: changedShape,
})

export const undoPipeline = endpoint({
  id: 'journey.undo',
  method: 'POST',
  path: '/api/v1/pipelines/{pipelineId}/changes/{eventId}/undo',
  summary: 'Take back one change of a pipeline or its stages, its making or its removal',
  ...shared,
  params: onePipeline.extend({ eventId: idOf('event') }),
  answer: z.object({}),
})
