import { ident, infoOf, type Kept } from '../store/kept.ts'
import { rowsOfImages } from './images.ts'

/**
 * A query for the rows of a table as they stood at a place in the ledger: rows that were made later are left out, those that were removed since are
 * there again, and a column that changed since has the value that the first change after that place found. Needs `plainText` set.
 */
export function imagesAsRows(kept: Kept, seq: number): string {
  const info = infoOf(kept)
  const place = Math.trunc(seq)
  const table = ident(info.name)
  const names = info.columns.map(({ name }) => ident(name))
  const record = info.columns.map(({ name, sqlType }) => `${ident(name)} ${sqlType}`).join(', ')
  const then = names.map((name, index) => `CASE WHEN i.image ? '${info.columns[index]?.name}' THEN p.${name} ELSE b.${name} END AS ${name}`)
  const removed = rowsOfImages(
    info,
    `c.tbl = '${info.name}' AND c.op = 'delete' AND c.event_id IN (SELECT id FROM event WHERE seq > ${place})`,
  )
  return `WITH late AS MATERIALIZED (
      SELECT r.id, c.no, c.op, c.before FROM event e JOIN change c ON c.event_id = e.id AND c.tbl = '${info.name}', LATERAL unnest(c.row_ids) AS r(id) WHERE e.seq > ${place}),
    first_late AS (SELECT DISTINCT ON (id) id, op FROM late ORDER BY id, no),
    image AS (
      SELECT l.id, jsonb_object_agg(each.key, each.value ORDER BY l.no DESC) AS image FROM late l, LATERAL jsonb_each(l.before) AS each WHERE l.op = 'update' GROUP BY l.id),
    gone AS (SELECT DISTINCT ON (g.id) g.* FROM (${removed}) AS g ORDER BY g.id),
    base AS (
      SELECT ${names.map((name) => `t.${name}`).join(', ')} FROM ${table} t WHERE NOT EXISTS (SELECT 1 FROM first_late f WHERE f.id = t.id AND f.op = 'insert')
      UNION ALL
      SELECT ${names.map((name) => `g.${name}`).join(', ')} FROM gone g JOIN first_late f ON f.id = g.id AND f.op <> 'insert'
      WHERE NOT EXISTS (SELECT 1 FROM ${table} t WHERE t.id = g.id))
    SELECT ${then.join(', ')} FROM base b LEFT JOIN image i ON i.id = b.id LEFT JOIN LATERAL jsonb_to_record(i.image) AS p(${record}) ON true`
}
