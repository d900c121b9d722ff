import type { Placed } from '#rooms/journey/contract'
import { count, tn, unknown } from '#web/kit/format'
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
export function TallyTable({ outcome }: { outcome: Pick<Outcome, 'kinds' | 'alsoMade' | 'placed'> }) {
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
      {(outcome.placed ?? []).map((placed) => (
        <p key={`${placed.pipeline} ${placed.why}`} className={classes.meta}>
          {placedWords(placed)}
        </p>
      ))}
    </>
  )
}

/** Why new deals that named no pipeline are where they are. */
function placedWords({ pipeline, why, deals }: Placed): string {
  const gaps = { pipeline: pipeline ?? '' }
  switch (why) {
    case 'solution':
      return tn(
        deals,
        '{{n}} new deal goes to {{pipeline}}, which is for what it sells.',
        '{{n}} new deals go to {{pipeline}}, which is for what they sell.',
        gaps,
      )
    case 'vertical':
      return tn(
        deals,
        '{{n}} new deal goes to {{pipeline}}, which is for its industry.',
        '{{n}} new deals go to {{pipeline}}, which is for their industry.',
        gaps,
      )
    case 'both':
      return tn(
        deals,
        '{{n}} new deal goes to {{pipeline}}, which is for what it sells in its industry.',
        '{{n}} new deals go to {{pipeline}}, which is for what they sell in their industry.',
        gaps,
      )
    case 'several':
      return tn(
        deals,
        '{{n}} new deal stays in the usual pipeline: several fit what it sells or its industry. A column for the pipeline tells which.',
        '{{n}} new deals stay in the usual pipeline: several fit what they sell or their industry. A column for the pipeline tells which.',
      )
    default:
      return tn(
        deals,
        '{{n}} new deal stays in the usual pipeline: the one that fits lacks a stage that it stands or stood in.',
        '{{n}} new deals stay in the usual pipeline: the one that fits lacks a stage that they stand or stood in.',
      )
  }
}
