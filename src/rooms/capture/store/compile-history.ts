import { quoteText } from '#platform/analytics/duck'
import { fieldsOf } from '../fields/kinds.ts'
import type { Plan } from './plan.ts'

/** The values of other fields than the stage that a cell of a history may hold: one column has them all, each row one of them. */
const changeCells = [
  { key: 'amount_then', of: 'stage', type: 'money' },
  { key: 'amount_before', of: 'old_stage', type: 'money' },
  { key: 'close_then', of: 'stage', type: 'day' },
  { key: 'close_before', of: 'old_stage', type: 'day' },
] as const

const aliasesOf = (keys: string) => fieldsOf.deal.filter((field) => keys.split(' ').includes(field.key)).flatMap((field) => field.aliases)

/** What people and systems call the fields that a history keeps; the stage also goes by its id. */
const called = {
  stage: [...aliasesOf('stage'), 'stageid', 'dealstageid'],
  amount: aliasesOf('amount'),
  close_on: aliasesOf('close_date expected_on'),
} as const

/** SQL: whether the name of a field in `cell` means this one. */
export const isCalled = (cell: string, field: keyof typeof called) => `norm_key(${cell}) IN (${called[field].map(quoteText).join(', ')})`

const has = ({ kind, fields }: Plan, key: string) => kind === 'stage_history' && fields.some(({ field }) => field.key === key)

/** Whether each row is about one field, which a column names. */
export const namesField = (plan: Plan) => has(plan, 'field_name')

/** The extra readings of the cells of such a file, as fillStaged wants them. */
export function changedCells(plan: Plan) {
  if (!namesField(plan)) return []
  return changeCells.flatMap(({ key, of, type }) => {
    const from = plan.fields.find(({ field }) => field.key === of)
    return from ? [{ key, type, column: from.column, header: from.header, hundred: false }] : []
  })
}

/** SQL of the column `v_about`: which of the kept fields a row is about, or NULL. */
export function aboutField(plan: Plan): string[] {
  if (!namesField(plan)) return []
  const cases = (Object.keys(called) as (keyof typeof called)[]).map((field) => `WHEN ${isCalled('v_field_name', field)} THEN '${field}'`)
  return [`CASE ${cases.join(' ')} END AS v_about`]
}

/** The values of a history row that follow from several columns. */
export function historyValues(plan: Plan): [string, string][] {
  if (!namesField(plan)) return []
  const read = new Set<string>(changedCells(plan).map(({ key }) => key))
  const only = (field: string, key: string) =>
    read.has(key) || has(plan, key) ? `CASE WHEN v_about = '${field}' THEN v_${key} END` : 'NULL'
  return [
    ['about', 'v_about'],
    ['stage', only('stage', 'stage')],
    ['old_stage', only('stage', 'old_stage')],
    ['amount', only('amount', 'amount_then')],
    ['old_amount', only('amount', 'amount_before')],
    ['closed_on', `(${only('close_on', 'close_then')})::DATE`],
    ['old_closed_on', `(${only('close_on', 'close_before')})::DATE`],
  ]
}

/** For each new value SQL: the sentence about it where it cannot be read, or NULL. The old one is only an addition: it does not cost the row. */
export function unreadChange(
  plan: Plan,
  sentence: (key: string, header: string, need: string) => string,
  dateNeed: string,
): { key: string; sentence: string }[] {
  const needs = { amount_then: ['amount', 'number'], close_then: ['close_on', dateNeed] } as const
  return changedCells(plan).flatMap(({ key, header }) => {
    if (key !== 'amount_then' && key !== 'close_then') return []
    const [about, need] = needs[key]
    return [{ key, sentence: `CASE WHEN v_about = '${about}' THEN ${sentence(key, header, need)} END` }]
  })
}

/** SQL: whether a history row says nothing that can be kept, or not when. */
export function saysNothing(own: ReadonlyMap<string, string>): string {
  const value = (key: string) => `(${own.get(key) ?? 'NULL'})`
  const nothing = ['stage', 'amount', 'closed_on'].map((key) => `${value(key)} IS NULL`).join(' AND ')
  // A row about the amount or the close date may say that it was emptied.
  return `${value('entered_at')} IS NULL OR (${nothing} AND coalesce(${value('about')}, 'stage') = 'stage')`
}
