import { count, unknown } from '#web/kit/format'
import { DataTable } from '#web/kit/table.tsx'
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
    { key: 'rows', label: 'Rows' },
    { key: 'create', label: 'New' },
    { key: 'update', label: 'Changed' },
    { key: 'skip', label: 'Unchanged' },
    { key: 'reject', label: 'Rejected' },
    { key: 'duplicate', label: 'Repeated' },
    { key: 'deleted', label: 'Deleted there' },
    { key: 'leftOut', label: 'Left out' },
  ] as const
  return (
    <>
      <DataTable
        caption="Rows by what becomes of them"
        rows={outcome.kinds}
        rowKey={(row) => row.kind}
        columns={[
          { key: 'kind', label: 'Kind', head: true, cell: (row) => <span className={classes.kind}>{plainKey(row.kind)}</span> },
          ...columns.map(({ key, label }) => ({
            key,
            label,
            numeric: true,
            cell: (row: Tally) => (row[key] === 0 ? unknown : count(row[key])),
          })),
        ]}
      />
      {outcome.alsoMade.length > 0 && (
        <p className={classes.meta}>
          Also made because rows name them: {outcome.alsoMade.map((one) => `${count(one.count)} ${one.what}`).join(', ')}.
        </p>
      )}
    </>
  )
}
