import { count, tn } from '#web/kit/format'
import { DataTable } from '#web/kit/table.tsx'
import { said, t } from '#web/kit/text'
import type { LikelyPair, Outcome } from '../contract.ts'
import classes from './import.module.css'

/** Records that may be one, side by side. Nothing is merged; a person decides later. */
export function Duplicates({ duplicates }: { duplicates: NonNullable<Outcome['duplicates']> }) {
  const { count: all, samples } = duplicates
  if (all === 0) return null
  return (
    <section className={classes.previewStack} aria-labelledby="duplicates-title">
      <div>
        <h3 id="duplicates-title" className={classes.partTitle}>
          {tn(all, 'One pair may be the same', '{{n}} pairs may be the same')}
        </h3>
        <p className={classes.meta}>
          {t('Both records of a pair are kept; nothing is merged.')}
          {samples.length < all &&
            ` ${tn(samples.length, 'The first {{n}} pair of {{all}}.', 'The first {{n}} pairs of {{all}}.', { all: count(all) })}`}
        </p>
      </div>
      <DataTable
        caption={t('Records that may be one')}
        rows={samples.map((pair, index) => ({ pair, index }))}
        rowKey={({ index }) => String(index)}
        columns={[
          { key: 'first', label: t('One record'), head: true, cell: ({ pair }) => <Face face={pair.first} /> },
          { key: 'second', label: t('The other'), cell: ({ pair }) => <Face face={pair.second} /> },
          { key: 'why', label: t('What they share'), cell: ({ pair }) => <span className={classes.why}>{said(pair.why)}</span> },
        ]}
      />
    </section>
  )
}

function Face({ face }: { face: LikelyPair['first'] }) {
  return (
    <div className={classes.face}>
      <span className={classes.sampleTitle}>{face.title}</span>
      {face.details.map((detail) => (
        <span key={detail} className={classes.faceDetail}>
          {detail}
        </span>
      ))}
      <span className={classes.why}>{said(face.where)}</span>
    </div>
  )
}
