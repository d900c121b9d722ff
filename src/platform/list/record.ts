import { z } from 'zod'
import { rightsOf } from '#kernel/actor'
import { eventKind } from '#kernel/event'
import { columnOf } from '#kernel/list'
import type { RecordEndpoints } from '#kernel/list-endpoints'
import { found, Problem } from '#kernel/problem'
import { said, t } from '#kernel/text'
import { type Action, action, question } from '../action/action.ts'
import type { Ctx, ReadCtx } from '../action/context.ts'
import { undoEvent } from '../ledger/undo.ts'
import { infoOf, type Kept, type PatchOf } from '../store/kept.ts'
import { askedChanges } from './asked-changes.ts'
import { inLanguage } from './cell-words.ts'
import { changedHidden, historyOf } from './history.ts'
import { type Meaning, plainMeaning } from './meaning.ts'
import { patchOf } from './patch.ts'
import { readRecord } from './read.ts'
import { authorOf, isChangeOf, lockRow } from './record-store.ts'
import { settledSource, sourceSeen } from './settled.ts'
import type { ListSource } from './source.ts'
import { undoMaking } from './unmaking.ts'

/** Somebody changed fields of one record by hand. */
export const recordChanged = eventKind(
  'record.changed',
  z.object({ list: z.string(), name: z.string(), fields: z.array(z.string()) }),
  ({ list, name, fields }) =>
    t('Changed {{fields}} of the {{list}} {{name}}', { fields: fields.map((field) => said(field)).join(', '), list: said(list), name }),
)

/** The record that an old id leads to, where records can go into one another. */
export type LeadsTo = (tx: ReadCtx['tx'], id: string) => Promise<string | undefined>

/** What every record can do: be read, changed by hand, tell its history, and take a change back. */
export function recordActions(
  endpoints: RecordEndpoints,
  { source, kept, meaning = plainMeaning, leadsTo }: { source: ListSource; kept: Kept; meaning?: Meaning; leadsTo?: LeadsTo },
): readonly Action[] {
  const { list } = source
  /** The record with an id, or the one that an id which went leads to. */
  const recordOf = async (tx: ReadCtx['tx'], from: ListSource, id: string) => {
    const there = await readRecord(tx, from, id)
    const other = there || !leadsTo ? undefined : await leadsTo(tx, id)
    return there ?? (other === undefined ? undefined : await readRecord(tx, from, other))
  }
  const table = infoOf(kept).name
  /** The same, held for a change. */
  const held = async (tx: ReadCtx['tx'], id: string) => {
    const row = await lockRow(tx, table, id)
    const other = row || !leadsTo ? undefined : await leadsTo(tx, id)
    return other === undefined ? { id, row } : { id: other, row: await lockRow(tx, table, other) }
  }
  const called = () => t('This {{one}}', { one: said(list.one) })
  const seenBy = (ctx: Pick<ReadCtx, 'tx' | 'actor'>) => sourceSeen(ctx, source)
  return [
    question(endpoints.read, async (ctx, { id }) => {
      const seen = await seenBy(ctx)
      return inLanguage(seen.list, found(await recordOf(ctx.tx, seen, id), called()))
    }),
    question(endpoints.history, async (ctx, { id }) => ({
      events: await historyOf(
        ctx.tx,
        await settledSource(ctx.tx, source),
        table,
        found(await recordOf(ctx.tx, source, id), called()),
        recordChanged.kind,
        await seenBy(ctx),
        rightsOf(ctx.actor),
      ),
    })),
    question(endpoints.choices, async (ctx, { id, column }) => {
      const query = source.columns[columnOf((await seenBy(ctx)).list, column).key]?.choices
      if (query === undefined)
        throw new Problem(
          'invalid-input',
          t('{{label}} of a {{one}} is not chosen among records.', { label: said(columnOf(list, column).label), one: said(list.one) }),
        )
      return { choices: await ctx.tx.query<{ id: string; label: string }>(query, [id]) }
    }),
    action(endpoints.change, async (ctx, { id: asked, version, changes: raw, reason, on }) => {
      const seen = await seenBy(ctx)
      const changes = askedChanges(seen.list, ctx.actor, raw)
      const there = await held(ctx.tx, asked)
      const { id, row } = { id: there.id, row: found(there.row, called()) }
      if (row.version !== version) throw await overtaken(ctx, list.one, row.version)
      const wanted = { changes, reason, on }
      const meant = (await meaning.decide(ctx, [id], wanted))(id)
      if ('why' in meant) throw new Problem('conflict', meant.why)
      await meaning.remember?.(ctx, [id], wanted)
      await ctx.ledger.update(kept, [{ id, ...patchOf(source, kept, changes, row.custom), ...meant.more } as PatchOf<Kept>])
      const after = found(await readRecord(ctx.tx, seen, id), called())
      const fields = [...changes.keys()].map((key) => columnOf(seen.list, key).label)
      const name = after.cells[list.name]
      ctx.tell(recordChanged, { list: list.one, name: typeof name === 'string' ? name : '', fields }, { kind: list.kind, id })
      return { ...inLanguage(seen.list, after), eventId: ctx.ledger.eventId }
    }),
    action(endpoints.undo, async (ctx, { id: asked, eventId }) => {
      if (await undoMaking(ctx, list, kept, { id: asked, eventId })) return {}
      const isOf = async (id: string) => await isChangeOf(ctx.tx, eventId, recordChanged.kind, id)
      const id = (await isOf(asked)) ? asked : (await held(ctx.tx, asked)).id
      const itsOwn = id === asked || (await isOf(id))
      if (!itsOwn || (await changedHidden(ctx.tx, source, table, { id, eventId }, await seenBy(ctx), rightsOf(ctx.actor))))
        throw new Problem(
          'not-found',
          t('This change of the {{one}} does not exist, or was no change by hand. Imports are undone in their history.', {
            one: said(list.one),
          }),
        )
      const { conflicts } = await undoEvent(ctx.tx, ctx.ledger, eventId, ctx.services.keptTables)
      const by = conflicts[0]?.byEvent
      const author = by ? await authorOf(ctx.tx, by) : undefined
      if (conflicts.length > 0)
        throw new Problem(
          'conflict',
          author
            ? t('This was changed again since, by {{by}}. Take the later change back first, or change the field by hand.', {
                by: author.by,
              })
            : t('This was changed again since. Take the later change back first, or change the field by hand.'),
        )
      return {}
    }),
  ]
}

async function overtaken(ctx: Ctx, one: string, version: string): Promise<Problem> {
  const author = await authorOf(ctx.tx, version)
  const who = author
    ? t('{{by}} changed this {{one}} at {{at}} UTC', { by: author.by, one, at: author.at.slice(0, 16).replace('T', ' ') })
    : t('This {{one}} was changed', { one })
  return new Problem(
    'conflict',
    t('{{who}}, after you opened it. Nothing of yours was written. Load it again, look at what is new, and make your change once more.', {
      who,
    }),
  )
}
