import { customField, type ListColumn, type RecordKind } from '#kernel/list'
import type { Cell, ChangedField, ListRow } from '#kernel/list-endpoints'
import { shownId } from '#kernel/source-system'
import { day, decimal, money, unknown } from '../format.ts'
import { AppLink } from '../link.tsx'
import { said, t } from '../text.ts'

/** The address of the page of a record. */
export const recordHref = (kind: RecordKind, id: string) => `/${kind === 'person' ? 'people' : `${kind}s`}/${id}`

/** The label of a column; that of a custom field is its name in the file, in whatever language that is. */
export function labelOf({ key, label }: Pick<ListColumn, 'key' | 'label'>): string {
  return customField(key) === null ? said(label) : label
}

const isoDay = /^\d{4}-\d{2}-\d{2}/

const isId = ({ key = '', of = '' }: Partial<Pick<ListColumn, 'key' | 'of'>>) => key === 'externalId' || of.endsWith('.externalId')

/** A value as text. */
export function cellText(
  column: Pick<ListColumn, 'type' | 'options'> & Partial<Pick<ListColumn, 'key' | 'of'>>,
  cell: Cell | undefined,
): string {
  if (cell === null || cell === undefined || cell === '') return unknown
  if (typeof cell === 'boolean') return cell ? t('Yes') : t('No')
  if (typeof cell === 'number') return decimal(cell)
  if (typeof cell === 'object') return 'label' in cell ? cell.label || unknown : money(cell.amount, cell.currency)
  if (isId(column)) return shownId(cell) ?? unknown
  // A custom field may hold text that is no day.
  if (column.type === 'day' || column.type === 'instant') return isoDay.test(cell) ? day(cell) : cell
  const option = column.options?.find((one) => one.value === cell)
  return option ? labelOf({ key: column.key ?? '', label: option.label }) : cell
}

/** A value of a field before or after a change, as it is written everywhere. */
export function shownValue({ type }: Pick<ChangedField, 'type'>, value: string | null): string {
  if (value === null || value === '') return t('empty')
  if (type === 'day' || type === 'instant') return day(value)
  if (type === 'flag') return value === 'true' ? t('Yes') : value === 'false' ? t('No') : value
  return type === 'money' || type === 'number' ? decimal(Number(value)) : value
}

/** A value in a table: names lead to their records. */
export function CellView({ column, row, leads }: { column: ListColumn; row: ListRow; leads: RecordKind | null }) {
  const cell = row.cells[column.key]
  const text = cellText(column, cell)
  if (leads !== null) return <AppLink href={recordHref(leads, row.id)}>{text === unknown ? t('Without a name') : text}</AppLink>
  if (column.to && cell !== null && typeof cell === 'object' && 'label' in cell)
    return <AppLink href={recordHref(column.to, cell.id)}>{text}</AppLink>
  return text
}

/** Whether values of this type stand right. */
export const standsRight = ({ type }: Pick<ListColumn, 'type'>) => type === 'number' || type === 'money'
