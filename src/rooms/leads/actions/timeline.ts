import { rightsOf } from '#kernel/actor'
import type { Id } from '#kernel/id'
import { found, Problem } from '#kernel/problem'
import { changes, sees } from '#kernel/rights'
import { said, t } from '#kernel/text'
import { action, question } from '#platform/action/action'
import type { ReadCtx } from '#platform/action/context'
import { newId } from '#platform/ids'
import * as contract from '../contract.ts'
import { noteChanged } from '../events.ts'
import { reasonWords } from '../rules/reasons.ts'
import { breachWords, byWords, responseWords, stepWords, type ToldBreach, type ToldResponse, type ToldStep } from '../rules/timeline.ts'
import * as store from '../store/timeline.ts'
import { notes } from '../tables.ts'
import { TermsBook } from './hand-over-terms.ts'

export const readTimeline = question(contract.readTimeline, async (ctx, { kind, id }) => {
  const rights = rightsOf(ctx.actor)
  if (!sees(rights, kind)) throw new Problem('not-allowed', t('Your role may not see this {{kind}}. Ask an owner.', { kind: said(kind) }))
  found((await store.isThere(ctx.tx, kind, id)) || null, t('This {{kind}}', { kind: said(kind) }))
  const { entries, more } = await store.timelineOf(ctx.tx, rights, kind, id)
  const book = new TermsBook(ctx)
  const told = []
  for (const entry of entries) told.push(await inWords(entry, book))
  return { entries: told, more }
})

/** What is kept of a hand-over as data, in the reader's language; of everything else the words that are kept. */
async function inWords(kept: contract.TimelineEntry, book: TermsBook): Promise<contract.TimelineEntry> {
  const entry = { ...kept, by: byWords(kept.by) }
  const { what, text } = entry
  if (what === 'lead') return { ...entry, title: t('Handed over to sales') }
  if (text === null || (what !== 'response' && what !== 'step' && what !== 'breach')) return entry
  const told: unknown = JSON.parse(text)
  if (what === 'response') return { ...entry, ...responseWords(told as ToldResponse) }
  if (what === 'breach') return { ...entry, ...breachWords(told as ToldBreach) }
  const step = told as ToldStep & { readonly reason: string | null; readonly contract: number | null }
  const agreed = step.reason === null ? null : (await book.of(step.contract)).document
  return { ...entry, ...stepWords(step, step.reason === null ? null : reasonWords(step.reason, agreed?.rejections ?? [])) }
}

/** A note is written where its record is seen, by whoever may write notes. */
function ensureMayNote({ actor }: Pick<ReadCtx, 'actor'>, kind: contract.TimelineKind): void {
  const rights = rightsOf(actor)
  if (!sees(rights, kind) || !changes(rights, 'activity'))
    throw new Problem('not-allowed', t('Your role may not write or remove notes on a {{kind}}. Ask an owner.', { kind: said(kind) }))
}

export const addNote = action(contract.addNote, async (ctx, { kind, id, text }) => {
  ensureMayNote(ctx, kind)
  found((await store.isThere(ctx.tx, kind, id)) || null, t('This {{kind}}', { kind: said(kind) }))
  const noteId = newId<'note'>(ctx.now)
  const of = <Kind extends contract.TimelineKind>(wanted: Kind) => (kind === wanted ? (id as Id<Kind>) : null)
  const about = { dealId: of('deal'), accountId: of('account'), personId: of('person'), leadId: of('lead') }
  await ctx.ledger.insert(notes, [{ id: noteId, text, at: ctx.now, by: ctx.actor.name, ...about }])
  ctx.tell(noteChanged, { what: 'written', about: kind }, { kind, id })
  return { noteId }
})

export const removeNote = action(contract.removeNote, async (ctx, { noteId }) => {
  ensureMayNote(ctx, found(await store.kindOfNote(ctx.tx, noteId), t('This note')))
  await ctx.ledger.remove(notes, [noteId])
  ctx.tell(noteChanged, { what: 'removed', about: 'record' }, { kind: 'note', id: noteId })
  return {}
})
