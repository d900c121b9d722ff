import type { CustomField } from '#kernel/custom-field'
import { type Duck, openDuck, quoteText } from '#platform/analytics/duck'
import type { Formats } from '../shapes.ts'
import { installMacros } from './macros.ts'

type Kind = Pick<CustomField, 'kind' | 'currency' | 'options'>
type Written = Pick<Formats, 'dateOrder' | 'decimal'>

/** Steps of which each is evaluated once, whatever the next one names: the text is bound to a name. */
const steps = (text: string, ...each: ((name: string) => string)[]) =>
  `${each.reduce((inner, step, place) => `list_transform(${inner}, lambda s${place}: ${step(`s${place}`)})`, `[${text}]`)}[1]`

const signs: Readonly<Record<string, string>> = { EUR: '€', USD: '$', GBP: '£', JPY: '¥', INR: '₹' }
const foreign = "'[A-Z]{3}|[$€£¥₹₽₺₩₪₴฿]|kr|zł|Kč|Fr'"

/**
 * SQL for the value of a settled custom field as it is kept: digits with a point, a day, true or false, an option. NULL where the text does not read so.
 * An amount in another currency than the field's does not, since it would become another amount.
 */
export function keptAs({ kind, currency, options }: Kind, text: string, { dateOrder, decimal }: Written): string {
  const sign = quoteText(decimal)
  switch (kind) {
    case 'number':
    case 'money': {
      const own = kind === 'money' && currency !== null ? [currency, ...(signs[currency] ? [signs[currency]] : [])] : []
      const bare = own.reduce((inner, name) => `replace(${inner}, ${quoteText(name)}, '')`, text)
      const plain = decimal === '.' ? `'-?[0-9]{1,14}(\\.[0-9]{1,8})?'` : `'-?[0-9]{1,14}(,[0-9]{1,8})?'`
      return steps(
        bare,
        (x) => `cell(${x})`,
        (x) => `CASE WHEN NOT regexp_matches(${x}, ${foreign}) THEN ${x} END`,
        (x) =>
          `CASE WHEN regexp_full_match(${x}, ${plain}) THEN replace(${x}, ',', '.') ELSE amount_number(amount_text(${x}, ${sign}), ${sign})::VARCHAR END`,
        (x) => `CASE WHEN contains(${x}, '.') THEN rtrim(rtrim(${x}, '0'), '.') ELSE ${x} END`,
      )
    }
    case 'day':
      return steps(
        text,
        (x) => `cell(${x})`,
        (x) => `date_ordered(${x}, ${quoteText(dateOrder)})`,
        (x) => `date_numeric(${x})`,
        (x) => `date_stamp(${x})`,
        (x) => `strftime(${x}, '%Y-%m-%d')`,
      )
    case 'flag':
      return steps(text, (x) => `flag(cell(${x}))::VARCHAR`)
    case 'choice':
      return options === null || options.length === 0
        ? 'NULL::VARCHAR'
        : `CASE lower(trim(${text})) ${options.map((option) => `WHEN ${quoteText(option.toLowerCase())} THEN ${quoteText(option)}`).join(' ')} END`
    default:
      return text
  }
}

/** Texts as values of a custom field are kept, in the same order; null for those that do not read so. Read as cells of files are. */
export async function readTexts(kind: Kind, texts: readonly string[], written: Written): Promise<(string | null)[]> {
  const duck: Duck = await openDuck({ memoryMb: 64, threads: 1 })
  try {
    await installMacros(duck)
    const read: (string | null)[] = []
    for (let from = 0; from < texts.length; from += textsAtOnce) {
      const piece = JSON.stringify(texts.slice(from, from + textsAtOnce))
      const rows = await duck.all<{ value: string | null }>(
        `SELECT ${keptAs(kind, 'x', written)} AS value FROM (SELECT unnest(from_json($1::JSON, '["VARCHAR"]')) AS x, generate_subscripts(from_json($1::JSON, '["VARCHAR"]'), 1) AS no) ORDER BY no`,
        [piece],
      )
      for (const { value } of rows) read.push(value)
    }
    return read
  } finally {
    duck.close()
  }
}

const textsAtOnce = 20_000
