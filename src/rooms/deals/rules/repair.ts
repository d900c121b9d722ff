import type { Id } from '#kernel/id'
import { said, t } from '#kernel/text'
import { type Day, dayOf, type Instant } from '#kernel/time'
import { no, ok, type Verdict } from '#kernel/verdict'
import type { Repair } from '../contract.ts'

/** A deal as a repair sees it. */
export interface Repairable {
  readonly state: 'open' | 'won' | 'lost'
  readonly ownerId: Id<'member'> | null
  readonly owner: string | null
  readonly amount: string | null
  readonly currency: string | null
  readonly openedAt: Instant | null
  readonly expectedOn: Day | null
  readonly stageId: Id<'stage'> | null
}

/** Columns that a repair sets. */
export interface Patch {
  readonly ownerId?: Id<'member'>
  readonly expectedOn?: Day
  readonly amount?: string | null
  readonly state?: 'lost'
  readonly lostReason?: string
  readonly closedAt?: Instant
  readonly stageId?: Id<'stage'>
}

/** What becomes of one deal. */
export type Judged =
  | { readonly kind: 'change'; readonly patch: Patch; readonly before: string | null; readonly after: string | null }
  | { readonly kind: 'same' }
  | { readonly kind: 'refused'; readonly why: string }

/** Whether a repair makes sense at all, whatever the deals are. */
export function canRepair(repair: Repair, today: Day, currencies: readonly string[]): Verdict {
  if (repair.what === 'expected' && repair.on < today)
    return no(t('{{on}} is over. A deal can be expected to close today or later.', { on: repair.on }))
  if (repair.what === 'lost' && repair.on > today)
    return no(t('{{on}} is still to come. A deal is lost today or before.', { on: repair.on }))
  if (repair.what === 'amount' && repair.amount !== null && repair.currency === null && currencies.length > 1)
    return no(
      t('These deals are in {{currencies}}. Say in which of them the amount is; deals in the others are left.', {
        currencies: currencies.join(', '),
      }),
    )
  return ok
}

/** Judges one deal. `ownerName` is the new owner's; `lostStage` the only lost stage of its pipeline, where there is one. */
export function judge(deal: Repairable, repair: Repair, known: { ownerName: string; lostStage: Id<'stage'> | null }): Judged {
  switch (repair.what) {
    case 'owner':
      if (deal.ownerId === repair.owner) return { kind: 'same' }
      return { kind: 'change', patch: { ownerId: repair.owner }, before: deal.owner, after: known.ownerName }
    case 'expected':
      if (deal.state !== 'open')
        return { kind: 'refused', why: t('It is {{state}}; only open deals are expected to close.', { state: said(deal.state) }) }
      if (deal.expectedOn === repair.on) return { kind: 'same' }
      return { kind: 'change', patch: { expectedOn: repair.on }, before: deal.expectedOn, after: repair.on }
    case 'amount':
      return judgeAmount(deal, repair.amount === null ? null : plainAmount(repair.amount), repair.currency)
    case 'lost': {
      if (deal.state !== 'open') return { kind: 'refused', why: t('It is {{state}} already.', { state: said(deal.state) }) }
      if (deal.openedAt !== null && dayOf(deal.openedAt) > repair.on)
        return { kind: 'refused', why: t('It was opened after {{on}}, the day of the loss.', { on: repair.on }) }
      const stage = known.lostStage === null ? {} : { stageId: known.lostStage }
      const patch: Patch = { state: 'lost', lostReason: repair.reason, closedAt: `${repair.on}T00:00:00.000Z` as Instant, ...stage }
      return { kind: 'change', patch, before: 'open', after: `lost on ${repair.on}` }
    }
  }
}

function judgeAmount({ amount, currency }: Repairable, wanted: string | null, into: string | null): Judged {
  if (wanted !== null && into !== null && currency !== null && currency !== into)
    return { kind: 'refused', why: t('It is in {{currency}}, the amount in {{into}}.', { currency, into }) }
  if (amount === wanted) return { kind: 'same' }
  const shown = (value: string | null) => (value === null || currency === null ? value : `${currency} ${value}`)
  return { kind: 'change', patch: { amount: wanted }, before: shown(amount), after: shown(wanted) }
}

/** Amounts as the book keeps them: 0500.50 is 500.5. */
function plainAmount(text: string): string {
  const [whole = '', part = ''] = text.split('.')
  const end = part.replace(/0+$/, '')
  return `${whole.replace(/^0+(?=\d)/, '')}${end === '' ? '' : `.${end}`}`
}
