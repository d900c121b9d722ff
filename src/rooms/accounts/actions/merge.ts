import { Problem } from '#kernel/problem'
import { said, t } from '#kernel/text'
import type { Ctx, ReadCtx } from '#platform/action/context'
import { newId } from '#platform/ids'
import { putBack } from '#platform/ledger/put-back'
import type { Kept } from '#platform/store/kept'
import type { Row, Said } from '../contract/merge.ts'
import { peopleErased, personErased } from '../events.ts'
import { keysOf, strictest, takings } from '../rules/merge.ts'
import * as store from '../store/merge.ts'
import { type AlsoChanged, consents } from '../tables.ts'
import { type MergeKind, tableOf } from './merge-kinds.ts'

export const erasures = [personErased.kind, peopleErased.kind]

/** What is merged: into whom, who goes, and whose value each field takes. */
export interface Wanted {
  readonly keep: string
  readonly gone: readonly string[]
  readonly from: ReadonlyMap<string, string>
}

/** The records as they are, held until the end of the transaction. Throws a Problem where one is not there any more, and says where it went. */
export async function recordsHeld(ctx: Pick<ReadCtx, 'tx'>, kind: MergeKind, ids: readonly string[], hold = true): Promise<Row[]> {
  const rows = await store.rowsAsNoted(ctx.tx, tableOf(kind), ids, hold)
  const missing = ids.filter((id) => !rows.has(id))
  const [merged] = missing.length === 0 ? [] : await store.mergesBy(ctx.tx, kind.kind, { ids: missing })
  if (merged) {
    const into = (await store.rowsAsNoted(ctx.tx, tableOf(kind), [merged.intoId])).get(merged.intoId)
    const name = String(into?.[kind.nameColumn] ?? '')
    throw new Problem(
      'conflict',
      t('{{name}} was merged into {{into}} already. Open that record and choose anew.', { name: merged.name, into: name }),
    )
  }
  if (missing.length > 0) throw new Problem('not-found', t('This {{one}} is not here any more.', { one: said(kind.source.list.one) }))
  return ids.map((id) => rows.get(id)).filter((row) => row !== undefined)
}

/** Why these records cannot be merged as they are, each reason a sentence. */
export async function whyNot(ctx: Pick<ReadCtx, 'tx'>, kind: MergeKind, ids: readonly string[]): Promise<string[]> {
  const erased = await store.erasedAmong(ctx.tx, tableOf(kind), ids, erasures)
  const lent = await kind.lent.refused(ctx.tx, ids)
  return [
    ...(erased.length > 0 ? [t('One of them was erased, and what is left is nobody’s. It stays apart.')] : []),
    ...(lent === null ? [] : [lent]),
  ]
}

/** Merges in the open event, which the caller tells. Answers how many rows moved, by table. */
export async function mergeRecords(
  ctx: Ctx,
  kind: MergeKind,
  rows: readonly Row[],
  { keep, gone, from }: Wanted,
): Promise<Map<string, number>> {
  const moved = new Map<string, number>()
  const taking = takings(kind.kind, rows, keep, from)
  const places = store.placesOf(ctx.services.keptTables, kind.kind)
  const saidBefore = kind.kind === 'person' ? await store.consentsSaid(ctx.tx, [keep, ...gone]) : []
  let kept = rows.find(({ id }) => id === keep)
  for (const id of gone) {
    const row = rows.find((one) => one.id === id)
    const take = taking.get(id)
    if (!row || !take || !kept) throw new Problem('not-found', t('This {{one}} is not here any more.', { one: said(kind.source.list.one) }))
    const also: AlsoChanged[] = []
    for (const one of await kind.lent.along(ctx, keep, id)) {
      await write(ctx, one.table, [{ id: one.id, values: one.values }])
      for (const column of Object.keys(one.values)) also.push({ table: nameOf(ctx, one.table), id: one.id, column })
    }
    const pointers = await store.pointersTo(ctx.tx, places, kind.kind, [id], keep)
    await repoint(ctx, pointers, keep)
    for (const { table } of pointers) moved.set(table, (moved.get(table) ?? 0) + 1)
    // So that the history of the one that goes has the merge too, should it come back.
    await write(ctx, kind.kept, [{ id, values: { custom: row.custom } }])
    await ctx.ledger.remove(kind.kept, [id])
    await write(ctx, kind.kept, [{ id: keep, values: take.values }])
    const after: Row = { ...kept, ...take.values }
    const lost = keysOf(kind.kind, kept).filter((key) => !keysOf(kind.kind, after).includes(key))
    const restated = await restate(
      ctx,
      keep,
      strictest(saidBefore).filter(({ personId }) => (gone.includes(personId) ? personId : gone.at(-1)) === id),
    )
    await ctx.ledger.insert(kind.merged, [
      {
        ...{ id: id as never, intoId: keep as never, parentId: keep, eventId: ctx.ledger.eventId },
        name: String(row[kind.nameColumn] ?? ''),
        keys: [...new Set([...keysOf(kind.kind, row), ...lost])],
        ...{ took: take.took, also: [...also, ...restated] },
        origin: typeof row.origin === 'string' ? row.origin : typeof row.source === 'string' ? row.source : null,
        originAt: (typeof row.made_at === 'string' ? new Date(row.made_at).toISOString() : null) as never,
        ...{ mergedBy: ctx.actor.name, at: ctx.now },
      },
    ])
    kept = after
  }
  return moved
}

/** The strictest of what each of them said last holds for the one that is kept, and is said once more. */
async function restate(ctx: Ctx, keep: string, strict: readonly Said[]): Promise<AlsoChanged[]> {
  const rows = strict.map(({ purpose, basis, status }) => ({
    ...{ id: newId<'consent'>(ctx.now), personId: keep as never, purpose, basis, status },
    ...{ source: t('Merge: the strictest of what was said holds'), version: null, at: ctx.now, notedBy: ctx.actor.name, notedAt: ctx.now },
  }))
  if (rows.length > 0) await ctx.ledger.insert(consents, rows)
  return rows.map(({ id }) => ({ table: 'consent', id, column: null }))
}

const nameOf = (ctx: Ctx, table: Kept) => [...ctx.services.keptTables].find(([, one]) => one === table)?.[0] ?? ''

async function repoint(ctx: Ctx, pointers: readonly store.Pointer[], to: string): Promise<void> {
  for (const [table, all] of Map.groupBy(pointers, (pointer) => pointer.table)) {
    const kept = ctx.services.keptTables.get(table)
    if (!kept) continue
    const rows = [...Map.groupBy(all, ({ id }) => id)].map(([id, some]) => ({
      id,
      values: Object.fromEntries(some.map(({ column }) => [column, to])),
    }))
    await write(ctx, kept, rows)
  }
}

/** Writes columns as the open event. */
async function write(ctx: Ctx, table: Kept, rows: readonly { id: string; values: Readonly<Record<string, unknown>> }[]): Promise<void> {
  await putBack(
    ctx.tx,
    ctx.ledger,
    table,
    rows.map(({ id, values }) => ({ id, before: { ...values, touched_by: ctx.ledger.eventId } })),
  )
}
