import { expect, test } from 'vitest'
import { findSqlOutsideStore, findWritesPastLedger } from './ledger.ts'

const tables = {
  path: 'src/rooms/deals/tables.ts',
  text: `export const deals = kept(pgTable('deal', {}), 'record', {})\nexport const drafts = kept(pgTable('draft', {}), 'machine', {})`,
}
const writes = (path: string, text: string) => findWritesPastLedger([tables, { path, text }]).map(({ rule }) => rule)

test.each([
  ['an UPDATE', 'export const close = (tx: Tx) => tx.query("UPDATE deal SET state = $1")'],
  [
    'an INSERT in a template',
    `export const add = (tx: Tx, id: string) => tx.query(\`WITH x AS (SELECT 1) INSERT INTO "deal" SELECT \${id}\`)`,
  ],
  ['a DELETE', 'export const drop = (tx: Tx) => tx.query("DELETE FROM deal WHERE id = $1")'],
  ['Drizzle', 'export const close = (tx: Tx) => tx.db.update(deals.table).set({ state: "won" })'],
  ['Drizzle by way of a namespace', 'export const close = (tx: Tx) => tx.db.delete(tables.deals.table)'],
])('writes-go-through-ledger is red for %s', (_, text) => {
  expect(writes('src/rooms/deals/store.ts', text)).toEqual(['writes-go-through-ledger'])
})

test.each([
  ['a table that is no business record', 'src/rooms/deals/store.ts', 'export const a = (tx: Tx) => tx.query("UPDATE draft SET text = $1")'],
  ['a migration', 'src/rooms/deals/migrations.ts', 'export const a = "UPDATE deal SET state = 1"'],
  [
    'a table of DuckDB',
    'src/rooms/measure/store.ts',
    `import type { Duck } from '#platform/analytics/duck'\nexport const a = 'DELETE FROM deal'`,
  ],
  ['a question', 'src/rooms/deals/store.ts', 'export const a = (tx: Tx) => tx.query("SELECT id FROM deal FOR UPDATE")'],
])('%s may be written without the ledger', (_, path, text) => {
  expect(writes(path, text)).toEqual([])
})

test('sql-lives-in-store is red for a question that an action asks itself', () => {
  const inActions = (text: string) => findSqlOutsideStore([{ path: 'src/rooms/deals/actions/win-deal.ts', text }]).map(({ rule }) => rule)
  expect(inActions('export const a = (ctx: Ctx) => ctx.tx.query("SELECT id FROM deal")')).toEqual(['sql-lives-in-store'])
  expect(inActions('export const a = no("Select a deal first.")')).toEqual([])
})
