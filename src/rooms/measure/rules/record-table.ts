import { said } from '#kernel/text'
import type { Subject, Unit } from '../contract.ts'
import type { Fold } from '../metrics/declare.ts'

export interface RecordColumn {
  readonly key: string
  readonly label: string
  readonly unit: 'text' | 'day' | 'money' | 'days' | 'count'
}

interface Counted {
  readonly title: string
  readonly unit: Unit
  readonly subject: Subject
  readonly fold: Fold
}

/** What the name of a row is the name of. */
const called: Readonly<Record<Subject, string>> = {
  deal: 'Deal',
  entry: 'Deal',
  lead: 'Lead',
  campaign: 'Campaign',
  touch: 'Member',
  account: 'Account',
}

/** The columns in which the rows behind a number are shown. `converted`: some amounts are, so what was said stands beside them. */
export function recordColumns(metric: Counted, converted = false): RecordColumn[] {
  const columns: RecordColumn[] = [
    { key: 'ref', label: 'Id', unit: 'text' },
    { key: 'name', label: called[metric.subject], unit: 'text' },
    { key: 'owner', label: 'Owner', unit: 'text' },
    { key: 'dated', label: 'Day', unit: 'day' },
  ]
  if (metric.subject === 'entry') {
    columns.push(
      { key: 'stage', label: 'Stage', unit: 'text' },
      { key: 'entered_on', label: 'Entered', unit: 'day' },
      { key: 'left_on', label: 'Left', unit: 'day' },
    )
    columns.push({ key: 'outcome', label: 'Then', unit: 'text' })
  }
  if (metric.fold.kind === 'composed') {
    const put = Object.entries(metric.fold.sums).map(([key, { label, unit }]) => ({ key: `put_${key}`, label, unit }))
    return [...columns, ...put, ...(converted ? [asRecorded] : [])]
  }
  if (metric.unit === 'money') columns.push({ key: 'counted', label: 'Amount', unit: 'money' })
  if (metric.unit === 'money' && converted) columns.push(asRecorded)
  if (metric.unit === 'days') columns.push({ key: 'counted', label: 'Days', unit: 'days' })
  if (metric.unit === 'share') columns.push({ key: 'counted', label: 'Counts as', unit: 'text' })
  return columns
}

const asRecorded: RecordColumn = { key: 'said', label: 'As recorded', unit: 'text' }

/** Columns whose words are ours, not the records'. */
const inOurWords = ['outcome', 'counted']

/** A cell as a file has it, in the language that is spoken. */
export function cellSaid({ key }: RecordColumn, cell: string | number | null): string | number | null {
  return typeof cell === 'string' && inOurWords.includes(key) ? said(cell) : cell
}

/** A value as a cell: flags in words, days without their time. */
export function recordCell(column: RecordColumn, value: unknown): string | number | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (column.unit === 'money' || column.unit === 'days' || column.unit === 'count') return Number(value)
  if (column.unit === 'day') return String(value).slice(0, 10)
  // A deal that came without an id has one of ours, which tells people nothing.
  if (column.key === 'ref' && String(value).startsWith('ref:')) return null
  if (column.key === 'outcome') return String(value).replaceAll('_', ' ')
  return String(value)
}
