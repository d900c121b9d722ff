import { ensure, Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { no, ok, type Verdict } from '#kernel/verdict'
import { errand } from '#platform/action/action'
import type { Ctx, ReadCtx } from '#platform/action/context'
import { newId } from '#platform/ids'
import { firstFilled, lockForRestore, recordTables } from '#platform/store/export'
import { readRows, refusedRow } from '#platform/store/export-back'
import { type ExportedTable, fitsTables } from '#platform/store/export-manifest'
import { type OpenExport, openExport } from '#platform/store/export-zip'
import { infoOf, type Kept, type NewRowOf } from '#platform/store/kept'
import { restoreExport as contract, type Import, type Tally } from '../contract.ts'
import { importDone } from '../events.ts'
import { addImport, type ImportRow } from '../store/imports.ts'
import { asImport } from './imports.ts'

/** Brings back every row of an export as it was, with its id: one transaction, one event, in memory one batch of rows. */
export const restoreExport = errand(contract, async (ctx, { name }) => {
  const { upload, services } = ctx
  if (!upload) throw new Problem('invalid-input', t('Send the zip itself as the body.'))
  ensure(await ctx.read(isEmpty))
  return await services.files.hold(upload, async ({ path }) => {
    const given = await openExport(path)
    try {
      return await ctx.write((writing) => restore(writing, given, name), { statementMs: 0 })
    } finally {
      given.close()
    }
  })
})

async function restore(ctx: Ctx, given: OpenExport, name: string): Promise<Import> {
  const tables = recordTables(ctx.services.keptTables.values())
  const fits = fitsTables(given.manifest, tables)
  if (!fits.ok) throw new Problem('invalid-input', fits.why)
  if (!(await lockForRestore(ctx.tx)))
    throw new Problem('conflict', t('An export is being brought in here already. Wait until it is done.'))
  ensure(await isEmpty(ctx))
  const exported = new Map(given.manifest.tables.map((one) => [one.table, one]))
  const kinds: Tally[] = []
  for (const table of tables) {
    const one = exported.get(infoOf(table).name)
    if (!one) continue
    await restoreTable(ctx, given, table, one)
    if (one.rows > 0)
      kinds.push({ kind: one.table, rows: one.rows, create: one.rows, update: 0, skip: 0, reject: 0, duplicate: 0, deleted: 0, leftOut: 0 })
  }
  return await noted(ctx, name, kinds)
}

async function restoreTable(ctx: Ctx, given: OpenExport, table: Kept, { jsonl, rows }: ExportedTable): Promise<void> {
  let count = 0
  for await (const batch of readRows(given.read(jsonl), table, jsonl.name)) {
    if (ctx.signal.aborted)
      throw new Problem('time-out', t('Whoever sent this export went away, or it took too long. Nothing was written; send it again.'))
    await ctx.ledger.insert(table, batch as NewRowOf<Kept>[]).catch((error: unknown) => {
      throw refusedRow(error, jsonl.name)
    })
    count += batch.length
  }
  if (count !== rows)
    throw new Problem(
      'invalid-input',
      t('{{name}} has {{count}} rows where the manifest says {{rows}}. Nothing was written; take the export from its source again.', {
        name: jsonl.name,
        count,
        rows,
      }),
    )
}

/** It stands in the list of imports like any other that is done, so that it can be undone there. */
async function noted(ctx: Ctx, name: string, kinds: Tally[]): Promise<Import> {
  const id = newId<'import'>(ctx.now)
  ctx.tell(importDone, { importId: id, name, kinds, sample: false }, { kind: 'import', id })
  const row: ImportRow = {
    id,
    name,
    state: 'done',
    task: null,
    progress: null,
    sample: false,
    createdAt: ctx.now,
    finishedAt: ctx.services.clock.now(),
    byId: ctx.actor.id as ImportRow['byId'],
    byName: ctx.actor.name,
    // The zip itself is not kept: every row of it is here now.
    files: [],
    correction: {},
    guess: null,
    checked: null,
    undo: null,
    preview: null,
    result: { kinds, alsoMade: [], samples: [], rejected: [] },
    eventId: ctx.ledger.eventId,
    failure: null,
    filesGoneAt: null,
  }
  await addImport(ctx.tx, row)
  return asImport(row)
}

async function isEmpty(ctx: ReadCtx): Promise<Verdict> {
  const filled = await firstFilled(ctx.tx, ctx.services.keptTables.values())
  if (!filled) return ok
  const count = `${filled.rows}${filled.rows >= 1000 ? ' or more' : ''} in "${filled.table.replaceAll('_', ' ')}"`
  return no(
    t(
      'An export is brought into a company that has no records; this one has {{count}}. Make another company (Settings, or: interlock workspace create "Name") and import it there, or undo what was imported here.',
      { count },
    ),
  )
}
