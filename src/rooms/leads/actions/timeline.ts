import type { Id } from '#kernel/id'
import { found } from '#kernel/problem'
import { action, question } from '#platform/action/action'
import { newId } from '#platform/ids'
import * as contract from '../contract.ts'
import { noteChanged } from '../events.ts'
import * as store from '../store/timeline.ts'
import { notes } from '../tables.ts'

export const readTimeline = question(contract.readTimeline, async (ctx, { kind, id }) => {
  found((await store.isThere(ctx.tx, kind, id)) || null, `This ${kind}`)
  return await store.timelineOf(ctx.tx, kind, id)
})

export const addNote = action(contract.addNote, async (ctx, { kind, id, text }) => {
  found((await store.isThere(ctx.tx, kind, id)) || null, `This ${kind}`)
  const noteId = newId<'note'>(ctx.now)
  const of = <Kind extends contract.TimelineKind>(wanted: Kind) => (kind === wanted ? (id as Id<Kind>) : null)
  const about = { dealId: of('deal'), accountId: of('account'), personId: of('person'), leadId: of('lead') }
  await ctx.ledger.insert(notes, [{ id: noteId, text, at: ctx.now, by: ctx.actor.name, ...about }])
  ctx.tell(noteChanged, { what: 'written', about: kind }, { kind, id })
  return { noteId }
})

export const removeNote = action(contract.removeNote, async (ctx, { noteId }) => {
  found((await store.isNote(ctx.tx, noteId)) || null, 'This note')
  await ctx.ledger.remove(notes, [noteId])
  ctx.tell(noteChanged, { what: 'removed', about: 'record' }, { kind: 'note', id: noteId })
  return {}
})
