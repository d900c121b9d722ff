import { quoteText } from '#platform/analytics/duck'
import type { Field } from '../fields/field.ts'
import { fieldsOf, knownBy } from '../fields/kinds.ts'
import { namesField, saysNothing, unreadChange } from './compile-history.ts'
import { isTyped, type Plan } from './plan.ts'

const brokenReasons: Readonly<Record<string, string>> = {
  blank: 'The row is empty.',
  footer: 'The row is a total or the footer of a report, not a record.',
  unclosed: 'A quotation mark is opened and never closed, so the rest of the file stands in this row. Close it and import again.',
}

/** The SQL of the reason why a row is not used, and of its class. */
export function rejectOf(plan: Plan, own: ReadonlyMap<string, string>): { reject: string; rejectClass: string } {
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
  const aside = namesField(plan) ? 'v_about IS NULL' : 'false'
  const empty = kind === 'stage_history' ? saysNothing(own) : 'false'
  return {
    reject: `coalesce(${cut}, ${bad}, CASE WHEN ${unknown} THEN ${incomplete} WHEN ${aside} THEN 'The row is about something else than the stage, the amount or the close date.'
      WHEN ${empty} THEN 'The row does not say what changed, or when.' END)`,
    rejectClass: `CASE WHEN broken IN ('blank', 'footer') THEN broken WHEN broken IS NOT NULL THEN 'broken' WHEN ${bad} IS NOT NULL THEN 'unreadable' WHEN ${unknown} THEN 'incomplete' WHEN ${aside} THEN 'aside' WHEN ${empty} THEN 'incomplete' END`,
  }
}

/** The sentences about cells that a strict field cannot read, or NULL. They are put together for rows that have such a cell; few have one. */
export function unreadOf(plan: Plan): string {
  const found: { key: string; sentence: string }[] = [
    ...plan.fields
      .filter(({ field }) => field.strict && isTyped(field))
      .map(({ field, header }) => ({ key: field.key, sentence: unread(field.key, header, needs(field, plan)) })),
    ...plan.entered.map(({ header }, index) => ({
      key: `entered_${index}`,
      sentence: unread(`entered_${index}`, header, dateNeed(plan)),
    })),
    ...unreadChange(plan, unread, dateNeed(plan)),
  ]
  if (found.length === 0) return 'NULL'
  const any = found.map(({ key }) => `(${isUnread(key)})`).join(' OR ')
  return `CASE WHEN ${any} THEN nullif(concat_ws(' ', ${found.map(({ sentence }) => sentence).join(', ')}), '') END`
}

const isUnread = (key: string) => `s_${key} IS NOT NULL AND v_${key} IS NULL`

function unread(key: string, header: string, need: string): string {
  return `CASE WHEN ${isUnread(key)} THEN ${quoteText(`${header} is "`)} || left(s_${key}, 60) || ${quoteText(`", which is no ${need}.`)} END`
}

function needs(field: Field, plan: Plan): string {
  if (field.type === 'instant' || field.type === 'day') return dateNeed(plan)
  if (field.type === 'flag') return 'yes or no'
  return plan.decimal === '.' ? 'number when the decimal sign is a point' : 'number when the decimal sign is a comma'
}

function dateNeed({ dateOrder }: Plan): string {
  return { dmy: 'date in day-month-year order', mdy: 'date in month-day-year order', ymd: 'date in year-month-day order' }[dateOrder]
}
