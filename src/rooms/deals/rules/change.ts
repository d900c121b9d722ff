import { t } from '#kernel/text'
import { type Day, dayOf, type Instant } from '#kernel/time'
import { no, ok, type Verdict } from '#kernel/verdict'

/** A stage that a deal may be moved to. */
export interface Target {
  readonly id: string
  readonly name: string
  readonly pipelineId: string
  readonly kind: 'open' | 'won' | 'lost'
  /** No deal enters it by hand any more. */
  readonly retired: boolean
  /** The name of its pipeline, where no deal enters that any more. */
  readonly retiredPipeline: string | null
}

/** A deal as a change by hand sees it. */
export interface Movable {
  readonly id: string
  readonly pipelineId: string | null
  readonly stageId: string | null
  readonly state: 'open' | 'won' | 'lost'
  readonly openedAt: Instant | null
  readonly amount: string | null
  readonly currency: string | null
  readonly expectedOn: Day | null
}

/** Whether a deal may be moved to a stage, on a day, for a reason. A loss needs one: nobody remembers it a month later. */
export function canMove(
  deal: Pick<Movable, 'pipelineId' | 'openedAt'>,
  target: Target,
  { reason, on, now }: { reason: string | undefined; on: Day | undefined; now: Instant },
): Verdict {
  if (deal.pipelineId !== null && target.pipelineId !== deal.pipelineId)
    return no(t('"{{name}}" is a stage of another pipeline. Choose one of the pipeline of this deal.', { name: target.name }))
  if (target.retired)
    return no(t('"{{name}}" is retired. Choose another stage, or take it up again in Settings, Pipelines.', { name: target.name }))
  if (deal.pipelineId === null && target.retiredPipeline !== null)
    return no(
      t('The pipeline "{{retiredPipeline}}" is retired. Choose a stage of another one.', { retiredPipeline: target.retiredPipeline }),
    )
  if (on !== undefined && on > dayOf(now)) return no(t('{{on}} is still to come. A deal is moved today or before.', { on }))
  if (on !== undefined && deal.openedAt !== null && on < dayOf(deal.openedAt))
    return no(t('{{on}} lies before {{openedAt}}, when the deal was opened.', { on, openedAt: dayOf(deal.openedAt) }))
  if (target.kind === 'lost' && (reason === undefined || reason === '')) return no(t('Say why the deal is lost.'))
  return ok
}

/** What moving to a stage means for a deal: more columns that change, or why it may not be. One that stands there already only stays. */
export function moved(
  deal: Movable,
  target: Target,
  { reason, on, at, now }: { reason: string | undefined; on: Day | undefined; at: Instant; now: Instant },
): { readonly more: Readonly<Record<string, unknown>> } | { readonly why: string } {
  if (deal.stageId === target.id && deal.state === target.kind) return { more: {} }
  const verdict = canMove(deal, target, { reason, on, now })
  if (!verdict.ok) return { why: verdict.why }
  return { more: { ...movedTo(target, at, reason), ...(deal.pipelineId === null ? { pipelineId: target.pipelineId } : {}) } }
}

/** Whether deals can be given one amount: it stands in their currency, which has to be the same one. */
export function canSetAmount(deals: readonly Pick<Movable, 'currency'>[]): Verdict {
  const currencies = [...new Set(deals.flatMap(({ currency }) => currency ?? []))].toSorted()
  if (currencies.length < 2) return ok
  return no(
    t('These deals are in {{currencies}}. Set the amount of those in one currency at a time; the filter can find them.', {
      currencies: currencies.join(', '),
    }),
  )
}

/** What moving to a stage makes of the rest of a deal. A deal that is open again has no day of closing and no reason of a loss. */
function movedTo(target: Target, at: Instant, reason: string | undefined) {
  if (target.kind === 'open') return { state: 'open' as const, closedAt: null, lostReason: null }
  return { state: target.kind, closedAt: at, lostReason: target.kind === 'lost' ? (reason ?? null) : null }
}
