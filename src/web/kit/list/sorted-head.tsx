import { NativeSelect } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { type ListColumn, type SortKey, sortText } from '#kernel/list'
import { t } from '../text.ts'
import { labelOf } from './cell.tsx'
import classes from './list-page.module.css'

interface SortedHeadProps {
  column: ListColumn
  sort: readonly SortKey[]
  onSort: (sort: string) => void
}

/** The head of a column: sorts by it, then the other way round; with Shift it sorts those that are equal so far. */
export function SortedHead({ column, sort, onSort }: SortedHeadProps) {
  if (column.fixed) return labelOf(column)
  const place = sort.findIndex((one) => one.key === column.key)
  const own = sort[place]
  const Icon = own?.descending ? IconArrowDown : IconArrowUp
  return (
    <button
      type="button"
      className={classes.head}
      title={t('Sort; with Shift, sort those that are equal')}
      onClick={(event) => {
        const next = { key: column.key, descending: own ? !own.descending : descendsFirst(column) }
        if (!event.shiftKey) onSort(sortText([next]))
        else onSort(sortText(own ? sort.map((one) => (one === own ? next : one)) : [...sort, next].slice(0, 5)))
      }}
    >
      {labelOf(column)} {own && <Icon size={13} stroke={2} aria-hidden="true" />}
      {own && sort.length > 1 && <sup aria-hidden="true">{place + 1}</sup>}
    </button>
  )
}

/** Numbers and dates are mostly wanted from the highest or the latest on. */
const descendsFirst = ({ type }: ListColumn) => type === 'number' || type === 'money' || type === 'day' || type === 'instant'

/** How a column is sorted, as a screen reader is told. */
export function sortState({ key }: ListColumn, sort: readonly SortKey[]): 'ascending' | 'descending' | undefined {
  const [first] = sort
  if (first?.key !== key) return undefined
  return first.descending ? 'descending' : 'ascending'
}

/** The order as one choice, where a list has no heads because it stands as cards. */
export function SortChoice({
  columns,
  sort,
  always = false,
  onSort,
}: {
  columns: readonly ListColumn[]
  sort: readonly SortKey[]
  always?: boolean
  onSort: (sort: string) => void
}) {
  const choices = columns
    .filter((column) => !column.fixed)
    .flatMap((column) =>
      [false, true].map((descending) => ({
        value: sortText([{ key: column.key, descending }]),
        label: descending
          ? t('{{field}}, high to low', { field: labelOf(column) })
          : t('{{field}}, low to high', { field: labelOf(column) }),
      })),
    )
  const current = sortText(sort.slice(0, 1))
  return (
    <NativeSelect
      className={always ? undefined : classes.sortChoice}
      size="xs"
      aria-label={t('Order of the list')}
      value={current}
      data={choices.some(({ value }) => value === current) ? choices : [{ value: current, label: t('Another order') }, ...choices]}
      onChange={(event) => onSort(event.currentTarget.value)}
    />
  )
}
