import { count, counted, unknown } from '#web/kit/format'
import { Notice } from '#web/kit/notice.tsx'
import { DataTable } from '#web/kit/table.tsx'
import type { Import } from '../contract.ts'
import classes from './import.module.css'

type First = NonNullable<Import['checked']>['first'][number]

/** Rows that come back, as far as that is known before the preview: while files are read of their first rows, then of all. */
export function CheckedRows({ view }: { view: Pick<Import, 'checked' | 'files'> }) {
  const { checked, files } = view
  if (!checked) return null
  const whole = checked.files.every((file) => file.whole)
  const rows = checked.files.reduce((sum, file) => sum + file.rows, 0)
  const reject = checked.files.reduce((sum, file) => sum + file.reject, 0)
  if (whole && reject === 0) return null
  const among = whole ? `all ${counted(rows, 'row')}` : `the first ${counted(rows, 'row')}`
  const title =
    reject === 0 ? `In ${among} nothing comes back` : `In ${among}: ${counted(reject, 'row')} ${reject === 1 ? 'comes' : 'come'} back`
  return (
    <section className={classes.previewStack} aria-label="Rows that come back">
      <Notice tone={reject === 0 ? 'info' : 'warn'} live title={title}>
        {!whole && 'The rest is still being read; then all rows are counted.'}
      </Notice>
      {checked.first.length > 0 && <FirstRows first={checked.first} all={reject} files={files} />}
    </section>
  )
}

const shown = 8

function FirstRows({ first, all, files }: { first: readonly First[]; all: number; files: Import['files'] }) {
  const rows = first.slice(0, shown)
  const nameOf = (file: number) => files.find((each) => each.file === file)?.name ?? ''
  return (
    <>
      <DataTable
        dense
        caption="The first rows that come back"
        rows={rows}
        rowKey={(row) => `${row.file} ${row.row}`}
        columns={[
          {
            key: 'row',
            label: 'Row',
            head: true,
            cell: (row) => (files.length > 1 ? `${nameOf(row.file)}, ${count(row.row)}` : count(row.row)),
          },
          { key: 'column', label: 'Column', cell: (row) => row.column ?? unknown },
          { key: 'value', label: 'Value', cell: (row) => (row.value === null ? unknown : <code>{row.value}</code>) },
          { key: 'reason', label: 'Why', cell: (row) => row.reason },
        ]}
      />
      {rows.length < all && (
        <p className={classes.meta}>
          The first {count(rows.length)} of {count(all)}.
        </p>
      )}
    </>
  )
}
