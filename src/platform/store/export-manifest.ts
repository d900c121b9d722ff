import { z } from 'zod'
import { t } from '#kernel/text'
import { no, ok, type Verdict } from '#kernel/verdict'
import { infoOf, type Kept } from './kept.ts'

export const exportFormat = 'interlock-export'

/** Grows when a reader of the version before would misunderstand the files. Version 1 was one file of JSON lines. */
export const exportVersion = 2

export const manifestName = 'manifest.json'

const columnShape = z.object({ name: z.string(), type: z.string(), tag: z.enum(['plain', 'personal', 'secret']) })

const fileShape = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]{0,62}\.(jsonl|csv)$/),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})

const tableShape = z.object({
  table: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/),
  rows: z.int().min(0),
  columns: z.array(columnShape).min(1),
  /** JSON lines, from which the rows can be restored. */
  jsonl: fileShape,
  /** The same rows for spreadsheets. */
  csv: fileShape,
})

/** What every version of the manifest says. */
const headShape = z.object({ format: z.literal(exportFormat), version: z.int() })

export const manifestShape = headShape.extend({
  version: z.literal(exportVersion),
  about: z.string(),
  workspace: z.string(),
  at: z.iso.datetime(),
  /** Number of the last event that the rows include. */
  ledgerPosition: z.int().min(0),
  tables: z.array(tableShape),
})

export type Manifest = z.output<typeof manifestShape>
export type ExportedTable = Manifest['tables'][number]
export type ExportedFile = ExportedTable['jsonl']

export const aboutExport =
  'Each table is there twice. The .jsonl files hold the rows exactly, one JSON object in each line; an import of this export reads only them. ' +
  'The .csv files are for spreadsheets: a cell that would run as a formula has an apostrophe in front, and an empty cell may be an empty text or none. Times are UTC.'

/** The columns of a table as a manifest lists them: all but who wrote the row last, which is machinery of one workspace's ledger. */
export function exportedColumns(kept: Kept): z.output<typeof columnShape>[] {
  return infoOf(kept)
    .columns.filter((column) => column.key !== 'touchedBy')
    .map(({ key, name, sqlType }) => ({ name, type: sqlType, tag: kept.tags[key] ?? 'plain' }))
}

/** Reads the text of a manifest: the manifest, or a sentence that says why it is none of ours. */
export function parseManifest(text: string): { readonly manifest: Manifest } | { readonly why: string } {
  const said = parsed(text)
  const head = headShape.safeParse(said)
  if (!head.success)
    return { why: 'This is not an export of Interlock: its manifest.json says something else. Drop the files in it to import them.' }
  const { version } = head.data
  if (version > exportVersion)
    return {
      why: `This export was made by a newer Interlock (format ${version}; this one reads ${exportVersion}). Update Interlock, then import it again.`,
    }
  if (version < exportVersion)
    return {
      why: `This export has the old format ${version}, which held no more than one file. Export again with the version that this Interlock has.`,
    }
  const manifest = manifestShape.safeParse(said)
  if (manifest.success) return { manifest: manifest.data }
  const [issue] = manifest.error.issues
  return {
    why: `The manifest.json of this export was changed or damaged: ${issue?.path.join('.')}: ${issue?.message}. Take the export from its source again.`,
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const sameVersion = () => t('Import it with the version of Interlock that made it, update that one, and export again.')

/** Whether the tables and columns of an export are exactly those that this version keeps. */
export function fitsTables(manifest: Manifest, tables: readonly Kept[]): Verdict {
  const kept = new Map(tables.map((table) => [infoOf(table).name, table]))
  const exported = new Map(manifest.tables.map((one) => [one.table, one]))
  if (exported.size < manifest.tables.length)
    return no(t('The manifest of this export names a table twice. Take the export from its source again.'))
  for (const name of exported.keys())
    if (!kept.has(name))
      return no(
        t('This export has a table "{{name}}" that this version does not know. {{sameVersion}}', { name, sameVersion: sameVersion() }),
      )
  for (const [name, table] of kept) {
    const there = exported.get(name)
    if (!there)
      return no(t('This export has no table "{{name}}", which this version keeps. {{sameVersion}}', { name, sameVersion: sameVersion() }))
    const wanted = new Map(exportedColumns(table).map((column) => [column.name, column.type]))
    for (const column of there.columns) {
      const type = wanted.get(column.name)
      if (type === undefined)
        return no(
          t('The table "{{name}}" of this export has a column "{{column}}" that this version does not know. {{sameVersion}}', {
            name,
            column: column.name,
            sameVersion: sameVersion(),
          }),
        )
      if (type !== column.type)
        return no(
          t('The column "{{column}}" of "{{name}}" is {{type}} in this export and {{here}} in this version. {{sameVersion}}', {
            column: column.name,
            name,
            type: column.type,
            here: type,
            sameVersion: sameVersion(),
          }),
        )
      wanted.delete(column.name)
    }
    const [missing] = wanted.keys()
    if (missing !== undefined)
      return no(
        t('The table "{{name}}" of this export has no column "{{missing}}", which this version keeps. {{sameVersion}}', {
          name,
          missing,
          sameVersion: sameVersion(),
        }),
      )
  }
  return ok
}
