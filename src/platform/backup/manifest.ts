import { z } from 'zod'
import { instantShape } from '#kernel/time'

/** The layout of a backup file. A higher number is one that this program cannot read. */
export const format = 1

/** Names of the sign-in library have capital letters; nothing else than words may reach SQL or a path. */
const nameShape = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/)
const idShape = z.string().regex(/^[0-9a-f-]{36}$/)
const sha256Shape = z.string().regex(/^[0-9a-f]{64}$/)
const measuredShape = { bytes: z.int().nonnegative(), sha256: sha256Shape }

const tableShape = z.object({
  name: nameShape,
  /** The columns of the part, in its order. */
  columns: z.array(nameShape).min(1),
  rows: z.int().nonnegative(),
  ...measuredShape,
})

const schemaShape = z.object({
  kind: z.enum(['directory', 'sign-in', 'workspace']),
  name: nameShape,
  /** Steps that had been applied; empty for the sign-in library, which counts none. */
  migrations: z.array(z.object({ id: z.string(), checksum: z.string() })),
  tables: z.array(tableShape),
  sequences: z.array(z.object({ name: nameShape, last: z.string().regex(/^-?\d+$/), called: z.boolean() })),
})

const keptFileShape = z.object({ workspace: idShape, name: sha256Shape, ...measuredShape })

/** What a backup holds, part by part. */
export const manifestShape = z.object({
  format: z.literal(format),
  /** The Interlock that wrote it. */
  version: z.string(),
  at: instantShape,
  /** Major version of the PostgreSQL it was read from. */
  postgres: z.int(),
  schemas: z.array(schemaShape),
  files: z.array(keptFileShape),
  /** Tables that are here without their rows, as schema.table. */
  withoutRows: z.array(z.string()),
  /** What was wrong already when it was written. */
  remarks: z.array(z.string()),
})

export type Manifest = z.output<typeof manifestShape>
export type SchemaPart = Manifest['schemas'][number]
export type TablePart = SchemaPart['tables'][number]
export type FilePart = Manifest['files'][number]

/** Read first: enough to tell a backup of a newer layout from a damaged one. */
export const headShape = z.object({ format: z.int(), version: z.string() })

export const manifestName = 'manifest.json'

/** Where the rows of a table lie in the file, in the text format of COPY. */
export const tablePath = (schema: string, table: string): string => `database/${schema}/${table}.copy`

/** Where a kept file lies in the file. */
export const filePath = ({ workspace, name }: Pick<FilePart, 'workspace' | 'name'>): string => `files/${workspace}/${name}`

/** How many rows a manifest counts in all. */
export function rowsIn({ schemas }: Manifest): number {
  return schemas.flatMap(({ tables }) => tables).reduce((sum, { rows }) => sum + rows, 0)
}
