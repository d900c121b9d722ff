import { currencyShape } from '#kernel/money'
import { t } from '#kernel/text'
import { type Day, dayOf, type Instant } from '#kernel/time'
import { no, ok, type Verdict } from '#kernel/verdict'
import type { PlacingWhy } from '../contract/placing.ts'
import type { Target } from './change.ts'

/** What is said of a deal that is made by hand. */
export interface DealSaid {
  readonly pipelineId: string | null
  readonly openedOn: Day | null
  readonly closedOn: Day | null
  readonly lostReason: string | null
  readonly amount: string | null
  readonly currency: string | null
}

/** Whether a deal can be made in a stage, on the days that are said. One that is over says when, and a lost one why. */
export function canMake(said: DealSaid, stage: Target, now: Instant): Verdict {
  const today = dayOf(now)
  if (said.pipelineId !== null && stage.pipelineId !== said.pipelineId)
    return no(t('"{{name}}" is a stage of another pipeline. Choose one of the pipeline of this deal.', { name: stage.name }))
  if (stage.retired)
    return no(t('"{{name}}" is retired. Choose another stage, or take it up again in Settings, Pipelines.', { name: stage.name }))
  if (stage.retiredPipeline !== null)
    return no(
      t('The pipeline "{{retiredPipeline}}" is retired. Choose a stage of another one.', { retiredPipeline: stage.retiredPipeline }),
    )
  if (said.openedOn !== null && said.openedOn > today)
    return no(t('{{on}} is still to come. A deal is opened today or before.', { on: said.openedOn }))
  if (said.currency !== null && !currencyShape.safeParse(said.currency).success)
    return no(t('A currency is three capital letters (ISO 4217), for example EUR.'))
  if (said.currency !== null && said.amount === null) return no(t('Say the amount too, or leave the currency out.'))
  return stage.kind === 'open' ? canBeOpen(said) : canBeOver(said, stage.kind, today)
}

function canBeOpen({ closedOn, lostReason }: DealSaid): Verdict {
  if (closedOn !== null) return no(t('A deal in an open stage has no day of closing. Choose a won or lost stage, or leave the day out.'))
  if (lostReason !== null) return no(t('A deal in an open stage has no reason of a loss. Choose a lost stage, or leave the reason out.'))
  return ok
}

function canBeOver({ openedOn, closedOn, lostReason }: DealSaid, kind: 'won' | 'lost', today: Day): Verdict {
  if (closedOn === null) return no(kind === 'won' ? t('Say on which day the deal was won.') : t('Say on which day the deal was lost.'))
  if (closedOn > today) return no(t('{{on}} is still to come. A deal is closed today or before.', { on: closedOn }))
  if (openedOn !== null && closedOn < openedOn)
    return no(t('{{on}} lies before {{openedAt}}, when the deal was opened.', { on: closedOn, openedAt: openedOn }))
  if (kind === 'lost' && lostReason === null) return no(t('Say why the deal is lost.'))
  return kind === 'won' && lostReason !== null ? no(t('A deal that is won has no reason of a loss. Leave it out.')) : ok
}

/** A deal that is there, as far as another may be the same one. */
export interface DealThere {
  readonly id: string
  readonly externalId: string
  readonly nameKey: string
  readonly accountId: string | null
}

/** A deal that may be meant. */
interface DealMatch {
  readonly id: string
  readonly why: 'id' | 'name and account' | 'name'
  readonly sure: boolean
}

/** Which deals somebody may mean: surely that with the id of the CRM, likely those of one name in one account. */
export function matchDeals(
  said: Omit<DealThere, 'id' | 'externalId'> & { readonly externalId: string | null },
  there: readonly DealThere[],
): DealMatch[] {
  return there.flatMap(({ id, externalId, nameKey, accountId }): DealMatch[] => {
    if (externalId === said.externalId) return [{ id, why: 'id', sure: true }]
    if (said.nameKey === '' || nameKey !== said.nameKey || accountId !== said.accountId) return []
    return [{ id, why: accountId === null ? 'name' : 'name and account', sure: false }]
  })
}

interface Line {
  readonly id: string
  readonly retired: boolean
}

/** The pipeline of a new deal where nobody names one: the one that is for it, else the only one, else the one with most deals. */
export function placedIn<L extends Line>(
  lines: readonly L[],
  choice: { readonly pipelineId: string | null; readonly why: PlacingWhy } | null,
  deals: ReadonlyMap<string, number>,
): { readonly line: L; readonly why: PlacingWhy } | null {
  const inUse = lines.filter(({ retired }) => !retired)
  const chosen = inUse.find(({ id }) => id === choice?.pipelineId)
  if (chosen && choice) return { line: chosen, why: choice.why }
  const [most] = inUse.toSorted((a, b) => (deals.get(b.id) ?? 0) - (deals.get(a.id) ?? 0))
  if (!most) return null
  return { line: most, why: choice?.why === 'several' ? 'several' : inUse.length === 1 ? 'only' : 'most' }
}

/** When a new deal entered its stage: the day of its closing; its opening where it stands at the beginning; else now, since nobody said when. */
export function enteredAt(
  { openedAt, closedAt }: { readonly openedAt: Instant; readonly closedAt: Instant | null },
  stage: { readonly id: string; readonly kind: 'open' | 'won' | 'lost' },
  stages: readonly { readonly id: string; readonly kind: 'open' | 'won' | 'lost'; readonly retired: boolean }[],
  now: Instant,
): Instant {
  if (closedAt !== null) return closedAt
  return stages.find(({ kind, retired }) => kind === 'open' && !retired)?.id === stage.id ? openedAt : now
}
