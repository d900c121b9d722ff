import { quoteIdent, quoteText } from '#platform/analytics/duck'
import type { Field } from '../fields/field.ts'
import { fieldsOf, identity, knownBy } from '../fields/kinds.ts'
import type { DateOrder, DecimalSign, StagedKind } from '../shapes.ts'
import { isWide } from './raw.ts'

/** A mapped file, ready to be compiled to SQL. Columns are numbers; names only appear inside texts. */
export interface Plan {
  readonly no: number
  readonly kind: StagedKind
  readonly width: number
  readonly fields: readonly {
    readonly field: Field
    readonly column: number
    readonly header: string
    readonly hundred: boolean
    readonly lastFirst: boolean
  }[]
  readonly custom: readonly { readonly column: number; readonly name: string }[]
  readonly entered: readonly { readonly column: number; readonly header: string; readonly stage: string }[]
  readonly dateOrder: DateOrder
  readonly decimal: DecimalSign
  readonly currency: string | null
  readonly shortRowsAreWhole: boolean
  readonly unclosedQuote: boolean
}

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
  return [
    { name: 'file_no', type: 'INTEGER' },
    { name: 'row_no', type: 'BIGINT' },
    { name: 'reject', type: 'VARCHAR' },
    { name: 'reject_class', type: 'VARCHAR' },
    { name: 'ref', type: 'VARCHAR' },
    ...own,
    ...ofDeal,
    { name: 'custom', type: 'VARCHAR' },
  ]
}

/** SQL that makes an empty `staged.<kind>`. */
export function createStaged(kind: StagedKind): string {
  return `CREATE OR REPLACE TABLE staged.${kind} (${stagedColumns(kind)
    .map(({ name, type }) => `${quoteIdent(name)} ${type}`)
    .join(', ')})`
}

/**
 * SQL that fills `staged.<kind>` from one file. Each step is a SELECT of its own: text of cells, two steps of reading, values,
 * then what follows from several values. `rows` limits it to some rows of the file. DuckDB would otherwise read each cell once for every place that names it.
 */
export function fillStaged(plan: Plan, rows?: { readonly from: number; readonly to: number }): string {
  const typed = plan.fields.filter(({ field }) => isTyped(field)).map((each) => ({ ...each, key: each.field.key, type: each.field.type }))
  const entered = plan.entered.map((each, index) => ({ ...each, key: `entered_${index}`, type: 'instant' as const }))
  const dates = [...typed.filter(({ type }) => type === 'instant' || type === 'day'), ...entered]
  const amounts = typed.filter(({ type }) => type === 'money' || type === 'number' || type === 'share')
  const decimal = quoteText(plan.decimal)
  const texts = plan.fields.filter(({ field }) => !isTyped(field))
  const read = [...typed, ...entered]
  const steps = [
    `SELECT row_no, ${[
      `(${shape(plan)}) AS broken`,
      `${keptCells(plan)} AS kept`,
      `${givenCells(plan.width)} AS given`,
      ...texts.map((each) => `${textOf(each)} AS v_${each.field.key}`),
      ...read.map(({ key, column }) => `cell(c${column}) AS r_${key}`),
    ].join(', ')} FROM raw.v${plan.no}${rows ? ` WHERE row_no BETWEEN ${rows.from} AND ${rows.to}` : ''}`,
    also(read.map(({ key }) => `CASE WHEN NOT no_value(r_${key}) THEN r_${key} END AS s_${key}`)),
    also(
      dates.map(({ key }) => `date_ordered(s_${key}, ${quoteText(plan.dateOrder)}) AS o_${key}`),
      amounts.map(
        ({ key, type }) => `amount_text(${type === 'share' ? `trim(replace(s_${key}, '%', ''))` : `s_${key}`}, ${decimal}) AS a_${key}`,
      ),
    ),
    also(dates.map(({ key }) => `date_numeric(o_${key}) AS n_${key}`)),
    also(
      dates.map(({ key }) => `date_stamp(n_${key}) AS v_${key}`),
      amounts.map((each) => `${amountOf(each, decimal)} AS v_${each.key}`),
      typed.filter(({ type }) => type === 'flag').map(({ key }) => `flag(s_${key}) AS v_${key}`),
    ),
  ]
  const source = steps.reduce((inner, step) => (inner === '' ? step : `${step.slice(0, -1)}(${inner})`), '')
  const judged = `SELECT r.*, ${unreadOf(plan)} AS v_bad${plan.kind === 'deal' ? `, ${stateOf(plan)} AS v_state` : ''} FROM (${source}) r${stageJoin(plan)}`
  const names = stagedColumns(plan.kind).map(({ name }) => quoteIdent(name))
  return `INSERT INTO staged.${plan.kind} (${names.join(', ')}) SELECT ${valuesOf(plan).join(', ')} FROM (${judged})`
}

/** Whether a cell that this field cannot read stays in `custom` instead of costing the row. */
export function keptWhenUnreadable(field: Field): boolean {
  return isTyped(field) && !field.strict
}

function isTyped(field: Field): boolean {
  return field.type !== 'text' && field.type !== 'name' && field.type !== 'email'
}

function also(...expressions: readonly (readonly string[])[]): string {
  const all = expressions.flat()
  return `SELECT *${all.map((each) => `, ${each}`).join('')} FROM _`
}

function textOf({ field, column, lastFirst }: Plan['fields'][number]): string {
  const cell = `cell(c${column})`
  if (field.type === 'email') return `coalesce(nullif(norm_email(${cell}), ''), ${cell})`
  return field.type === 'name' && lastFirst ? `regexp_replace(${cell}, '^([^,]+), *([^,]+)$', '\\2 \\1')` : cell
}

function amountOf({ key, type, hundred }: { key: string; type: string; hundred: boolean }, decimal: string): string {
  const number = `amount_number(a_${key}, ${decimal})`
  if (type === 'money') return number
  if (type === 'number') return `try_cast(${number} AS DOUBLE)`
  return `try_cast(${number} AS DOUBLE) / CASE WHEN s_${key} LIKE '%\\%' ESCAPE '\\' THEN 100 ELSE ${hundred ? 100 : 1} END`
}

const listed = (width: number) => (isWide(width) ? 'cells' : `[${Array.from({ length: width }, (_, index) => `c${index}`).join(', ')}]`)
const blank = (width: number) => `coalesce(array_to_string(${listed(width)}, ''), '') = ''`
const filledCells = (width: number) => `len(list_filter(${listed(width)}, lambda x: x != ''))`
const givenCells = (width: number) => `CASE WHEN c${width - 1} IS NULL THEN len(list_filter(${listed(width)}, lambda x: x IS NOT NULL)) END`

/** The class of a row that is cut wrongly or is no record at all; NULL for a good one. */
function shape({ width, shortRowsAreWhole, no, unclosedQuote }: Plan): string {
  const last = `c${width - 1}`
  const nearEnd = `row_no > (SELECT max(row_no) - 8 FROM raw.v${no})`
  const firstCells = [0, 1, 2].filter((index) => index < width).map((index) => `coalesce(c${index}, '')`)
  const total = `regexp_matches(lower(trim(concat_ws(' ', ${firstCells.join(', ')}))), '^(grand |sub ?)?(totals?|gesamt(summe)?|summe|insgesamt|suma|total general|total général|totale|sum|count)\\b[: ]*([0-9.,]*|records?.*)$|^(copyright|confidential|generated by|vertraulich|as of |exported )')`
  const loneTail = width > 3 && !shortRowsAreWhole ? ` OR (${last} IS NULL AND c1 IS NULL)` : ''
  return `CASE WHEN ${blank(width)} THEN 'blank'
    WHEN ${nearEnd} AND (${total}${loneTail}) AND ${filledCells(width)} <= ${Math.max(2, Math.ceil(width * 0.6))} THEN 'footer'
    WHEN coalesce(x0, '') != '' THEN 'long'
    ${shortRowsAreWhole ? '' : `WHEN ${last} IS NULL THEN '${unclosedQuote ? 'unclosed' : 'short'}'`} END`
}

function valueIn(plan: Plan): (key: string) => string {
  const has = new Set(plan.fields.map(({ field }) => field.key))
  return (key) => (has.has(key) ? `v_${key}` : 'NULL')
}

function valuesOf(plan: Plan): string[] {
  const value = valueIn(plan)
  const own = new Map<string, string>(fieldsOf[plan.kind].filter((field) => !field.virtual).map((field) => [field.key, value(field.key)]))
  for (const [key, sql] of derived(plan, value)) own.set(key, sql)
  const { reject, rejectClass } = rejectOf(plan, own)
  const rest = stagedColumns(plan.kind).slice(5)
  const values = rest.map(({ name, type }) => (name === 'custom' ? customOf(plan) : `(${own.get(name) ?? 'NULL'})::${type}`))
  return [String(plan.no), 'row_no', reject, rejectClass, identityOf(plan, own), ...values]
}

/** Values that follow from several columns. */
function derived(plan: Plan, value: (key: string) => string): [string, string][] {
  if (plan.kind === 'deal') return dealValues(plan, value)
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
  const currency = `upper(${value('currency')}::VARCHAR)`
  const closed = `coalesce(${value('closed_at')}, CASE WHEN v_state = 'won' THEN ${value('won_at')} ELSE ${value('lost_at')} END, ${value('close_date')})`
  return [
    ['state', 'v_state'],
    ['pipeline', `coalesce(${value('pipeline')}, '')`],
    [
      'currency',
      `coalesce(CASE WHEN regexp_full_match(${currency}, '[A-Z]{3}') THEN ${currency} END, ${plan.currency === null ? 'NULL' : quoteText(plan.currency)})`,
    ],
    ['closed_at', `CASE WHEN v_state != 'open' THEN ${closed} END`],
    ['expected_on', `coalesce(${value('expected_on')}::DATE, CASE WHEN v_state = 'open' THEN ${value('close_date')}::DATE END)`],
    ['opened_at', `coalesce(${value('opened_at')}, ${first})`],
    ['deleted', `coalesce(${value('deleted')}, lower(${value('status')}::VARCHAR) IN ('deleted', 'archived'), false)`],
    ['entered', pairs.length > 0 ? `nullif('{' || concat_ws(',', ${pairs.join(', ')}) || '}', '{}')` : 'NULL'],
  ]
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

const brokenReasons: Readonly<Record<string, string>> = {
  blank: 'The row is empty.',
  footer: 'The row is a total or the footer of a report, not a record.',
  unclosed: 'A quotation mark is opened and never closed, so the rest of the file stands in this row. Close it and import again.',
}

function rejectOf(plan: Plan, own: ReadonlyMap<string, string>): { reject: string; rejectClass: string } {
  const { width, kind } = plan
  const cut = `CASE broken ${Object.entries(brokenReasons)
    .map(([name, text]) => `WHEN '${name}' THEN ${quoteText(text)}`)
    .join(' ')}
    WHEN 'long' THEN 'The row has more cells than the ${width} columns of the file.' WHEN 'short' THEN 'The row has ' || given || ' cells where the file has ${width} columns.' END`
  const bad = 'v_bad'
  const ways = knownBy[kind].map((key) => own.get(key) ?? 'NULL').filter((sql) => sql !== 'NULL')
  const unknown = ways.length > 0 ? `coalesce(${ways.map((sql) => `(${sql})::VARCHAR`).join(', ')}) IS NULL` : 'false'
  const labels = fieldsOf[kind].filter((field) => knownBy[kind].includes(field.key)).map((field) => field.label.toLowerCase())
  const incomplete = quoteText(`The row has nothing to know it by: ${labels.slice(0, 4).join(', ')} are empty.`)
  const aside = asideOf(plan)
  return {
    reject: `coalesce(${cut}, ${bad}, CASE WHEN ${unknown} THEN ${incomplete} WHEN ${aside} THEN 'The row is about another field than the stage.' END)`,
    rejectClass: `CASE WHEN broken IN ('blank', 'footer') THEN broken WHEN broken IS NOT NULL THEN 'broken' WHEN ${bad} IS NOT NULL THEN 'unreadable' WHEN ${unknown} THEN 'incomplete' WHEN ${aside} THEN 'aside' END`,
  }
}

/** The sentences about cells that a strict field cannot read, or NULL. */
function unreadOf(plan: Plan): string {
  const sentences = [
    ...plan.fields
      .filter(({ field }) => field.strict && isTyped(field))
      .map(({ field, header }) => unread(field.key, header, needs(field, plan))),
    ...plan.entered.map(({ header }, index) => unread(`entered_${index}`, header, dateNeed(plan))),
  ]
  return sentences.length > 0 ? `nullif(concat_ws(' ', ${sentences.join(', ')}), '')` : 'NULL'
}

function asideOf({ kind, fields }: Plan): string {
  const asked = kind === 'stage_history' && fields.some(({ field }) => field.key === 'field_name')
  return asked
    ? "coalesce(norm_key(v_field_name) NOT IN ('stage', 'stagename', 'dealstage', 'opportunitystage', 'salesstage', 'phase'), false)"
    : 'false'
}

function unread(key: string, header: string, need: string): string {
  return `CASE WHEN s_${key} IS NOT NULL AND v_${key} IS NULL THEN ${quoteText(`${header} is "`)} || left(s_${key}, 60) || ${quoteText(`", which is no ${need}.`)} END`
}

function needs(field: Field, plan: Plan): string {
  if (field.type === 'instant' || field.type === 'day') return dateNeed(plan)
  if (field.type === 'flag') return 'yes or no'
  return `number when the decimal sign is a ${plan.decimal === '.' ? 'point' : 'comma'}`
}

function dateNeed({ dateOrder }: Plan): string {
  return `date in ${{ dmy: 'day-month-year', mdy: 'month-day-year', ymd: 'year-month-day' }[dateOrder]} order`
}

/** The id of the record, or a name for the row that stays the same from export to export. */
function identityOf({ kind }: Plan, own: ReadonlyMap<string, string>): string {
  const parts = identity[kind].map((key) => own.get(key) ?? 'NULL').filter((sql) => sql !== 'NULL')
  const made =
    parts.length > 0
      ? `'x' || left(md5(concat_ws('|', ${parts.map((sql) => `coalesce((${sql})::VARCHAR, '')`).join(', ')})), 16)`
      : "'row-' || row_no"
  const id = own.get('external_id') ?? 'NULL'
  return id === 'NULL' ? made : `coalesce(${id}, ${made})`
}

/** The members of a JSON object of what no field takes; keys are the headers. */
function keptCells({ custom, width }: Plan): string {
  if (custom.length === 0) return 'NULL'
  if (!isWide(width)) {
    return `concat_ws(',', ${custom.map(({ name, column }) => `${quoteText(`${JSON.stringify(name)}:`)} || to_json(nullif(trim(c${column}), ''))::VARCHAR`).join(', ')})`
  }
  const names = Array.from({ length: width }, (_, index) => custom.find(({ column }) => column === index)?.name)
  const list = names.map((name) => (name === undefined ? 'NULL' : quoteText(name))).join(', ')
  const pairs = `list_filter(list_zip([${list}], cells), lambda p: p[1] IS NOT NULL AND trim(p[2]) != '')`
  return `trim(to_json(map_from_entries(${pairs}))::VARCHAR, '{}')`
}

/** That object, with the cells that a field could not read. */
function customOf({ fields }: Plan): string {
  const unread = fields
    .filter(({ field }) => keptWhenUnreadable(field))
    .map(
      ({ field, header }) =>
        `CASE WHEN s_${field.key} IS NOT NULL AND v_${field.key} IS NULL THEN ${quoteText(`${JSON.stringify(header)}:`)} || to_json(s_${field.key})::VARCHAR END`,
    )
  return `nullif('{' || concat_ws(',', ${["nullif(kept, '')", ...unread].join(', ')}) || '}', '{}')`
}
