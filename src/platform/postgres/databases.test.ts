import { expect, inject, test } from 'vitest'
import { Problem } from '#kernel/problem'
import { testDatabase } from '#test/kit/postgres'
import { connected, createDatabase } from './databases.ts'

test('a test database is empty, its own, and belongs to the application role', async () => {
  const one = await testDatabase()
  const two = await testDatabase()
  await one.pool.query('create table mine (id uuid)')
  const { rows } = await two.pool.query(`select count(*)::int as tables from information_schema.tables where table_schema = 'public'`)
  expect(rows).toEqual([{ tables: 0 }])
  const { rows: who } = await one.pool.query(`select rolsuper, rolcreaterole from pg_roles where rolname = current_user`)
  expect(who[0].rolcreaterole).toBe(true)
  if (inject('postgresUrl') !== inject('postgresAdminUrl')) expect(who[0].rolsuper).toBe(false)
})

test('a template is migrated once and copied', async () => {
  let runs = 0
  async function migrateOnce(pool: { query(sql: string): Promise<unknown> }) {
    runs++
    await pool.query('create table migrated (id int)')
  }
  const [one, two] = await Promise.all([testDatabase(migrateOnce), testDatabase(migrateOnce)])
  for (const { pool } of [one, two]) await expect(pool.query('select from migrated')).resolves.toMatchObject({ rowCount: 0 })
  expect(runs).toBe(1)
})

test('a database that exists is not made again', async () => {
  const { name } = await testDatabase()
  const again = createDatabase(inject('postgresAdminUrl'), name)
  await expect(again).rejects.toThrow(Problem)
  await expect(again).rejects.toThrow(`The database ${name} exists already.`)
})

test('a dropped database is gone even when someone was connected to it', async () => {
  const { name, drop, pool } = await testDatabase()
  await pool.query('select 1')
  await drop()
  const { rows } = await connected(inject('postgresAdminUrl'), (client) =>
    client.query('select from pg_database where datname = $1', [name]),
  )
  expect(rows).toEqual([])
})
