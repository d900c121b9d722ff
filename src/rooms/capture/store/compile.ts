import { quoteIdent, quoteText } from '#platform/analytics/duck'
import { fieldsOf, identity } from '../fields/kinds.ts'
import type { StagedKind } from '../shapes.ts'
import { amountOf, customOf, givenCells, keptCells, shape, textOf } from './compile-cells.ts'
import { aboutField, changedCells, historyValues } from './compile-history.ts'
import { rejectOf, unreadOf } from './compile-rejects.ts'
import { isTyped, type Plan } from './plan.ts'

const sqlTypes = {
  text: 'VARCHAR',
  name: 'VARCHAR',
  email: 'VARCHAR',
  number: 'DOUBLE',
  money: 'DECIMAL(18, 4)',
  share: 'DOUBLE',
  day: 'DATE',
  instant: 'TIMESTAMP',
  flag: 'BOOLEAN',
} as const

/** The columns of `staged.<kind>` with their types, in order. */
export function stagedColumns(kind: StagedKind): { name: string; type: string }[] {
  const own = fieldsOf[kind].filter((field) => !field.virtual).map((field) => ({ name: field.key, type: sqlTypes[field.type] }))
  const ofDeal =
    kind === 'deal'
      ? [
          { name: 'state', type: 'VARCHAR' },
          { name: 'entered', type: 'VARCHAR' },
        ]
      : []
  const ofHistory = kind === 'stage_history' ? [{ name: 'about', type: 'VARCHAR' }] : []
  return [
    { name: 'file_no', type: 'INTEGER' },
    { name: 'row_no', type: 'BIGINT' },
    { name: 'reject', type: 'VARCHAR' },
    { name: 'reject_class', type: 'VARCHAR' },
    { name: 'ref', type: 'VARCHAR' },
    ...own,
    ...ofDeal,
    ...ofHistory,
    { name: 'custom', type: 'VARCHAR' },
  ]
}

/**
 * SQL that makes an empty `staged.<kind>`. Columns that nothing fills are there too, always null; where `filled` says which are filled, the others take no
 * room, and cannot be written.
 */
export function createStaged(kind: StagedKind, filled?: ReadonlySet<string>): string {
  const none = ({ name, type }: { name: string; type: string }) =>
    filled && !filled.has(name) ? ` GENERATED ALWAYS AS (NULL::${type}) VIRTUAL` : ''
  return `CREATE OR REPLACE TABLE staged.${kind} (${stagedColumns(kind)
    .map((column) => `${quoteIdent(column.name)} ${column.type}${none(column)}`)
    .join(', ')})`
}

/** The columns of `staged.<kind>` that are written for every kind of row. */
const always = ['file_no', 'row_no', 'reject', 'reject_class', 'ref']

/** The columns of `staged.<kind>` that a file fills. */
export const filledBy = (plan: Plan): string[] => [...always, ...filledValues(plan).map(({ name }) => name)]

/**
 * SQL that fills `staged.<kind>` from one file. Each step is a SELECT of its own: text of cells, those that are written in the plainest way, two steps of
 * reading the others, values, then what follows from several values. `rows` are those of the file, or some of them. DuckDB would otherwise read each cell once for every place that names it.
 */
export function fillStaged(plan: Plan, rows: string): string {
  const own = plan.fields.filter(({ field }) => isTyped(field)).map((each) => ({ ...each, key: each.field.key, type: each.field.type }))
  const typed = [...own, ...changedCells(plan)]
  const entered = plan.entered.map((each, index) => ({ ...each, key: `entered_${index}`, type: 'instant' as const }))
  const dates = [...typed.filter(({ type }) => type === 'instant' || type === 'day'), ...entered]
  const amounts = typed.filter(({ type }) => type === 'money' || type === 'number' || type === 'share')
  const decimal = quoteText(plan.decimal)
  const quick = new Set([...dates, ...amounts.filter(({ type }) => type !== 'share')].map(({ key }) => key))
  const texts = plan.fields.filter(({ field }) => !isTyped(field))
  const read = [...typed, ...entered, ...texts.map((each) => ({ ...each, key: each.field.key }))]
  const steps = [
    `SELECT row_no, ${[
      `(${shape(plan)}) AS broken`,
      `${keptCells(plan)} AS kept`,
      `${givenCells(plan.width)} AS given`,
      ...read.map(({ key, column }) => `cell(c${column}) AS r_${key}`),
    ].join(', ')} FROM ${rows}`,
    also(
      dates.map(({ key }) => `date_plain(r_${key}) AS q_${key}`),
      amounts.filter(({ key }) => quick.has(key)).map(({ key }) => `amount_plain(r_${key}, ${decimal}) AS q_${key}`),
    ),
    also(
      [...typed, ...entered].map(
        ({ key }) =>
          `CASE ${quick.has(key) ? `WHEN q_${key} IS NOT NULL THEN r_${key} ` : ''}WHEN NOT no_value(r_${key}) THEN r_${key} END AS s_${key}`,
      ),
      texts.map((each) => `${textOf(each, plan)} AS v_${each.field.key}`),
    ),
    also(
      dates.map(({ key }) => `CASE WHEN q_${key} IS NULL THEN date_ordered(s_${key}, ${quoteText(plan.dateOrder)}) END AS o_${key}`),
      amounts.map(({ key, type }) =>
        type === 'share'
          ? `amount_text(trim(replace(s_${key}, '%', '')), ${decimal}) AS a_${key}`
          : `CASE WHEN q_${key} IS NULL THEN amount_text(s_${key}, ${decimal}) END AS a_${key}`,
      ),
    ),
    also(dates.map(({ key }) => `CASE WHEN o_${key} IS NOT NULL THEN date_numeric(o_${key}) END AS n_${key}`)),
    also(
      dates.map(({ key }) => `CASE WHEN q_${key} IS NULL THEN date_stamp(n_${key}) ELSE q_${key} END AS v_${key}`),
      amounts.map((each) => {
        const long = amountOf(each, decimal)
        return `${quick.has(each.key) ? `CASE WHEN q_${each.key} IS NULL THEN ${long} ELSE q_${each.key} END` : long} AS v_${each.key}`
      }),
      typed.filter(({ type }) => type === 'flag').map(({ key }) => `flag(s_${key}) AS v_${key}`),
      aboutField(plan),
    ),
  ]
  const source = steps.reduce((inner, step) => (inner === '' ? step : `${step.slice(0, -1)}(${inner})`), '')
  const judged = `SELECT r.*, ${unreadOf(plan)} AS v_bad${plan.kind === 'deal' ? `, ${stateOf(plan)} AS v_state` : ''} FROM (${source}) r${stageJoin(plan)}`
  return `INSERT INTO staged.${plan.kind} (${filledBy(plan).map(quoteIdent).join(', ')}) SELECT ${valuesOf(plan).join(', ')} FROM (${judged})`
}

function also(...expressions: readonly (readonly string[])[]): string {
  const all = expressions.flat()
  return `SELECT *${all.map((each) => `, ${each}`).join('')} FROM _`
}

function valueIn(plan: Plan): (key: string) => string {
  const has = new Set(plan.fields.map(({ field }) => field.key))
  return (key) => (has.has(key) ? `v_${key}` : 'NULL')
}

/** The SQL of each value by its column, NULL where the file has nothing for it. */
function ownOf(plan: Plan): Map<string, string> {
  const value = valueIn(plan)
  const own = new Map<string, string>(fieldsOf[plan.kind].filter((field) => !field.virtual).map((field) => [field.key, value(field.key)]))
  for (const [key, sql] of derived(plan, value)) own.set(key, sql)
  return own
}

/** The columns behind the first ones that the file fills, with the SQL of their values. */
function filledValues(plan: Plan): { name: string; sql: string }[] {
  const own = ownOf(plan).set('custom', customOf(plan))
  return stagedColumns(plan.kind)
    .slice(always.length)
    .map(({ name, type }) => ({ name, type, sql: own.get(name) ?? 'NULL' }))
    .filter(({ sql }) => sql !== 'NULL')
    .map(({ name, type, sql }) => ({ name, sql: `(${sql})::${type}` }))
}

function valuesOf(plan: Plan): string[] {
  const own = ownOf(plan)
  const { reject, rejectClass } = rejectOf(plan, own)
  return [String(plan.no), 'row_no', reject, rejectClass, identityOf(plan, own), ...filledValues(plan).map(({ sql }) => sql)]
}

/** Values that follow from several columns. */
function derived(plan: Plan, value: (key: string) => string): [string, string][] {
  if (plan.kind === 'deal') return dealValues(plan, value)
  if (plan.kind === 'stage_history') return historyValues(plan)
  if (plan.kind === 'campaign' || plan.kind === 'campaign_cost') return [['currency', currencyOf(plan, value)]]
  if (value('full_name') !== 'NULL' || (value('first_name') === 'NULL' && value('last_name') === 'NULL')) return []
  return plan.kind === 'account' || plan.kind === 'product'
    ? []
    : [['full_name', `nullif(concat_ws(' ', ${value('first_name')}, ${value('last_name')}), '')`]]
}

/** Explicit flags win over a status, a status over the stage, and the stage over a date of winning or losing. */
function stateOf(plan: Plan): string {
  const value = valueIn(plan)
  return `CASE WHEN ${value('is_won')} THEN 'won' WHEN NOT ${value('is_won')} AND ${value('is_closed')} THEN 'lost' WHEN NOT ${value('is_closed')} THEN 'open'
    WHEN status_kind.kind IS NOT NULL THEN status_kind.kind WHEN stage_kind.kind IS NOT NULL THEN stage_kind.kind
    WHEN ${value('won_at')} IS NOT NULL THEN 'won' WHEN ${value('lost_at')} IS NOT NULL THEN 'lost' ELSE 'open' END`
}

/**
 * What a deal's dates are. The close date of an open deal is an expectation; a deal whose file has no created date is as old as the
 * first stage that it is known to have entered.
 */
function dealValues(plan: Plan, value: (key: string) => string): [string, string][] {
  const enteredAt = plan.entered.map((_, index) => `v_entered_${index}`)
  const first = enteredAt.length > 0 ? `least(${enteredAt.join(', ')})` : 'NULL'
  const pairs = plan.entered.map(
    ({ stage }, index) => `${quoteText(`${JSON.stringify(stage)}:`)} || strftime(v_entered_${index}, '"%Y-%m-%dT%H:%M:%SZ"')`,
  )
  const closed = `coalesce(${value('closed_at')}, CASE WHEN v_state = 'won' THEN ${value('won_at')} ELSE ${value('lost_at')} END, ${value('close_date')})`
  return [
    ['state', 'v_state'],
    ['pipeline', `coalesce(${value('pipeline')}, '')`],
    ['currency', currencyOf(plan, value)],
    ['closed_at', `CASE WHEN v_state != 'open' THEN ${closed} END`],
    ['expected_on', `coalesce(${value('expected_on')}::DATE, CASE WHEN v_state = 'open' THEN ${value('close_date')}::DATE END)`],
    ['opened_at', `coalesce(${value('opened_at')}, ${first})`],
    ['deleted', `coalesce(${value('deleted')}, lower(${value('status')}::VARCHAR) IN ('deleted', 'archived'), false)`],
    ['entered', pairs.length > 0 ? `nullif('{' || concat_ws(',', ${pairs.join(', ')}) || '}', '{}')` : 'NULL'],
  ]
}

/** The currency of a row that says one, else that of the file. */
function currencyOf(plan: Plan, value: (key: string) => string): string {
  const said = `upper(${value('currency')}::VARCHAR)`
  return `coalesce(CASE WHEN regexp_full_match(${said}, '[A-Z]{3}') THEN ${said} END, ${plan.currency === null ? 'NULL' : quoteText(plan.currency)})`
}

function stageJoin(plan: Plan): string {
  if (plan.kind !== 'deal') return ''
  const has = (key: string) => plan.fields.some(({ field }) => field.key === key)
  const stage = has('stage')
    ? `stage_kind.stage = v_stage AND stage_kind.pipeline = ${has('pipeline') ? "coalesce(v_pipeline, '')" : "''"}`
    : 'false'
  const status = has('status') ? 'status_kind.status = lower(v_status)' : 'false'
  return ` LEFT JOIN staged.stage stage_kind ON ${stage} LEFT JOIN staged.status_kind ON ${status}`
}

/** The id of the record, or a name for the row that stays the same from export to export, where rows need one. */
function identityOf({ kind, named }: Plan, own: ReadonlyMap<string, string>): string {
  const parts = identity[kind].map((key) => own.get(key) ?? 'NULL').filter((sql) => sql !== 'NULL')
  const made =
    parts.length > 0
      ? `'x' || left(md5(concat_ws('|', ${parts.map((sql) => `coalesce((${sql})::VARCHAR, '')`).join(', ')})), 16)`
      : "'row-' || row_no"
  const id = own.get('external_id') ?? 'NULL'
  if (!named) return id
  return id === 'NULL' ? made : `coalesce(${id}, ${made})`
}
