import { z } from 'zod'
import { type Actor, rightsOf } from '#kernel/actor'
import type { BulkEndpoints, Which } from '#kernel/bulk-endpoints'
import { eventKind } from '#kernel/event'
import { columnOf, customColumn, customField, hidesCustom, type ListDeclaration } from '#kernel/list'
import { type Changes, customChanges } from '#kernel/list-change'
import type { ListRow } from '#kernel/list-endpoints'
import { found, Problem } from '#kernel/problem'
import { locks } from '#kernel/rights'
import { said, t } from '#kernel/text'
import type { Day } from '#kernel/time'
import { type Action, action, errand, question } from '../action/action.ts'
import type { Ctx, ReadCtx } from '../action/context.ts'
import { undoAsked } from '../action/undo-asked.ts'
import { partsOfChanged, toldEvents } from '../ledger/told.ts'
import type { Conflict } from '../ledger/undo.ts'
import type { Tx } from '../store/database.ts'
import { infoOf, type Kept, type PatchOf } from '../store/kept.ts'
import { askedChanges } from './asked-changes.ts'
import { type Judged, judgeRow, type NewValue, refusalsOf } from './bulk-judge.ts'
import { keepPreview, type Preview, takePreview } from './bulk-store.ts'
import { compileSet, type SetOf } from './compile.ts'
import { type Meaning, plainMeaning, type Wanted } from './meaning.ts'
import { namesSeen } from './names.ts'
import { patchOf } from './patch.ts'
import { askedOf, rowOf } from './read.ts'
import { authorsOf, lockRows, namesOf } from './record-store.ts'
import { settledSource, sourceSeen } from './settled.ts'
import type { ListSource } from './source.ts'

const shownExamples = 20
const shownConflicts = 100

/** Somebody changed fields of many records at once. */
export const recordsChanged = eventKind(
  'records.changed',
  z.object({ list: z.string(), fields: z.array(z.string()), records: z.int() }),
  ({ list, fields, records }) =>
    t('Changed {{fields}} of {{records}} {{list}}', { fields: fields.map((field) => said(field)).join(', '), records, list: said(list) }),
)

/** A list whose records can be changed many at once. */
interface Bulk {
  readonly source: ListSource
  readonly kept: Kept
  readonly meaning: Meaning
}

interface Looked extends ListRow {
  readonly name: string
  readonly custom: Readonly<Record<string, string>>
  readonly judged: Judged
}

/** What can be done with many records of a list at once. */
export function bulkActions(
  endpoints: BulkEndpoints,
  { source, kept, meaning = plainMeaning }: { source: ListSource; kept: Kept; meaning?: Meaning },
): readonly Action[] {
  const { list } = source
  const bulkOf = async (ctx: Pick<ReadCtx, 'tx' | 'actor'>): Promise<Bulk> => ({ source: await sourceSeen(ctx, source), kept, meaning })
  return [
    question(endpoints.choices, async (ctx, { column }) => ({ choices: await choicesOf(ctx.tx, (await bulkOf(ctx)).source, column) })),
    action(endpoints.preview, async (ctx, { which, changes: raw, reason, on }) => {
      const bulk = await bulkOf(ctx)
      const changes = askedChanges(bulk.source.list, ctx.actor, raw, 'many')
      const rows = await look(ctx, bulk, setOf(bulk.source.list, which, ctx), { changes, reason, on })
      const kept = { list: list.kind, changes: [...changes], reason, on, rows }
      const changing = rows.flatMap(({ id, name, judged }) => (judged.kind === 'change' ? [{ id, name, fields: judged.fields }] : []))
      return {
        previewId: await keepPreview(ctx, kept),
        found: rows.length,
        change: changing.length,
        ...leftOf(rows),
        examples: changing.slice(0, shownExamples),
      }
    }),
    action(endpoints.run, async (ctx, { previewId }) => {
      const preview = found(
        await takePreview(ctx, list.kind, previewId),
        t('This preview, which may have been run already or be over a day old,'),
      )
      return await run(ctx, await bulkOf(ctx), preview)
    }),
    question(endpoints.made, async (ctx) => ({
      steps: (await toldEvents(ctx.tx, recordsChanged.kind, { having: { list: list.many } })).map(({ id, payload, by, at, undone }) => {
        const told = recordsChanged.payload.parse(payload)
        return { eventId: id, says: recordsChanged.say(told), records: told.records, by, at, undone }
      }),
    })),
    errand(endpoints.undo, async (ctx, asked) => {
      let records = 0
      const { undone, conflicts } = await undoAsked(ctx, asked, async (writing) => {
        const { tx } = writing
        const told = found(
          (await toldEvents(tx, recordsChanged.kind, { one: asked.eventId, having: { list: list.many } }))[0],
          t('This change'),
        )
        const { fields, ...rest } = recordsChanged.payload.parse(told.payload)
        records = rest.records
        const { list: all } = await settledSource(tx, source)
        const { list: seen } = (await bulkOf(writing)).source
        if (fields.some((label) => !readsLabel(all, seen, label)))
          throw new Problem('not-allowed', t('Your role may not read a field that this changed, so it cannot take it back. Ask an owner.'))
        if (fields.some((label) => keptFrom(ctx.actor, all, label)))
          throw new Problem(
            'not-allowed',
            t('Your role may not change a field that this changed, so it cannot take it back. Ask an owner.'),
          )
        return await partsOfChanged(tx, asked.eventId, kept, meaning.parts ?? [])
      })
      const table = infoOf(kept).name
      const left = new Set(conflicts.filter((conflict) => conflict.table === table).map((conflict) => conflict.rowId))
      return {
        undone,
        records: undone ? records - left.size : 0,
        conflicts: await ctx.read(async (reading) =>
          conflictsShown(reading.tx, (await bulkOf(reading)).source, conflicts.slice(0, shownConflicts)),
        ),
        conflictCount: conflicts.length,
      }
    }),
  ]
}

/** Whether the reader of a list may read what an event calls by its label. */
function readsLabel(declared: ListDeclaration, seen: ListDeclaration, label: string): boolean {
  if (seen.columns.some((column) => column.label === label)) return true
  if (declared.columns.some((column) => column.label === label)) return false
  const custom = (declared.custom ?? []).filter((column) => column.label === label || column.aliases?.includes(label))
  return !hidesCustom(seen, label) && custom.every(({ key }) => !hidesCustom(seen, customField(key) ?? ''))
}

/** Whether somebody may not change what an event calls by its label. */
function keptFrom(actor: Actor, declared: ListDeclaration, label: string): boolean {
  const own = declared.columns.find((column) => column.label === label)
  const settled = (declared.custom ?? []).filter((column) => column.label === label || column.aliases?.includes(label))
  const columns = own ? [own] : [...settled, customColumn(label)]
  return columns.some(({ key }) => locks(rightsOf(actor), declared.kind, key))
}

async function choicesOf(tx: Tx, source: ListSource, key: string): Promise<{ id: string; label: string }[]> {
  const column = columnOf(source.list, key)
  const query = source.columns[column.key]?.choices
  if (query === undefined)
    throw new Problem(
      'invalid-input',
      t('{{label}} of {{many}} is not chosen among records.', { label: said(column.label), many: said(source.list.many) }),
    )
  return await tx.query<{ id: string; label: string }>(query, [null])
}

function setOf(list: ListDeclaration, which: Which, { now }: Pick<ReadCtx, 'now'>): SetOf {
  return 'records' in which ? { ids: which.records } : askedOf(list, which, now)
}

/** Loads the records of a set and judges each. Throws a Problem when the change makes no sense for any of them. */
async function look(ctx: ReadCtx, { source, meaning }: Bulk, set: SetOf, wanted: Wanted): Promise<Looked[]> {
  const { list } = source
  const values = await newValues(ctx.tx, source, wanted.changes)
  const columns = [columnOf(list, list.name), ...values.map(({ column }) => column)]
  const { text, values: params } = compileSet(source, set, columns, customChanges(wanted.changes).length > 0)
  const rows = await ctx.tx.query(text, params)
  const decide = await meaning.decide(
    ctx,
    rows.map((row) => String(row.id)),
    wanted,
  )
  return rows.map((row) => {
    const shown = rowOf(columns, row)
    return {
      ...shown,
      name: String(shown.cells[list.name] ?? ''),
      custom: (row.custom ?? {}) as Looked['custom'],
      judged: judgeRow(shown, values, () => decide(shown.id)),
    }
  })
}

async function newValues(tx: Tx, source: ListSource, changes: Changes): Promise<NewValue[]> {
  const values: NewValue[] = []
  for (const [key, value] of changes) {
    const column = columnOf(source.list, key)
    const names = source.columns[key]?.names
    const named =
      names === undefined || value === null
        ? null
        : found((await namesOf(tx, names, [String(value)])).get(String(value)), t('This {{label}}', { label: said(column.label) }))
    values.push({ column, value, label: named })
  }
  return values
}

/** How many records are left and why. */
function leftOf(rows: readonly Looked[]) {
  const refused = rows.flatMap(({ name, judged }) => (judged.kind === 'refused' ? [{ why: judged.why, name }] : []))
  return { same: rows.filter(({ judged }) => judged.kind === 'same').length, refused: refused.length, refusals: refusalsOf(refused) }
}

/** Does what a preview saw, to the records that are still as it saw them. */
async function run(ctx: Ctx, bulk: Bulk, preview: Preview) {
  const { source, kept, meaning } = bulk
  const { list } = source
  const ids = preview.rowIds
  const wanted: Wanted = {
    changes: askedChanges(list, ctx.actor, Object.fromEntries(preview.changes), 'many'),
    reason: preview.reason ?? undefined,
    on: (preview.day ?? undefined) as Day | undefined,
  }
  await lockRows(ctx.tx, infoOf(kept).name, ids)
  const rows = await look(ctx, bulk, { ids }, wanted)
  const seen = new Map(ids.map((id, place) => [id, preview.versions[place]]))
  const [still, changed] = [rows.filter((row) => seen.get(row.id) === row.version), rows.filter((row) => seen.get(row.id) !== row.version)]
  const doing = still.flatMap(({ id, custom, judged }) => (judged.kind === 'change' ? [{ id, custom, more: judged.more }] : []))
  await meaning.remember?.(
    ctx,
    doing.map(({ id }) => id),
    wanted,
  )
  const patches = doing.map(({ id, custom, more }) => ({ id, ...patchOf(source, kept, wanted.changes, custom), ...more }) as PatchOf<Kept>)
  const done = await ctx.ledger.update(kept, patches)
  const fields = [...wanted.changes.keys()].map((key) => columnOf(list, key).label)
  if (done > 0) ctx.tell(recordsChanged, { list: list.many, fields, records: done })
  const authors = await authorsOf(ctx.tx, [...new Set(changed.map((row) => row.version))])
  const there = new Set(rows.map((row) => row.id))
  const conflicts = [
    ...changed.map(({ id, name, version }) => ({
      id,
      name,
      why: t('Changed by {{by}} since the preview.', { by: authors.get(version)?.by ?? 'somebody' }),
    })),
    ...ids.filter((id) => !there.has(id)).map((id) => ({ id, name: id, why: t('Removed since the preview.') })),
  ]
  return {
    eventId: done > 0 ? ctx.ledger.eventId : null,
    changed: done,
    ...leftOf(still),
    conflicts: conflicts.slice(0, shownConflicts),
    conflictCount: conflicts.length,
  }
}

/** Rows that an undo left, by the names of their records. */
async function conflictsShown(tx: Tx, source: ListSource, conflicts: readonly Conflict[]) {
  const names = await namesSeen(
    tx,
    source,
    conflicts.map(({ rowId }) => rowId),
  )
  return conflicts.map(({ table, rowId, why }) => ({
    id: rowId,
    name: names.get(rowId) ?? table.replaceAll('_', ' '),
    why: `${why[0]?.toUpperCase()}${why.slice(1)}.`,
  }))
}
