import { rightsOf } from '#kernel/actor'
import type { Id } from '#kernel/id'
import { ensure, found, Problem } from '#kernel/problem'
import { hides, sees } from '#kernel/rights'
import { t } from '#kernel/text'
import type { Instant } from '#kernel/time'
import { action, question } from '#platform/action/action'
import type { Ctx, ReadCtx } from '#platform/action/context'
import { newId } from '#platform/ids'
import { toldEvents } from '#platform/ledger/told'
import { undoEvent } from '#platform/ledger/undo'
import { sqlState } from '#platform/store/errors'
import * as contract from '../contract.ts'
import { pipelineChanged } from '../events.ts'
import * as rules from '../rules.ts'
import * as store from '../store.ts'
import { pipelines, stages } from '../tables.ts'

/** Stages and pipelines are what deals stand in: who may not read that of a deal reads none of them. */
function ensureReads({ actor }: Pick<ReadCtx, 'actor'>): void {
  const rights = rightsOf(actor)
  const hidden = ['stage', 'pipeline', 'solution', 'vertical'].some((key) => hides(rights, 'deal', key))
  if (!sees(rights, 'deal') || hidden)
    throw new Problem('not-allowed', t('Your role may not see in which pipelines and stages deals are. Ask an owner.'))
}

function saidOf(line: store.Pipeline, own: readonly store.Stage[], sold: ReadonlyMap<string, string>): contract.PipelineSaid {
  return {
    id: line.id,
    name: line.name,
    solution: line.solutionId === null ? null : { id: line.solutionId, name: sold.get(line.solutionId) ?? '' },
    vertical: line.vertical,
    retired: line.retiredAt !== null,
    arranged: line.arrangedAt !== null,
    stages: own.map(stepOf),
  }
}

const stepOf = ({ id, name, kind, retiredAt, formerNames }: store.Stage) => ({
  id,
  name,
  kind,
  retired: retiredAt !== null,
  formerNames: Object.keys(formerNames ?? {}),
})

/** The former names of what is called anew, each with the moment until which it held. */
function onceCalled({ name, formerNames }: Pick<store.Stage, 'name' | 'formerNames'>, next: string, now: Instant): Record<string, string> {
  const until = new Map(Object.entries(formerNames ?? {})).set(name, now)
  return Object.fromEntries(rules.formerNamesOf({ name, formerNames: [...until.keys()] }, next).map((one) => [one, until.get(one) ?? now]))
}

const standing = (lines: readonly store.Pipeline[]) => lines.map(({ id, retiredAt }) => ({ id, retired: retiredAt !== null }))
const named = (lines: readonly store.Pipeline[]) =>
  lines.map(({ id, name, formerNames }) => ({ id, name, formerNames: Object.keys(formerNames ?? {}) }))
const soldBy = async (ctx: Pick<ReadCtx, 'tx'>) => new Map((await store.allSolutions(ctx.tx)).map(({ id, name }) => [String(id), name]))

export const listPipelines = question(contract.listPipelines, async (ctx) => {
  ensureReads(ctx)
  const solutions = await store.allSolutions(ctx.tx)
  const sold = new Map(solutions.map(({ id, name }) => [String(id), name]))
  const steps = Map.groupBy(await store.allStages(ctx.tx), (stage) => stage.pipelineId)
  return { pipelines: (await store.allPipelines(ctx.tx)).map((line) => saidOf(line, steps.get(line.id) ?? [], sold)), solutions }
})

/** One pipeline of all, held for a change. */
async function held(ctx: Ctx, id: Id<'pipeline'>) {
  ensureReads(ctx)
  const lines = await store.holdPipelines(ctx.tx)
  const line = found(
    lines.find((one) => one.id === id),
    t('This pipeline'),
  )
  return { lines, line, own: await store.stagesOf(ctx.tx, id) }
}

/** One stage of a pipeline, held for a change. */
async function heldStage(ctx: Ctx, { pipelineId, stageId }: { pipelineId: Id<'pipeline'>; stageId: Id<'stage'> }) {
  const { own, line } = await held(ctx, pipelineId)
  const stage = found(
    own.find((one) => one.id === stageId),
    t('This stage'),
  )
  return { line, own, stage, steps: own.map(stepOf) }
}

/** Tells what was done to a pipeline, and how it is now. */
async function told(ctx: Ctx, id: Id<'pipeline'>, what: string) {
  const line = found(
    (await store.allPipelines(ctx.tx)).find((one) => one.id === id),
    t('This pipeline'),
  )
  ctx.tell(pipelineChanged, { pipeline: id, name: line.name, what }, { kind: 'pipeline', id })
  return { pipeline: saidOf(line, await store.stagesOf(ctx.tx, id), await soldBy(ctx)), eventId: ctx.ledger.eventId }
}

async function ensureSold(ctx: Ctx, solutionId: Id<'solution'> | null | undefined): Promise<void> {
  if (solutionId) found((await soldBy(ctx)).get(solutionId), t('This solution'))
}

/** What a new pipeline begins with; its stages are renamed and added to by hand. */
const firstStages = [
  { name: 'Open', kind: 'open' },
  { name: 'Won', kind: 'won' },
  { name: 'Lost', kind: 'lost' },
] as const

export const addPipeline = action(contract.addPipeline, async (ctx, { name, solutionId, vertical, stages: said = firstStages }) => {
  ensureReads(ctx)
  ensure(rules.canCall('pipeline', named(await store.holdPipelines(ctx.tx)), name))
  ensure(rules.isWhole(said.map(({ kind }) => ({ kind, retired: false }))))
  said.forEach((stage, place) => {
    const before = said.slice(0, place).map((one) => ({ id: '', name: one.name, formerNames: [] }))
    ensure(rules.canCall('stage', before, stage.name))
  })
  await ensureSold(ctx, solutionId)
  const id = newId<'pipeline'>(ctx.now)
  const row = { id, name, solutionId: solutionId ?? null, vertical: vertical ?? null, formerNames: null, retiredAt: null }
  await once(
    ctx.ledger.insert(pipelines, [{ ...row, arrangedAt: ctx.now }]),
    t('There is a pipeline "{{name}}" already. Load the page again.', { name }),
  )
  await ctx.ledger.insert(
    stages,
    said.map((stage, position) => ({
      ...stage,
      id: newId<'stage'>(ctx.now),
      pipelineId: id,
      position,
      formerNames: null,
      retiredAt: null,
    })),
  )
  return await told(ctx, id, 'made')
})

export const changePipeline = action(contract.changePipeline, async (ctx, { pipelineId, name, solutionId, vertical, retired }) => {
  const { lines, line } = await held(ctx, pipelineId)
  const others = lines.filter((one) => one.id !== pipelineId)
  const said: string[] = []
  const patch: Partial<store.Pipeline> = {}
  if (name !== undefined && name !== line.name) {
    ensure(rules.canCall('pipeline', named(others), name))
    Object.assign(patch, { name, formerNames: onceCalled(line, name, ctx.now) })
    said.push(`renamed, was ${line.name === '' ? 'without a name' : `"${line.name}"`}`)
  }
  if ((solutionId !== undefined && solutionId !== line.solutionId) || (vertical !== undefined && vertical !== line.vertical)) {
    await ensureSold(ctx, solutionId)
    Object.assign(patch, { ...(solutionId === undefined ? {} : { solutionId }), ...(vertical === undefined ? {} : { vertical }) })
    said.push('what it is for was changed')
  }
  if (retired !== undefined && retired !== (line.retiredAt !== null)) {
    if (retired) ensure(rules.canSparePipeline(standing(lines), pipelineId))
    Object.assign(patch, { retiredAt: retired ? ctx.now : null })
    said.push(retired ? 'retired' : 'taken up again')
  }
  if (said.length === 0) throw new Problem('invalid-input', t('Nothing would change about this pipeline. Say what should.'))
  await ctx.ledger.update(pipelines, [{ id: pipelineId, ...patch }])
  return await told(ctx, pipelineId, said.join('; '))
})

export const removePipeline = action(contract.removePipeline, async (ctx, { pipelineId }) => {
  const { lines, line, own } = await held(ctx, pipelineId)
  ensure(rules.canRemovePipeline(standing(lines), line, false))
  const { why } = refusal(rules.canRemovePipeline(standing(lines), line, true))
  await once(
    ctx.ledger.remove(
      stages,
      own.map(({ id }) => id),
    ),
    why,
  )
  await once(ctx.ledger.remove(pipelines, [pipelineId]), why)
  ctx.tell(pipelineChanged, { pipeline: pipelineId, name: line.name, what: 'removed' }, { kind: 'pipeline', id: pipelineId })
  return { eventId: ctx.ledger.eventId }
})

export const addStage = action(contract.addStage, async (ctx, { pipelineId, name, kind, place }) => {
  const { line, own } = await held(ctx, pipelineId)
  ensure(rules.canCall('stage', own.map(stepOf), name))
  const id = newId<'stage'>(ctx.now)
  const position = Math.min(place ?? rules.usualPlace(own, kind), own.length)
  await ctx.ledger.insert(stages, [{ id, pipelineId, name, kind, position, formerNames: null, retiredAt: null }])
  await arrange(
    ctx,
    line,
    own,
    rules.atPlace(
      own.map((stage) => stage.id),
      id,
      position,
    ),
  )
  return await told(ctx, pipelineId, `stage "${name}" added`)
})

export const changeStage = action(contract.changeStage, async (ctx, { pipelineId, stageId, name, place, retired }) => {
  const { line, own, stage, steps } = await heldStage(ctx, { pipelineId, stageId })
  const said: string[] = []
  const patch: Partial<store.Stage> = {}
  if (name !== undefined && name !== stage.name) {
    const others = steps.filter((one) => one.id !== stageId)
    ensure(rules.canCall('stage', others, name))
    Object.assign(patch, { name, formerNames: onceCalled(stage, name, ctx.now) })
    said.push(`"${stage.name}" is called "${name}"`)
  }
  if (retired !== undefined && retired !== (stage.retiredAt !== null)) {
    if (retired) ensure(rules.canSpare(steps, stepOf(stage)))
    Object.assign(patch, { retiredAt: retired ? ctx.now : null })
    said.push(`"${stage.name}" ${retired ? 'retired' : 'taken up again'}`)
  }
  const ids = own.map(({ id }): string => id)
  const order = place === undefined ? ids : rules.atPlace(ids, stageId, place)
  const goes = order.join() !== ids.join()
  if (goes) said.push(`"${stage.name}" put at place ${order.indexOf(stageId) + 1}`)
  if (said.length === 0) throw new Problem('invalid-input', t('Nothing would change about this stage. Say what should.'))
  await ctx.ledger.update(stages, [{ id: stageId, ...patch }])
  if (goes) await arrange(ctx, line, own, order)
  return await told(ctx, pipelineId, `stage ${said.join('; ')}`)
})

export const removeStage = action(contract.removeStage, async (ctx, { pipelineId, stageId }) => {
  const { stage, steps } = await heldStage(ctx, { pipelineId, stageId })
  ensure(rules.canRemoveStage(steps, stepOf(stage), false))
  await once(ctx.ledger.remove(stages, [stageId]), refusal(rules.canRemoveStage(steps, stepOf(stage), true)).why)
  return await told(ctx, pipelineId, `stage "${stage.name}" removed`)
})

/** Writes the places of an order that somebody set; imports leave it from now on. */
async function arrange(ctx: Ctx, line: store.Pipeline, own: readonly store.Stage[], order: readonly string[]): Promise<void> {
  const places = new Map(order.map((id, position) => [id, position]))
  await ctx.ledger.update(
    stages,
    own.flatMap(({ id, position }) => {
      const now = places.get(id)
      return now === undefined || now === position ? [] : [{ id, position: now }]
    }),
  )
  if (line.arrangedAt === null) await ctx.ledger.update(pipelines, [{ id: line.id, arrangedAt: ctx.now }])
}

export const undoPipeline = action(contract.undoPipeline, async (ctx, { pipelineId, eventId }) => {
  ensureReads(ctx)
  const before = await store.holdPipelines(ctx.tx)
  found(
    (await toldEvents(ctx.tx, pipelineChanged.kind, { one: eventId, having: { pipeline: pipelineId } }))[0],
    t('This change of the pipeline'),
  )
  const whole = rules.isWhole((await store.stagesOf(ctx.tx, pipelineId)).map(stepOf))
  const { conflicts } = await once(
    undoEvent(ctx.tx, ctx.ledger, eventId, ctx.services.keptTables),
    t('A name that this would bring back is taken by now. Rename the other one first.'),
  )
  if (conflicts.length > 0)
    throw new Problem(
      'conflict',
      conflicts.some(({ why }) => why === 'still referred to')
        ? t('Deals stand there by now, so it stays. Retire it instead.')
        : t('This pipeline was changed again since. Take the later change back first, or change it by hand.'),
    )
  const left = await store.allPipelines(ctx.tx)
  if (whole.ok && left.some(({ id }) => id === pipelineId)) ensure(rules.isWhole((await store.stagesOf(ctx.tx, pipelineId)).map(stepOf)))
  if (before.some(({ retiredAt }) => retiredAt === null) && left.every(({ retiredAt }) => retiredAt !== null))
    ensure(rules.canSparePipeline(standing(left), pipelineId))
  return {}
})

const refusal = (verdict: { ok: boolean; why?: string }) => ({ why: verdict.why ?? '' })

/** A write that the database refuses because of other rows (referred to, or there already) is a no with a sentence. */
async function once<T>(write: Promise<T>, why: string): Promise<T> {
  try {
    return await write
  } catch (error) {
    if (['23503', '23505'].includes(sqlState(error) ?? '')) throw new Problem('conflict', why, { cause: error })
    throw error
  }
}
