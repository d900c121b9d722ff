import { count, unknown } from '#web/kit/format'
import { DataTable } from '#web/kit/table.tsx'
import { said, t } from '#web/kit/text'
import type { Outcome, Tally } from '../contract.ts'
import classes from './import.module.css'
import { plainKey } from './words.ts'

/** Records that are made or changed. */
export function writesOf(kinds: readonly Tally[]): number {
  return kinds.reduce((sum, kind) => sum + kind.create + kind.update, 0)
}

/** Every row of the files by what becomes of it; the columns add up to the rows. */
export function TallyTable({ outcome }: { outcome: Pick<Outcome, 'kinds' | 'alsoMade'> }) {
  const columns = [
    { key: 'rows', label: t('Rows') },
    { key: 'create', label: t('New') },
    { key: 'update', label: t('Changed') },
    { key: 'skip', label: t('Unchanged') },
    { key: 'reject', label: t('Rejected') },
    { key: 'duplicate', label: t('Repeated') },
    { key: 'deleted', label: t('Deleted there') },
    { key: 'leftOut', label: t('Left out') },
    ...(outcome.kinds.some((kind) => kind.suppressed) ? [{ key: 'suppressed' as const, label: t('Erased people') }] : []),
  ] as const
  return (
    <>
      <DataTable
        caption={t('Rows by what becomes of them')}
        rows={outcome.kinds}
        rowKey={(row) => row.kind}
        columns={[
          { key: 'kind', label: t('Kind'), head: true, cell: (row) => <span className={classes.kind}>{said(plainKey(row.kind))}</span> },
          ...columns.map(({ key, label }) => ({
            key,
            label,
            numeric: true,
            cell: (row: Tally) => ((row[key] ?? 0) === 0 ? unknown : count(row[key] ?? 0)),
          })),
        ]}
      />
      {outcome.alsoMade.length > 0 && (
        <p className={classes.meta}>
          {t('Also made because rows name them: {{list}}.', {
            list: outcome.alsoMade.map((one) => `${count(one.count)} ${said(one.what)}`).join(', '),
          })}
        </p>
      )}
    </>
  )
}
