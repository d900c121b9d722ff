import { ident, type TableInfo } from '../store/kept.ts'

/**
 * Whole rows in a note of `change`, so that what removed them can be undone. One row is an object with the names of its columns. Many rows are
 * `{"by column": {"name": "{Ada,Bert}", …}}`, each column an array in PostgreSQL's own text: a third of the work that an object for each row is.
 * A list of objects is how many rows were noted before.
 */
const byColumn = 'by column'

/** Rows in one note at most, and bytes: a JSON document of PostgreSQL ends at 256 MB. */
const rowsEach = 500
const bytesEach = 16 * 1024 ** 2

/** What the text of an image depends on. For the whole transaction that writes or reads images. */
export const plainText =
  "set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, YMD', true), set_config('extra_float_digits', '1', true)"

/** A query that answers `ids` and `image` for each note, from rows of the table called `from` that have their size as "its size". */
export function imagesOf({ columns }: TableInfo, from: string): string {
  const names = columns.map(({ name }) => ident(name)).join(', ')
  const keys = columns.map(({ name }) => `'${name}'`).join(', ')
  const arrays = columns.map(({ name }) => `array_agg(${ident(name)})::text`).join(', ')
  return `SELECT array_agg(id) AS ids, jsonb_build_object('${byColumn}', jsonb_object(ARRAY[${keys}], ARRAY[${arrays}])) AS image
    FROM (SELECT ${names}, (row_number() OVER () - 1) / ${rowsEach} AS "by rows", sum("its size") OVER (ROWS UNBOUNDED PRECEDING)::bigint / ${bytesEach} AS "by bytes" FROM ${from}) AS g
    GROUP BY "by rows", "by bytes"`
}

/** A query that answers the rows, all columns in order, whose images stand in the notes of `change` that `where` finds (a condition on `c`). */
export function rowsOfImages({ columns }: TableInfo, where: string): string {
  const names = columns.map(({ name }) => ident(name))
  const picks = names.map((name) => `p.${name}`).join(', ')
  const record = columns.map(({ name, sqlType }) => `${ident(name)} ${sqlType}`).join(', ')
  const arrays = columns.map(({ name, sqlType }) => `(c.before #>> '{${byColumn},${name}}')::${sqlType}[]`).join(', ')
  return `SELECT ${picks} FROM change c, LATERAL unnest(${arrays}) AS p(${names.join(', ')}) WHERE ${where} AND c.before ? '${byColumn}'
    UNION ALL
    SELECT ${picks} FROM change c, LATERAL jsonb_array_elements(CASE jsonb_typeof(c.before) WHEN 'array' THEN c.before ELSE jsonb_build_array(c.before) END) AS i(image),
      LATERAL jsonb_to_record(i.image) AS p(${record}) WHERE ${where} AND NOT c.before ? '${byColumn}'`
}

/** A query that answers as text what one column held in the images that stand in the notes of `change` that `where` finds (a condition on `c`). */
export function valuesOfImages(column: string, where: string): string {
  const name = `'${column.replaceAll("'", "''")}'`
  return `SELECT v.value FROM change c, LATERAL unnest((c.before #>> ARRAY['${byColumn}', ${name}])::text[]) AS v(value) WHERE ${where} AND c.before ? '${byColumn}'
    UNION ALL
    SELECT i.image->>${name} FROM change c, LATERAL jsonb_array_elements(CASE jsonb_typeof(c.before) WHEN 'array' THEN c.before ELSE jsonb_build_array(c.before) END) AS i(image)
    WHERE ${where} AND c.before IS NOT NULL AND NOT c.before ? '${byColumn}'`
}
