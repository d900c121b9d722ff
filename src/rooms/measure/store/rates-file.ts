import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { type Duck, type DuckRow, firstLine, quoteIdent, quoteText } from '#platform/analytics/duck'
import type { ExchangeRate } from './currency.ts'

/** How the columns of a file with exchange rates may be called. */
const called = {
  currency: ['currency', 'from', 'from currency', 'currency code', 'isocode'],
  into: ['into', 'to', 'to currency', 'base', 'base currency'],
  day: ['day', 'date', 'start date', 'startdate', 'from date', 'valid from'],
  rate: ['rate', 'exchange rate', 'conversion rate', 'conversionrate'],
} as const

interface Row extends DuckRow {
  currency: string | null
  into: string | null
  day: string | null
  rate: string | null
  said: string
}

/**
 * Reads a CSV file with exchange rates: one row for a currency and a day, with what one unit of it is worth from that day on; with a column
 * `into` it says in which currency, else in the one that money is counted in. Throws a Problem that names the column or row that is wrong.
 */
export async function ratesInFile(duck: Duck, path: string, name: string): Promise<ExchangeRate[]> {
  const source = `read_csv(${quoteText(path)}, header = true, all_varchar = true, null_padding = true)`
  const headers = await columnsOf(duck, source, name)
  const column = (field: keyof typeof called) => headers.find((header) => (called[field] as readonly string[]).includes(plain(header)))
  const cell = (field: keyof typeof called) => {
    const header = column(field)
    if (header !== undefined) return `nullif(trim(${quoteIdent(header)}), '')`
    if (field === 'into') return 'NULL'
    throw new Problem(
      'invalid-input',
      t('{{name}} has no column "{{field}}". A file of exchange rates has the columns currency, day and rate.', { name, field }),
    )
  }
  const rows = await duck.all<Row>(
    `SELECT upper(${cell('currency')}) AS currency, upper(${cell('into')}) AS into, try_cast(${cell('day')} AS DATE)::VARCHAR AS day,
      try_cast(${cell('rate')} AS DECIMAL(18,8))::VARCHAR AS rate, concat_ws(', ', ${cell('currency')}, ${cell('day')}, ${cell('rate')}) AS said FROM ${source}`,
  )
  return rows
    .filter(({ said }) => said !== '')
    .map(({ currency, into, day, rate, said }) => {
      const code = /^[A-Z]{3}$/
      if (
        currency === null ||
        !code.test(currency) ||
        day === null ||
        rate === null ||
        Number(rate) <= 0 ||
        (into !== null && !code.test(into))
      )
        throw new Problem(
          'invalid-input',
          t(
            'The row "{{said}}" of {{name}} is no exchange rate. Write the currency as three letters, the day as 2025-01-31 and the rate with a point.',
            { said, name },
          ),
        )
      return { currency, into, day, rate }
    })
}

async function columnsOf(duck: Duck, source: string, name: string): Promise<string[]> {
  try {
    return (await duck.all<{ column_name: string }>(`DESCRIBE SELECT * FROM ${source}`)).map((row) => row.column_name)
  } catch (cause) {
    throw new Problem('invalid-input', t('{{name}} cannot be read as CSV: {{cause}}', { name, cause: firstLine(cause) }), { cause })
  }
}

function plain(header: string): string {
  return header.trim().toLowerCase().replaceAll('_', ' ')
}
