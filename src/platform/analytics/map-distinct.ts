import { type Duck, type DuckRow, quoteIdent } from './duck.ts'

const batch = 4_000

/**
 * Makes the table `into` with the different values that `columns` (text) take together in `from` (which has the order of its rows as `no`), and the id (or text) that `ask` answers for each of
 * them; null where there is none. Rows in which all of them are empty are left out.
 */
export async function mapDistinct<Row extends DuckRow>(
  duck: Duck,
  { from, columns, into, answers = 'UUID' }: { from: string; columns: readonly string[]; into: string; answers?: 'UUID' | 'VARCHAR' },
  ask: (rows: Row[]) => Promise<(string | null)[]> | (string | null)[],
): Promise<void> {
  const names = columns.map(quoteIdent)
  await duck.run(`CREATE OR REPLACE TABLE ${into} (${names.map((name) => `${name} VARCHAR`).join(', ')}, id ${answers})`)
  const write = async (rows: Row[]) => {
    const ids = await ask(rows)
    const shape = JSON.stringify([Object.fromEntries([...columns, 'id'].map((name) => [name, 'VARCHAR']))])
    await duck.run(
      `INSERT INTO ${into} SELECT ${[...names, 'id'].map((name) => `r.${name}`).join(', ')} FROM (SELECT unnest(from_json(?::JSON, ?)) AS r)`,
      [JSON.stringify(rows.map((row, index) => ({ ...row, id: ids[index] ?? null }))), shape],
    )
  }
  const waiting: Row[] = []
  // In the order of rows: who is named first may decide how something new is called.
  for await (const rows of duck.stream<Row>(
    `SELECT ${names.join(', ')} FROM ${from} WHERE coalesce(${names.join(', ')}) IS NOT NULL GROUP BY ALL ORDER BY min(no)`,
  )) {
    waiting.push(...rows)
    while (waiting.length >= batch) await write(waiting.splice(0, batch))
  }
  if (waiting.length > 0) await write(waiting)
}
