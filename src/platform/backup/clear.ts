import type { Database, Tx } from '../store/database.ts'
import { sqlState } from '../store/errors.ts'
import { ident } from '../store/kept.ts'
import { directoryNames } from './backup.ts'
import { qualified } from './catalogue.ts'

/** Names of workspaces in the database that have a schema which belongs to a role of the same name. */
async function workspaceSchemas(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ name: string }>(
    "SELECT nspname::text AS name FROM pg_namespace WHERE nspname ~ '^w_[0-9a-f]{32}$' AND pg_get_userbyid(nspowner) = nspname ORDER BY nspname",
  )
  return rows.map(({ name }) => name)
}

/** Takes away what an unfinished restore left. It began on an empty database and left its mark first, so all of this is its own. */
export async function clearUnfinished(database: Database): Promise<void> {
  for (const schema of await database.inPublic(workspaceSchemas)) {
    await database.inWorkspace({ schema }, (tx) => tx.query(`DROP SCHEMA ${ident(schema)} CASCADE`), { statementMs: 0 })
    await dropRole(database, schema)
  }
  await database.inPublic(
    async (tx) => {
      await tx.query('DROP SCHEMA IF EXISTS auth CASCADE')
      for (const name of directoryNames) await tx.query(`DROP TABLE IF EXISTS ${qualified('public', name)} CASCADE`)
    },
    { statementMs: 0 },
  )
}

/** Roles belong to the server: another database on it may hold the same workspace, and then its role stays. */
async function dropRole(database: Database, role: string): Promise<void> {
  const inUse = '2BP01'
  const notOurs = '42501'
  await database
    .inPublic((tx) => tx.query(`DROP ROLE IF EXISTS ${ident(role)}`))
    .catch((error: unknown) => {
      if (![inUse, notOurs].includes(sqlState(error) ?? '')) throw error
    })
}
