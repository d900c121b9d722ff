import { type Duck, quoteText } from '#platform/analytics/duck'

interface Wanted {
  readonly kind: 'person' | 'lead'
  readonly people: string
  readonly file: number
  readonly headers: readonly string[]
}

/** The custom fields of rows of a file that fill any of these columns, with the ids of their people, in the order of rows. */
export function customOfPeople(duck: Duck, { kind, people, file, headers }: Wanted): AsyncGenerator<{ id: string; custom: string }[]> {
  const filled = headers.map((header) => `nullif(trim(custom::JSON ->> ${quoteText(pathOf(header))}), '') IS NOT NULL`).join(' OR ')
  return duck.stream<{ id: string; custom: string }>(
    `SELECT i.id::VARCHAR AS id, s.custom::VARCHAR AS custom FROM staged.${kind} s JOIN ids_${people} i ON i.no = s.file_no::BIGINT * 1099511627776 + s.row_no
     WHERE s.file_no = ${Math.trunc(file)} AND s.custom IS NOT NULL AND (${filled}) ORDER BY i.no`,
  )
}

/** A key of a JSON object as a path of DuckDB. */
const pathOf = (key: string) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
