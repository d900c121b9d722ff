import type { ReactNode } from 'react'
import { unknown } from './format.ts'
import classes from './table.module.css'

export interface Column<Row> {
  key: string
  label: string
  /** Stands in the head in place of the label, for example a button that sorts. */
  title?: ReactNode
  sorted?: 'ascending' | 'descending' | undefined
  cell: (row: Row) => ReactNode
  /** Numbers stand right. */
  numeric?: boolean
  /** The name of the row; read out with each cell, and the title of its card on a phone. */
  head?: boolean
  /** Left out of the column heads but read out. */
  quiet?: boolean
}

interface DataTableProps<Row> {
  caption: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  /** Rows become cards on a phone; `scroll` keeps the table and lets it move inside its frame. */
  narrow?: 'cards' | 'scroll'
  dense?: boolean
}

/**
 * The one table. Roles are written out because a table that is laid out as cards loses them in some browsers.
 */
export function DataTable<Row>({ caption, columns, rows, rowKey, narrow = 'cards', dense = false }: DataTableProps<Row>) {
  return (
    <section className={classes.frame} aria-label={caption} tabIndex={narrow === 'scroll' ? 0 : undefined}>
      {/* biome-ignore-start lint/a11y/noRedundantRoles: see above */}
      <table className={classes.table} data-narrow={narrow} data-dense={dense || undefined} role="table">
        <caption className="visually-hidden">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th key={column.key} role="columnheader" scope="col" aria-sort={column.sorted} data-numeric={column.numeric || undefined}>
                {column.quiet ? <span className="visually-hidden">{column.label}</span> : (column.title ?? column.label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={rowKey(row)} role="row">
              {columns.map((column) => (
                <Cell key={column.key} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {/* biome-ignore-end lint/a11y/noRedundantRoles: see above */}
    </section>
  )
}

/** A cell; one that holds only the dash for "not known" is left out of the cards on a phone. */
function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const content = column.cell(row)
  if (column.head) {
    return (
      // biome-ignore lint/a11y/noRedundantRoles: see above
      <th role="rowheader" scope="row" data-label={column.label}>
        {content}
      </th>
    )
  }
  return (
    <td
      // biome-ignore lint/a11y/noRedundantRoles: see above
      role="cell"
      data-numeric={column.numeric || undefined}
      data-unknown={content === unknown || content === null || undefined}
      data-label={column.quiet ? '' : column.label}
    >
      {content}
    </td>
  )
}
