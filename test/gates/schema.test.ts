import { pgTable, uuid } from 'drizzle-orm/pg-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { house } from '#main'
import { migrations as actionMigrations, idempotencyKeys } from '#platform/action/perform'
import { systemClock } from '#platform/clock'
import { dueItems, migrations as dueMigrations } from '#platform/due/due'
import { changes, events, ledgerHead, migrations as ledgerMigrations } from '#platform/ledger/tables'
import { Database } from '#platform/store/database'
import { directoryMigrations, directoryTables } from '#platform/store/directory'
import { infoOf, type Kept, kept } from '#platform/store/kept'
import { createWorkspace, migrateDirectory } from '#platform/store/workspaces'
import { testDatabase } from '#test/kit/postgres'
import { brokenSqlRules } from './sql.ts'

const migrations = [...ledgerMigrations, ...actionMigrations, ...dueMigrations, ...house.migrations]
/** Tables of each workspace, and those of the directory, which belong to none. */
const declared: readonly Kept[] = [...directoryTables, events, changes, ledgerHead, idempotencyKeys, dueItems, ...house.tables]

interface Column {
  readonly table: string
  readonly column: string
  readonly type: string
  readonly notNull: boolean
}

interface Reference {
  readonly table: string
  readonly column: string
  readonly to: string
}

describe('the tables as code declares them and as migrations make them', () => {
  let columns: Column[] = []
  let references: Reference[] = []
  let led = new Set<string>()

  beforeAll(async () => {
    const { pool, drop } = await testDatabase()
    const database = new Database(pool)
    await migrateDirectory(database, systemClock)
    const workspace = await createWorkspace(database, 'Schema gate', migrations, systemClock)
    await database.inPublic(async (tx) => {
      const schemas = [workspace.schema, 'public']
      columns = await tx.query<Column & Record<string, unknown>>(
        `SELECT c.relname AS table, a.attname AS column, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS "notNull"
         FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
         WHERE c.relnamespace = ANY($1::regnamespace[]) AND c.relkind IN ('r', 'p') AND c.relname <> 'migration' ORDER BY 1, 2`,
        [schemas],
      )
      references = await tx.query<Reference & Record<string, unknown>>(
        `SELECT c.relname AS table, a.attname AS column, t.relname AS to
         FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
         JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
         WHERE c.relnamespace = ANY($1::regnamespace[]) AND k.contype = 'f' ORDER BY 1, 2`,
        [schemas],
      )
    })
    await database.inPublic(async (tx) => {
      const first = await tx.query<{ name: string }>(
        `SELECT c.relname || '.' || a.attname AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0] WHERE c.relnamespace = ANY($1::regnamespace[])`,
        [[workspace.schema, 'public']],
      )
      led = new Set(first.map(({ name }) => name))
    })
    await drop()
  })

  test('have an index that begins with each column that refers to another table, so that removing what it refers to is no scan', () => {
    const bare = references.filter(({ table, column }) => !led.has(`${table}.${column}`)).map(({ table, column }) => `${table}.${column}`)
    expect(bare).toEqual([])
  })

  test('have the same tables', () => {
    expect(declared.map((one) => infoOf(one).name).toSorted()).toEqual([...new Set(columns.map(({ table }) => table))].toSorted())
  })

  const inDatabase = (table: string) => ({
    columns: sorted(
      columns.filter((one) => one.table === table).map(({ column, type, notNull }) => ({ column, type: plainType(type), notNull })),
    ),
    references: sorted(references.filter((one) => one.table === table).map(({ column, to }) => ({ column, to }))),
  })

  test.each(declared.map((one) => [infoOf(one).name, one] as const))('have the same columns and references in %s', (name, declaration) => {
    expect(inCode(declaration)).toEqual(inDatabase(name))
  })

  test('differ as soon as one of them knows a column that the other does not', () => {
    const planted = kept(pgTable('deal', { id: uuid('id').primaryKey() }), 'machine', { id: 'plain' })
    expect(inDatabase('deal').columns.length).toBeGreaterThan(1)
    expect(inCode(planted)).not.toEqual(inDatabase('deal'))
  })

  test('every business table has an id and knows the event that touched it last', () => {
    for (const one of declared.filter(({ nature }) => nature === 'record')) {
      const names = infoOf(one).columns.map(({ name, sqlType, notNull }) => `${name} ${sqlType} ${notNull}`)
      expect(names, infoOf(one).name).toEqual(expect.arrayContaining(['id uuid true', 'touched_by uuid true']))
    }
  })
})

test('every statement that migrations really run is portable', () => {
  const broken = [...directoryMigrations, ...migrations].flatMap(({ id, statements }) =>
    statements.flatMap((text) => brokenSqlRules(text).map((rule) => `${id}: ${rule}`)),
  )
  expect(broken).toEqual([])
})

function inCode(declaration: Kept) {
  const info = infoOf(declaration)
  return {
    columns: sorted(info.columns.map(({ name, sqlType, notNull }) => ({ column: name, type: plainType(sqlType), notNull }))),
    references: sorted(info.references),
  }
}

/** Drizzle writes "numeric(18, 4)", PostgreSQL "numeric(18,4)". */
const plainType = (type: string) => type.replaceAll(', ', ',')

const sorted = <T extends { readonly column: string }>(rows: readonly T[]) => rows.toSorted((a, b) => a.column.localeCompare(b.column))
