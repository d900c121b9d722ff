import { type Duck, quoteText } from '#platform/analytics/duck'
import type { Tx } from '#platform/store/database'

const atOnce = 1_000

/**
 * Brings the keys of people who were merged, that nobody has by now, into DuckDB, and answers a view of the set in which rows with such a key have those of the
 * person that was kept; the set itself where nobody was merged.
 */
export async function keysIntoDuck(tx: Tx, duck: Duck, { name, said }: { name: string; said: string }): Promise<string> {
  const rows = await tx.query<{ key: string; ext: string | null; email: string | null }>(
    `SELECT DISTINCT ON (k.key) k.key, p.external_id AS ext, p.email FROM merged_person m JOIN person p ON p.id = m.into_id,
       LATERAL jsonb_array_elements_text(CASE jsonb_typeof(m.keys) WHEN 'array' THEN m.keys ELSE '[]' END) AS k(key)
     WHERE NOT EXISTS (SELECT 1 FROM person o WHERE k.key = 'id ' || o.external_id OR k.key = 'mail ' || o.email_key) ORDER BY k.key, m.at, m.id`,
  )
  if (rows.length === 0) return said
  await duck.run(`CREATE OR REPLACE TABLE merged_${name} (key VARCHAR, ext VARCHAR, email VARCHAR)`)
  const literal = (value: string | null) => (value === null ? 'NULL' : quoteText(value))
  for (let from = 0; from < rows.length; from += atOnce) {
    const some = rows.slice(from, from + atOnce).map(({ key, ext, email }) => `(${literal(key)}, ${literal(ext)}, ${literal(email)})`)
    await duck.run(`INSERT INTO merged_${name} VALUES ${some.join(', ')}`)
  }
  await duck.run(`CREATE OR REPLACE VIEW meant_${name} AS SELECT s.* REPLACE (
      CASE WHEN i.key IS NULL THEN s.external_id ELSE i.ext END AS external_id,
      coalesce(m.email, CASE WHEN i.key IS NOT NULL AND i.ext IS NULL THEN i.email END, s.email) AS email)
    FROM ${said} s LEFT JOIN merged_${name} i ON i.key = 'id ' || s.external_id LEFT JOIN merged_${name} m ON m.key = 'mail ' || norm_email(s.email)`)
  return `meant_${name}`
}
