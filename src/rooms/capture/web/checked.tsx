import { count, tn, unknown } from '#web/kit/format'
import { Notice } from '#web/kit/notice.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { said, t } from '#web/kit/text'
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
  const among = whole ? tn(rows, 'all {{n}} row', 'all {{n}} rows') : tn(rows, 'the first {{n}} row', 'the first {{n}} rows')
  const title =
    reject === 0
      ? t('In {{among}} nothing comes back', { among })
      : tn(reject, 'In {{among}}: {{n}} row comes back', 'In {{among}}: {{n}} rows come back', { among })
  return (
    <section className={classes.previewStack} aria-label={t('Rows that come back')}>
      <Notice tone={reject === 0 ? 'info' : 'warn'} live title={title}>
        {!whole && t('The rest is still being read; then all rows are counted.')}
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
        caption={t('The first rows that come back')}
        rows={rows}
        rowKey={(row) => `${row.file} ${row.row}`}
        columns={[
          {
            key: 'row',
            label: t('Row'),
            head: true,
            cell: (row) => (files.length > 1 ? `${nameOf(row.file)}, ${count(row.row)}` : count(row.row)),
          },
          { key: 'column', label: t('Column'), cell: (row) => row.column ?? unknown },
          { key: 'value', label: t('Value'), cell: (row) => (row.value === null ? unknown : <code>{row.value}</code>) },
          { key: 'reason', label: t('Why'), cell: (row) => said(row.reason) },
        ]}
      />
      {rows.length < all && (
        <p className={classes.meta}>{t('The first {{shown}} of {{all}}.', { shown: count(rows.length), all: count(all) })}</p>
      )}
    </>
  )
}
