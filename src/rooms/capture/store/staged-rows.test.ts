import { expect, test } from 'vitest'
import { openDuck } from '#platform/analytics/duck'
import { beginReturned, keepReturned, tidy } from './staged-rows.ts'

test('what taking the rows left is forgotten, the rows and those that were returned are not', async () => {
  const duck = await openDuck()
  try {
    await duck.run('CREATE SCHEMA staged; CREATE TABLE staged.lead AS SELECT 1 AS row_no; CREATE VIEW offered_lead AS FROM staged.lead')
    await beginReturned(duck)
    await keepReturned(duck, [{ kind: 'lead', fileNo: 0, rowNo: 7, reason: 'This lead has no name.' }])
    await duck.run('CREATE TABLE rows_lead AS FROM offered_lead; CREATE VIEW faces_lead AS FROM rows_lead')
    await tidy(duck)
    expect(await duck.all('SELECT schema_name AS schema, table_name AS name FROM duckdb_tables() ORDER BY ALL')).toEqual([
      { schema: 'main', name: 'returned' },
      { schema: 'staged', name: 'lead' },
    ])
    expect(await duck.all('SELECT view_name FROM duckdb_views() WHERE NOT internal')).toEqual([])
    expect(await duck.all('FROM returned')).toHaveLength(1)
    // Once more, with nothing left to forget.
    await tidy(duck)
  } finally {
    duck.close()
  }
})
