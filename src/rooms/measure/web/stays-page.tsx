import { NativeSelect } from '@mantine/core'
import { type Diagnosis, readDiagnosis } from '#rooms/plan/contract'
import { useAsk } from '#web/client/queries'
import { ChartFigure } from '#web/kit/chart/chart-figure.tsx'
import { mostSeries, seriesColour, seriesDash } from '#web/kit/chart/pen'
import { count, days } from '#web/kit/format'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered, Empty } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { readStays, type StayCurves } from '../contract.ts'
import { staysPicture } from '../pictures/over-time.ts'
import { AnswerFigure } from './answer.tsx'
import { type Asked, DimensionChoice, FilterChoice, useAsked, useDimensions } from './picture-controls.tsx'
import styles from './pictures.module.css'
import { recordsHref } from './slice.ts'
import { severalPipelines } from './stage-numbers.ts'

/** How long deals stay in a stage, those that are still there counted as still there. */
export default function StaysPage() {
  const diagnosis = useAsk(readDiagnosis, {}, { keepPrevious: true })
  return (
    <Answered query={diagnosis} what="the stages" lines={8} page="Time in stage">
      {({ diagnosis: found }) => (
        <Page
          title="Time in stage"
          width="wide"
          lead="How long deals stay in a stage. Those that are still there count as still there, so the slow ones are not forgotten."
        >
          {found?.stagesKnown ? <Shown stages={found.stages} /> : <NoStages />}
        </Page>
      )}
    </Answered>
  )
}

function NoStages() {
  return (
    <Empty title="When deals entered their stages is not in the data">
      So how long they stay cannot be said. The diagnosis tells under “What the data cannot tell” which report to add.
    </Empty>
  )
}

function Shown({ stages }: { stages: Diagnosis['stages'] }) {
  const asked = useAsked('/time-in-stage')
  const dimensions = useDimensions('deal')
  const several = severalPipelines(stages)
  const entered = stages.filter((row) => (row.entered ?? 0) > 0)
  const key = (row: { pipeline: string | null; stage: string }) => JSON.stringify([several ? row.pipeline : null, row.stage])
  const chosen =
    entered.find((row) => row.stage === asked.search.stage && (!several || (row.pipeline ?? '') === (asked.search.pipeline ?? ''))) ??
    entered[0]
  if (!chosen) return <NoStages />
  const pipeline = several ? (chosen.pipeline ?? undefined) : undefined
  return (
    <>
      <section className={`${styles.controls} screen-only`} aria-label="What to show">
        <NativeSelect
          label="Stage"
          size="sm"
          value={key(chosen)}
          data={entered.map((row) => ({ value: key(row), label: several && row.pipeline ? `${row.pipeline}: ${row.stage}` : row.stage }))}
          onChange={(event) => {
            const row = entered.find((one) => key(one) === event.currentTarget.value)
            if (row) asked.choose({ stage: row.stage, pipeline: several ? (row.pipeline ?? undefined) : undefined })
          }}
        />
        {dimensions && (
          <>
            <DimensionChoice
              label="Compared by"
              all={dimensions.filter((one) => one.values >= 2 && one.values <= 60)}
              value={asked.search.by}
              none="Nothing: the whole"
              onChange={(by) => asked.choose({ by })}
            />
            <FilterChoice asked={asked} all={dimensions} what="deals" />
          </>
        )}
      </section>
      <Curves
        asked={asked}
        stage={chosen.stage}
        pipeline={pipeline}
        label={dimensions?.find((one) => one.key === asked.search.by)?.label}
      />
    </>
  )
}

interface CurvesProps {
  asked: Asked
  stage: string
  pipeline: string | undefined
  /** What the curves are compared by, in words. */
  label: string | undefined
}

function Curves({ asked, stage, pipeline, label }: CurvesProps) {
  const by = asked.search.by
  const stays = useAsk(readStays, { stage, pipeline, by, where: asked.filter }, { keepPrevious: true })
  const where = { ...asked.where, stage, ...(pipeline === undefined ? {} : { pipeline }) }
  return (
    <Answered query={stays} what="these curves" lines={8}>
      {(found) => {
        const drawn = { ...found, curves: found.curves.filter((curve) => curve.median.enough).slice(0, mostSeries) }
        return (
          <Panel id="curves" title={`Still in ${found.stage}${label ? `, by ${label}` : ''}`} hint={found.definition}>
            <ChartFigure
              title={`Share of entries still in ${found.stage} after so many days`}
              quiet
              chart={staysPicture(drawn, {
                blank: by ? 'blank' : 'All deals',
                hrefOf: (value) => recordsHref('time_in_stage_median', by ? { ...where, [by]: value } : where),
              })}
              legend={drawn.curves.length > 1 && <CurveLegend curves={drawn.curves} />}
              empty={drawn.curves.length === 0 ? 'Too few entries to say how long they stay. Take fewer filters, or another stage.' : null}
              note={noteOf(found, drawn)}
            />
            {by !== undefined && <Medians found={found} label={label ?? by} />}
          </Panel>
        )
      }}
    </Answered>
  )
}

function noteOf(found: StayCurves, drawn: Pick<StayCurves, 'curves'>): string {
  const [first] = drawn.curves
  const left = found.curves.length - drawn.curves.length
  const notes = [
    drawn.curves.length === 1 && first
      ? `${count(first.n)} entries, of which ${count(first.left)} have left; the shade is the 95 % band. Where the line crosses the dotted one, half have left${
          first.median.value === null ? '.' : `: ${days(first.median.value)}.`
        }`
      : null,
    drawn.curves.length > 0 ? 'Drawn as far as at least five deals are watched.' : null,
    left > 0 ? `${count(left)} more with fewer entries stand in the table only.` : null,
  ]
  return notes.filter((note) => note !== null).join(' ')
}

function CurveLegend({ curves }: { curves: StayCurves['curves'] }) {
  return (
    <ul className={styles.legend}>
      {curves.map((curve, index) => {
        const dash = seriesDash(index)
        return (
          <li key={curve.value ?? ''}>
            <svg width="26" height="10" viewBox="0 0 26 10" aria-hidden="true">
              <line
                x1="0"
                y1="5"
                x2="26"
                y2="5"
                stroke={seriesColour(index)}
                strokeWidth="2.5"
                strokeDasharray={dash === 'solid' ? undefined : dash.join(' ')}
              />
            </svg>
            {curve.value ?? 'blank'}
          </li>
        )
      })}
    </ul>
  )
}

function Medians({ found, label }: { found: StayCurves; label: string }) {
  return (
    <DataTable
      caption={`Median time in ${found.stage} by ${label}`}
      rows={found.curves}
      rowKey={(row) => row.value ?? ''}
      columns={[
        { key: 'value', label, head: true, cell: (row) => row.value ?? 'blank' },
        { key: 'n', label: 'Entries', numeric: true, cell: (row) => count(row.n) },
        { key: 'left', label: 'Have left', numeric: true, cell: (row) => count(row.left) },
        { key: 'median', label: 'Half leave within', numeric: true, cell: (row) => <AnswerFigure answer={row.median} /> },
      ]}
    />
  )
}
