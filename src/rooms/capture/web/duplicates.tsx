import { count, counted } from '#web/kit/format'
import { DataTable } from '#web/kit/table.tsx'
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
          {all === 1 ? 'One pair may be the same' : `${count(all)} pairs may be the same`}
        </h3>
        <p className={classes.meta}>
          Both records of a pair are kept; nothing is merged.
          {samples.length < all && ` The first ${counted(samples.length, 'pair')} of ${count(all)}.`}
        </p>
      </div>
      <DataTable
        caption="Records that may be one"
        rows={samples.map((pair, index) => ({ pair, index }))}
        rowKey={({ index }) => String(index)}
        columns={[
          { key: 'first', label: 'One record', head: true, cell: ({ pair }) => <Face face={pair.first} /> },
          { key: 'second', label: 'The other', cell: ({ pair }) => <Face face={pair.second} /> },
          { key: 'why', label: 'What they share', cell: ({ pair }) => <span className={classes.why}>{pair.why}</span> },
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
      <span className={classes.why}>{face.where}</span>
    </div>
  )
}
