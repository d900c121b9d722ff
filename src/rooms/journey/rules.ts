import { said, t } from '#kernel/text'
import { no, ok, type Verdict } from '#kernel/verdict'

/**
 * The order of a pipeline's stages when a file says one that may lack some of the stages known, or name new ones: stages that the file names stand
 * as it says; each of the others stays behind the stage that it followed. With the two turned round it is the order of a pipeline that somebody
 * arranged by hand: that one stays, and new stages of the file come behind the stage that they followed there.
 */
export function mergedOrder(known: readonly string[], said: readonly string[]): string[] {
  const order = [...new Set(said)]
  known.forEach((name, place) => {
    if (order.includes(name)) return
    const before = known.slice(0, place).findLast((one) => order.includes(one))
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, name)
  })
  return order
}

/** A stage as these rules see it. */
export interface Step {
  readonly id: string
  readonly name: string
  readonly kind: 'open' | 'won' | 'lost'
  readonly retired: boolean
  readonly formerNames: readonly string[]
}

/** A thing with a name, and what it was called before. */
type Named = Pick<Step, 'id' | 'name' | 'formerNames'>

/** Whether a name is free among things of one kind. Former names are taken too: files may still say them. */
export function canCall(what: 'stage' | 'pipeline', others: readonly Named[], name: string): Verdict {
  const same = (one: string) => one.trim().toLowerCase() === name.trim().toLowerCase()
  const taken = others.find((one) => same(one.name))
  if (taken) return no(t('There is a {{what}} "{{name}}" already. Choose another name.', { what: said(what), name: taken.name }))
  const once = others.find((one) => one.formerNames.some(same))
  if (once)
    return no(
      t('Files may still call the {{what}} "{{name}}" by the name "{{next}}". Choose another name.', {
        what: said(what),
        name: once.name,
        next: name,
      }),
    )
  return ok
}

/** The names that a thing had before, once it is called anew. */
export function formerNamesOf({ name, formerNames }: Omit<Named, 'id'>, next: string): string[] {
  return [...new Set([...formerNames, name])].filter((one) => one !== next)
}

const endings = {
  open: () => t('in which a deal can be worked on'),
  won: () => t('in which a deal is won'),
  lost: () => t('in which a deal is lost'),
} as const

/** Whether these stages make a pipeline: each needs a stage to work in, and one for each end. */
export function isWhole(stages: readonly Pick<Step, 'kind' | 'retired'>[]): Verdict {
  const lacking = (['open', 'won', 'lost'] as const).find((kind) => !stages.some((stage) => stage.kind === kind && !stage.retired))
  return lacking === undefined ? ok : no(t('A pipeline needs a stage {{ending}}. Add one first.', { ending: endings[lacking]() }))
}

/** Whether a stage may be retired or removed: not the last of its kind that is in use. */
export function canSpare(stages: readonly Step[], stage: Step): Verdict {
  if (stage.retired || stages.some((one) => one.id !== stage.id && one.kind === stage.kind && !one.retired)) return ok
  return no(t('"{{name}}" is the last stage {{ending}}. Add another one first.', { name: stage.name, ending: endings[stage.kind]() }))
}

/** Whether a stage may be removed: it may be spared, and no deal stands or stood there. */
export function canRemoveStage(stages: readonly Step[], stage: Step, used: boolean): Verdict {
  if (used) return no(t('Deals stand or stood in "{{name}}". Retire it: they keep it, and no other deal enters.', { name: stage.name }))
  return canSpare(stages, stage)
}

/** Whether a pipeline may be retired or removed: deals need at least one. */
export function canSparePipeline(pipelines: readonly { readonly id: string; readonly retired: boolean }[], id: string): Verdict {
  if (pipelines.some((one) => one.id !== id && !one.retired)) return ok
  return no(t('This is the last pipeline in use. Make another one first.'))
}

/** Whether a pipeline may be removed: it may be spared, and no deal is or was in it. */
export function canRemovePipeline(
  pipelines: readonly { readonly id: string; readonly retired: boolean }[],
  pipeline: { readonly id: string; readonly name: string },
  used: boolean,
): Verdict {
  if (used)
    return no(t('Deals are or were in the pipeline "{{name}}". Retire it: they stay, and no other deal enters.', { name: pipeline.name }))
  return canSparePipeline(pipelines, pipeline.id)
}

/** Where a new stage stands when nobody says: an open one before the first that ends a deal, others last. */
export function usualPlace(stages: readonly Pick<Step, 'kind'>[], kind: Step['kind']): number {
  const end = stages.findIndex((stage) => stage.kind !== 'open')
  return kind === 'open' && end >= 0 ? end : stages.length
}

/** The order with one of the ids at another place, counted from 0; a place behind the last is the last. */
export function atPlace(ids: readonly string[], id: string, place: number): string[] {
  const others = ids.filter((one) => one !== id)
  return others.toSpliced(place, 0, id)
}

/** A pipeline in use that says what it is for. */
export interface Aimed {
  readonly name: string
  /** As `normKey` writes it; null for anything. */
  readonly solution: string | null
  readonly vertical: string | null
}

/** Why a deal that names no pipeline has the one that it has: by what it sells, by its industry, by both; or why it stays in the usual one. */
export type PipelineChoice =
  | { readonly pipeline: string; readonly why: 'solution' | 'vertical' | 'both' }
  | { readonly pipeline: null; readonly why: 'several' }
  | null

/**
 * The pipeline for a deal that names none: the one that is for what it sells and its industry, else for one of the two. Two that fit as well are not told
 * apart, so the deal stays in the usual one. A pipeline that asks for something that the deal does not say does not fit.
 */
export function pipelineFor(lines: readonly Aimed[], deal: Pick<Aimed, 'solution' | 'vertical'>): PipelineChoice {
  const fits = (asks: string | null, says: string | null) => asks === null || asks === says
  const fitting = lines.filter(
    (line) => (line.solution ?? line.vertical) !== null && fits(line.solution, deal.solution) && fits(line.vertical, deal.vertical),
  )
  const both = fitting.filter((line) => line.solution !== null && line.vertical !== null)
  const [first, second] = both.length > 0 ? both : fitting
  if (!first) return null
  if (second) return { pipeline: null, why: 'several' }
  return { pipeline: first.name, why: first.solution === null ? 'vertical' : first.vertical === null ? 'solution' : 'both' }
}
