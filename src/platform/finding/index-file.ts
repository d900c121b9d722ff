import { carry } from '../analytics/bridge.ts'
import { type Duck, quoteText } from '../analytics/duck.ts'
import { changedSince, ledgerHead, uuidArray } from '../ledger/since.ts'
import type { Tx } from '../store/database.ts'
import { type FindSource, facets } from './source.ts'

/** Goes up whenever the tables below or what is put into them change: the file is then made anew. */
const shape = 1

/** Beyond so many changed records it is cheaper to read all of them again. */
const mostAtOnce = 20_000

const made = `
  CREATE OR REPLACE TABLE doc (kind VARCHAR, id UUID, of_id UUID, ${facets.map((facet) => `${facet} VARCHAR`).join(', ')}, words VARCHAR);
  CREATE OR REPLACE TABLE word (word VARCHAR, n BIGINT);
  CREATE OR REPLACE TABLE followed (shape INTEGER, seq BIGINT)`

/** norm_words of several texts in one pass, a third of the work: they are joined by a sign that stays, and taken apart again. */
const folding = `CREATE OR REPLACE MACRO folded(x) AS string_split(
  regexp_replace(replace(lower(strip_accents(x)), 'ß', 'ss'), '[^\\p{L}\\p{N}\\x01]+', ' ', 'g'), chr(1))`

/** Words of names with how many records have them. */
const wordsOf = (of: string) =>
  `SELECT word, count(*) AS n FROM (SELECT unnest(string_split(name, ' ')) AS word FROM ${of} WHERE of_id IS NULL)
   WHERE length(word) BETWEEN 3 AND 30 AND NOT regexp_matches(word, '[0-9]') GROUP BY word`

/** Takes over what changed in the ledger since the file was asked last. The transaction sees one moment. */
export async function followRecords(tx: Tx, duck: Duck, sources: readonly FindSource[]): Promise<void> {
  await duck.run(folding)
  const seq = await ledgerHead(tx)
  const from = await placeOf(duck)
  if (from === seq) return
  // A database that was restored to an earlier day has a smaller head.
  const changed = from === null || from > seq ? null : await concerned(tx, from, sources)
  await duck.run('BEGIN')
  try {
    if (changed === null) await takeAll(tx, duck, sources)
    else await takePart(tx, duck, sources, changed)
    await duck.run(`DELETE FROM followed; INSERT INTO followed VALUES (${shape}, ${seq})`)
    await duck.run('COMMIT')
  } catch (error) {
    await duck.run('ROLLBACK').catch(() => {})
    throw error
  }
}

async function placeOf(duck: Duck): Promise<number | null> {
  const there = await duck.one<{ n: number }>("SELECT count(*) AS n FROM duckdb_tables() WHERE table_name = 'followed'")
  if (there?.n !== 1) return null
  return (await duck.one<{ seq: number }>(`SELECT seq FROM followed WHERE shape = ${shape}`))?.seq ?? null
}

/** The records of each kind that changed, or that show something of one that did; null where it is so many that all are read again. */
async function concerned(tx: Tx, from: number, sources: readonly FindSource[]): Promise<Map<FindSource, string[]> | null> {
  const changed = await changedSince(tx, from)
  const found = new Map<FindSource, string[]>()
  for (const source of sources) {
    const own = changed.get(source.from.split(' ')[0] ?? '') ?? []
    const ids = new Set(own)
    for (const [table, condition] of Object.entries(source.concerns)) {
      const others = changed.get(table) ?? []
      if (others.length === 0) continue
      if (others.length > mostAtOnce) return null
      const rows = await tx.query<{ id: string }>(
        `SELECT ${source.id} AS id FROM ${source.from} WHERE ${condition.replaceAll('$ids', uuidArray(others))}`,
      )
      for (const { id } of rows) ids.add(id)
    }
    if (ids.size > mostAtOnce) return null
    if (ids.size > 0) found.set(source, [...ids])
  }
  return found
}

async function takeAll(tx: Tx, duck: Duck, sources: readonly FindSource[]): Promise<void> {
  await duck.run(made)
  for (const source of sources) await take(tx, duck, source, 'TRUE')
  await duck.run(`INSERT INTO word ${wordsOf('doc')}`)
}

/** Words that no record has any more go with the last that had them: an erased name is not left behind. */
async function takePart(tx: Tx, duck: Duck, sources: readonly FindSource[], changed: ReadonlyMap<FindSource, readonly string[]>) {
  await duck.run('CREATE OR REPLACE TEMP TABLE gone (kind VARCHAR, id UUID)')
  for (const [source, ids] of changed) await duck.run(`INSERT INTO gone SELECT ${quoteText(source.kind)}, unnest(?)::UUID`, [ids])
  const touched = '(SELECT doc.* FROM doc SEMI JOIN gone ON doc.kind = gone.kind AND doc.id = gone.id)'
  await duck.run(`CREATE OR REPLACE TEMP TABLE delta AS SELECT word, -n AS n FROM (${wordsOf(touched)})`)
  await duck.run('DELETE FROM doc USING gone WHERE doc.kind = gone.kind AND doc.id = gone.id')
  for (const source of sources) {
    const ids = changed.get(source)
    if (ids) await take(tx, duck, source, `${source.id} = ANY(${uuidArray(ids)})`)
  }
  await duck.run(`INSERT INTO delta ${wordsOf(touched)}`)
  await duck.run('INSERT INTO delta SELECT word, n FROM word WHERE word IN (SELECT word FROM delta)')
  await duck.run('DELETE FROM word WHERE word IN (SELECT word FROM delta)')
  await duck.run('INSERT INTO word SELECT word, sum(n) FROM delta GROUP BY word HAVING sum(n) > 0; DROP TABLE delta; DROP TABLE gone')
}

async function take(tx: Tx, duck: Duck, source: FindSource, condition: string): Promise<void> {
  const own = facets.filter((facet) => source.searched[facet] !== undefined)
  const columns = [
    { name: 'id', type: 'UUID', sql: source.id },
    { name: 'of_id', type: 'UUID', sql: source.of?.id ?? 'NULL::uuid' },
    ...own.map((facet) => ({ name: facet, type: 'VARCHAR', sql: source.searched[facet]?.sql ?? '' })),
  ]
  await duck.run(`CREATE OR REPLACE TEMP TABLE brought (${columns.map(({ name, type }) => `${name} ${type}`).join(', ')})`)
  const select = `SELECT ${columns.map(({ sql }) => sql).join(', ')} FROM ${source.from} WHERE ${condition}`
  await carry(tx, duck, { select, table: 'brought', columns })
  const texts = own.map((facet) => `replace(coalesce(${facet}, ''), chr(1), ' ')`)
  const values = facets.map((facet) => {
    const place = own.indexOf(facet) + 1
    if (place === 0) return 'NULL'
    return facet === 'phone' ? `nullif(replace(f[${place}], ' ', ''), '')` : `nullif(trim(f[${place}]), '')`
  })
  // A space before each word tells where one begins.
  await duck.run(
    `INSERT INTO doc SELECT *, ' ' || concat_ws(' ', ${facets.join(', ')}) FROM (
       SELECT ${quoteText(source.kind)} AS kind, id, of_id, ${values.map((value, index) => `${value} AS ${facets[index]}`).join(', ')}
       FROM (SELECT id, of_id, folded(concat_ws(chr(1), ${texts.join(', ')})) AS f FROM brought));
     DROP TABLE brought`,
  )
}
