import { qualified } from '../backup/catalogue.ts'
import type { Tx } from '../store/database.ts'
import { checksum, type Migration } from '../store/migrate.ts'
import { error, type Found, warning } from './check.ts'

/** The steps that a schema has been through, with the checksum of each. */
export async function stepsIn(tx: Tx, schema: string): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.query<{ id: string; checksum: string }>(`SELECT id, checksum FROM ${qualified(schema, 'migration')}`)
  return new Map(rows.map((row) => [row.id, row.checksum]))
}

/** What is wrong between the steps that ran and those that this program knows. */
export function stepFindings(where: string, ran: ReadonlyMap<string, string>, known: readonly Migration[]): Found[] {
  const knownIds = new Set(known.map(({ id }) => id))
  const foreign = [...ran.keys()].filter((id) => !knownIds.has(id))
  const edited = known.filter((step) => ran.has(step.id) && ran.get(step.id) !== checksum(step)).map(({ id }) => id)
  const missing = known.filter(({ id }) => !ran.has(id)).map(({ id }) => id)
  return [
    ...foreign.map((id) =>
      error(
        `The step "${id}" ran, and this version does not know it`,
        where,
        'The database is from a newer Interlock; this one does not start on it.',
        'Start the newer version, or restore a backup of before.',
      ),
    ),
    ...edited.map((id) =>
      error(
        `The step "${id}" is not the one that ran`,
        where,
        'The tables may be others than this version thinks; it does not start on them.',
        'Start the version that made the database, or restore its backup here.',
      ),
    ),
    ...(missing.length > 0
      ? [
          warning(
            `${missing.length} of ${known.length} steps did not run yet, the first is "${missing[0]}"`,
            where,
            'The database is from an older Interlock, or a start was cut off between two workspaces; until they ran, this version cannot work with it.',
            'Take a backup, then start Interlock, which runs them.',
          ),
        ]
      : []),
  ]
}
