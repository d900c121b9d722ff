import { createHash } from 'node:crypto'
import type { Tx } from '#platform/store/database'
import { recordTables } from '#platform/store/export'
import { type ColumnInfo, infoOf, type Kept } from '#platform/store/kept'
import { emptyDocument } from '#rooms/agreement/contract'
import { firstDraft } from '#rooms/capture/rules/forms'
import { emptyTrigger } from '#rooms/programs/contract/triggers'

/** What a column may hold besides its type: values of a CHECK, whether a value may come twice, the table that it points to. */
export interface Bounds {
  readonly table: string
  readonly column: ColumnInfo
  /** Counts the rows over all tables, for what must differ. */
  readonly number: number
  readonly unique: boolean
  readonly oneOf: readonly string[]
  /** A CHECK asks for more than 0. */
  readonly positive: boolean
  /** A CHECK speaks of this column and of others: it is empty where those are. */
  readonly together: boolean
}

/** The value of a column as text that PostgreSQL reads, or null. */
export type MakeValue = (bounds: Bounds) => string | null

interface Limits {
  readonly checks: ReadonlyMap<string, readonly string[]>
  readonly unique: ReadonlySet<string>
  readonly positive: ReadonlySet<string>
  readonly together: ReadonlySet<string>
}

const event = '018c0000-0000-7000-8000-00000000ffff'
const originSide = {
  ...{ id: event, origin: 'Webinar', madeAt: '2026-01-02T03:04:05.000Z', enteredBy: null },
  ...{ entered: 'import', owner: null, responses: [], deals: [] },
}

/** Fills every record table with as many rows, in the order of references, past the ledger. Follows the tables as they are, so new ones are filled too. `from` keeps the ids of two fillings apart. */
export async function fillRecords(tx: Tx, kept: Iterable<Kept>, rowsEach: number, make: MakeValue, from = 0): Promise<void> {
  const limits = await limitsOf(tx)
  const ids = new Map<string, string[]>()
  let number = from
  for (const table of recordTables(kept)) {
    const { name, columns, references } = infoOf(table)
    const made: string[] = []
    for (let row = 0; row < rowsEach; row += 1) {
      number += 1
      const id = `018c0000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`
      const values = columns.map((column) => {
        if (column.name === 'id') return id
        if (column.key === 'touchedBy') return event
        const to = references.find((reference) => reference.column === column.name)?.to
        const place = `${name}.${column.name}`
        const value = make({
          ...{ table: name, column, number, unique: limits.unique.has(place), oneOf: limits.checks.get(place) ?? [] },
          ...{ positive: limits.positive.has(place), together: limits.together.has(place) },
        })
        // A CHECK ties the two: what a benchmark measures decides whether it has a stage.
        if (place === 'benchmark.measure') return 'conversion'
        if (place === 'benchmark.stage') return `${value ?? ''} ${number}`
        return to === undefined || value === null ? value : (ids.get(to)?.[row % rowsEach] ?? null)
      })
      const names = columns.map((column) => `"${column.name}"`).join(', ')
      const places = columns.map((column, index) => `$${index + 1}::text::${column.sqlType}`).join(', ')
      await tx.query(`INSERT INTO "${name}" (${names}) VALUES (${places})`, values)
      made.push(id)
    }
    ids.set(name, made)
  }
}

async function limitsOf(tx: Tx): Promise<Limits> {
  const rows = await tx.query<{ tbl: string; type: string; columns: string[]; definition: string }>(
    `SELECT c.conrelid::regclass::text AS tbl, c.contype::text AS type, pg_get_constraintdef(c.oid) AS definition,
       ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)) AS columns
     FROM pg_constraint c WHERE c.connamespace = current_schema()::regnamespace AND c.contype IN ('c', 'u')`,
  )
  const places = (type: string) =>
    rows.filter((row) => row.type === type).flatMap((row) => row.columns.map((column) => ({ place: `${row.tbl}.${column}`, ...row })))
  return {
    checks: new Map(
      places('c').map(({ place, definition }) => [place, [...definition.matchAll(/'([^']*)'::text/g)].map((match) => match[1] ?? '')]),
    ),
    unique: new Set(places('u').map(({ place }) => place)),
    positive: new Set(
      places('c')
        .filter(({ definition }) => / > \(?0/.test(definition))
        .map(({ place }) => place),
    ),
    together: new Set(
      places('c')
        .filter(({ columns }) => columns.length > 1)
        .map(({ place }) => place),
    ),
  }
}

const nasty = [
  'plain',
  'Grüße, "Ünï" 日本語 🦀 \u200Fשלום',
  'two\nlines\r\nand\ttab; semicolon, comma',
  "=cmd|'/c calc'!A1",
  '  +49 30 1234',
  '-5',
  '@SUM(A1)',
  '＝１＋１',
  '\t=1',
  '\r=1',
  '\\N',
  '\\.',
  '"',
  "'=1",
  ' ',
  '\u0001\u001f\u007f\u2028',
  '\uFEFFmark',
  'NULL',
]
const documents = [
  '{}',
  '{"__proto__": {"polluted": "yes"}, "constructor": "c", "toJSON": "t", "": "empty"}',
  '{"n": 1.50, "big": 12345678901234567890.123456789, "e": 1e+30, "a": [null, true, {"x": "\\n\\"\\\\"}], "10": 1, "9": 2}',
  '{"=1+1": "=1+1", "ü": "\\u0001"}',
]
const numbers = ['0', '-12.3400', '99999999999999.9999', '0.0001', '-0.5']
const rates = ['1', '0.00000001', '9999999999.99999999', '0.50000000']
const doubles = ['0', '1e-7', '-1.7976931348623157e+308', '0.1', 'NaN', '-Infinity', '1234567890123']
const instants = [
  '2026-03-02 08:00:00.123456+00',
  '1999-12-31 23:59:59.999999+05:30',
  '2026-03-02 08:00:00+00',
  '12026-01-01 00:00:00+00',
  '0044-03-15 12:00:00+00 BC',
]

/** An id that points to nothing: another one in each row and each column. */
function idOf(column: string, number: number): string {
  return `018c0001-0000-7000-${createHash('sha256').update(column).digest('hex').replace(/^./, '8').slice(0, 4)}-${number.toString(16).padStart(12, '0')}`
}

/** Values of columns whose shape is parsed when they are read, so that endpoints answer about them: with a word wherever somebody's own text stands. */
export function shapedValue({ table, column }: Bounds, word: string): string | undefined {
  const shaped: Readonly<Record<string, unknown>> = {
    'calendar.week': { monday: [], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [], sunday: [] },
    'calendar.days_off': [{ day: '2026-03-02', until: null, name: word }],
    'territory.rule': { combinator: 'and', rules: [{ field: 'name', operator: 'contains', value: word }] },
    'territory.owners': { members: [], teams: [word] },
    'member_work.languages': [word],
    'merged_person.keys': [word],
    'merged_person.took': ['title'],
    'merged_person.also': [{ table: 'consent', id: event, column: null }],
    'merged_account.keys': [word],
    'merged_account.took': ['city'],
    'merged_account.also': [],
    'likely_pair.parts': [{ column: 'email', level: 'same', weight: 8.2 }],
    'likely_model.model': { columns: [], records: 2, matches: 1, prior: 0.01 },
    'pay_version.document': { rates: [{ origin: 'any', role: 'seller', motion: 'any', percent: 5, above: 0 }] },
    'origin_case.evidence': {
      first: originSide,
      second: originSide,
      days: 3,
      links: [],
      signs: [{ sign: 'soon', weight: 1.5, n: 3 }],
    },
    'origin_case.corrected': [],
    'origin_effect.before': { deals: 1, wins: 0, pipeline: 10, won: 0 },
    'origin_effect.after': { deals: 2, wins: 0, pipeline: 20, won: 0 },
    'campaign_goal.conversion': { is: 'said', words: [word] },
    'lead.routed': { version: null, rule: null, why: word },
    'response.trace': { threshold: 5000, by: [{ key: 'one', held: true, points: 5000, days: null }], missing: [word], exclusion: null },
    'routing_version.document': { rules: [], fallback: word },
    'form.draft': { ...firstDraft(word), closed: word },
    'form_version.document': firstDraft(word),
    'tracker.origins': ['https://company.example'],
    'trigger_version.document': { ...emptyTrigger, steps: [{ do: 'note', text: word }] },
    'trigger_firing.did': [word],
    'contract_version.document': { ...emptyDocument, exclusions: [{ key: 'one', name: word, rule: { combinator: 'and', rules: [] } }] },
    'process_version.document': {
      steps: [
        {
          key: 'one',
          name: word,
          begins: word,
          ends: word,
          clocks: [],
          back: null,
          accountable: [],
          responsible: [],
          consulted: [],
          informed: [],
        },
      ],
    },
  }
  const plain: Readonly<Record<string, string>> = {
    ...{ 'calendar.zone': 'Europe/Berlin', 'calendar.country': 'DE', 'calendar.region': 'BY' },
    ...{
      'clock_breach.kind': 'contact',
      'response.decision': 'contact',
      'lead_step.from_state': 'offered',
      'lead_step.to_state': 'accepted',
    },
    ...{ 'lead.accept_minutes': '12.5', 'lead.contact_minutes': '30' },
  }
  const place = `${table}.${column.name}`
  return plain[place] ?? (place in shaped ? JSON.stringify(shaped[place]) : undefined)
}

/** Values that are hard to carry, one after the other; every fourth is none where none may be. */
export function hardValue({ column, number, unique, oneOf, positive }: Bounds): string | null {
  const pick = (from: readonly string[]) => from[number % from.length] ?? ''
  if (!column.notNull && number % 4 === 0) return null
  if (oneOf.length > 0) return pick(oneOf)
  if (column.sqlType === 'text') return unique ? `${pick(nasty)} ${number}` : pick(nasty)
  if (column.sqlType === 'jsonb') return pick(documents)
  if (column.sqlType === 'numeric(18, 8)') return pick(rates)
  if (column.sqlType.startsWith('numeric')) return pick(positive ? numbers.slice(2, 4) : numbers)
  if (column.sqlType === 'double precision') return pick(positive ? ['1e-7', '1.7976931348623157e+308'] : doubles)
  if (column.sqlType === 'integer' || column.sqlType === 'bigint') return String(number)
  if (column.sqlType === 'boolean') return number % 2 === 0 ? 'true' : 'false'
  if (column.sqlType === 'date') return pick(['2026-02-28', '0001-01-01', '9999-12-31'])
  if (column.sqlType.startsWith('timestamp')) return pick(instants)
  if (column.sqlType === 'uuid') return idOf(column.name, number)
  throw new Error(`No test value for ${column.sqlType}. Exports have to carry it, so give this test some.`)
}
