import { NativeSelect } from '@mantine/core'
import { type Diagnosis, readDiagnosis } from '#rooms/plan/contract'
import { useAsk } from '#web/client/queries'
import { LegendList } from '#web/kit/bars.tsx'
import { ChartFigure } from '#web/kit/chart/chart-figure.tsx'
import { mostSeries, seriesColour, seriesDash } from '#web/kit/chart/pen'
import { count, counted, days } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { RichText } from '#web/kit/rich-text.tsx'
import { Answered, Empty } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { said, t } from '#web/kit/text'
import { readStays, type StayCurves } from '../contract.ts'
import { staysPicture } from '../pictures/over-time.ts'
import { AnswerFigure } from './answer.tsx'
import { FilterBar, useScope } from './filter-bar.tsx'
import { type Asked, DimensionChoice, useAsked, useDimensions } from './picture-controls.tsx'
import { curvesInWords } from './picture-words.ts'
import styles from './pictures.module.css'
import { recordsHref, type ScopeParams } from './slice.ts'
import { severalPipelines } from './stage-numbers.ts'
import { fieldText } from './words.ts'

const path = '/time-in-stage'

/** How long deals stay in a stage, those that are still there counted as still there. */
export default function StaysPage() {
  // Which stages there are does not depend on the filters, only on the day.
  const diagnosis = useAsk(readDiagnosis, { asOf: useScope().asof }, { keepPrevious: true })
  return (
    <Answered
      query={diagnosis}
      what={t('the stages')}
      lines={8}
      page={t('Time in stage')}
      above={<FilterBar path={path} pending={false} />}
    >
      {({ diagnosis: found }) => (
        <Page
          title={t('Time in stage')}
          width="wide"
          lead={t('How long deals stay in a stage. Those that are still there count as still there, so the slow ones are not forgotten.')}
        >
          {found?.stagesKnown ? (
            <Shown stages={found.stages} />
          ) : (
            <>
              <FilterBar path={path} pending={diagnosis.isPlaceholderData} />
              <NoStages />
            </>
          )}
        </Page>
      )}
    </Answered>
  )
}

function NoStages() {
  return (
    <Empty title={t('When deals entered their stages is not in the data')}>
      {t('So how long they stay cannot be said. The diagnosis tells under “What the data cannot tell” which report to add.')}
    </Empty>
  )
}

function Shown({ stages }: { stages: Diagnosis['stages'] }) {
  const asked = useAsked(path)
  const dimensions = useDimensions('deal')
  const several = severalPipelines(stages)
  const entered = stages.filter((row) => (row.entered ?? 0) > 0)
  const key = (row: { pipeline: string | null; stage: string }) => JSON.stringify([several ? row.pipeline : null, row.stage])
  const chosen =
    entered.find((row) => row.stage === asked.search.stage && (!several || (row.pipeline ?? '') === (asked.search.pipeline ?? ''))) ??
    entered[0]
  if (!chosen) return <NoStages />
  const pipeline = several ? (chosen.pipeline ?? undefined) : undefined
  const by = dimensions?.find((one) => one.key === asked.search.by)
  return (
    <>
      <section className={`${styles.controls} screen-only`} aria-label={t('What to show')}>
        <NativeSelect
          label={t('Stage')}
          size="sm"
          value={key(chosen)}
          data={entered.map((row) => ({ value: key(row), label: several && row.pipeline ? `${row.pipeline}: ${row.stage}` : row.stage }))}
          onChange={(event) => {
            const row = entered.find((one) => key(one) === event.currentTarget.value)
            if (row) asked.choose({ stage: row.stage, pipeline: several ? (row.pipeline ?? undefined) : undefined })
          }}
        />
        {dimensions && (
          <DimensionChoice
            label={t('Compared by')}
            all={dimensions.filter((one) => one.values >= 2 && one.values <= 60)}
            value={asked.search.by}
            none={t('Nothing: the whole')}
            onChange={(key) => asked.choose({ by: key })}
          />
        )}
      </section>
      <Curves asked={asked} stage={chosen.stage} pipeline={pipeline} label={by && fieldText(by.key, by.label)} />
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
  const stays = useAsk(readStays, { stage, pipeline, by, ...asked.look }, { keepPrevious: true })
  return (
    <>
      <FilterBar path={path} pending={stays.isPlaceholderData} />
      <Answered query={stays} what={t('these curves')} lines={8}>
        {(found) => <Drawn found={found} by={by} label={label} scope={asked.scope} />}
      </Answered>
    </>
  )
}

interface DrawnProps {
  found: StayCurves
  by: string | undefined
  label: string | undefined
  scope: ScopeParams
}

function Drawn({ found, by, label, scope }: DrawnProps) {
  const { stage } = found
  const drawn = { ...found, curves: found.curves.filter((curve) => curve.median.enough).slice(0, mostSeries) }
  return (
    <Panel
      id="curves"
      title={label ? t('Still in {{stage}}, by {{field}}', { stage, field: label }) : t('Still in {{stage}}', { stage })}
      hint={said(found.definition)}
    >
      <ChartFigure
        title={t('Share of entries still in {{stage}} after so many days', { stage })}
        quiet
        chart={curvesInWords(
          staysPicture(drawn, {
            blank: by ? t('blank') : t('All deals'),
            hrefOf: ({ median }) => recordsHref(median.name, median.slice, scope),
          }),
        )}
        legend={drawn.curves.length > 1 && <CurveLegend curves={drawn.curves} />}
        empty={drawn.curves.length === 0 ? t('Too few entries to say how long they stay. Take fewer filters, or another stage.') : null}
        note={<Note found={found} drawn={drawn} scope={scope} />}
      />
      {by !== undefined && found.curves.length > 0 && <Medians found={found} label={label ?? by} scope={scope} />}
    </Panel>
  )
}

interface NoteProps {
  found: StayCurves
  drawn: Pick<StayCurves, 'curves'>
  scope: ScopeParams
}

/** What the curves count, each number opening its entries. */
function Note({ found, drawn, scope }: NoteProps) {
  const [first] = drawn.curves
  const left = found.curves.length - drawn.curves.length
  if (!first) return null
  const { value } = first.median
  return (
    <p>
      {drawn.curves.length === 1 && (
        <>
          <RichText
            text="<entries>{{entries}}</entries>, of which <ended>{{n}} have left</ended>; the shade is the 95% band."
            parts={{
              entries: <AppLink href={recordsHref(first.median.name, first.median.slice, scope)} />,
              ended: <AppLink href={recordsHref('stay_ended_count', first.median.slice, scope)} />,
            }}
            gaps={{ entries: counted(first.n, 'entry', 'entries'), n: count(first.left) }}
          />{' '}
          {value === null
            ? t('Half have not left yet.')
            : t('Where the line crosses the dotted one, half have left: {{days}}.', { days: days(value) })}{' '}
        </>
      )}
      {t('Drawn as far as at least five deals are watched.')}
      {left > 0 && ` ${t('{{n}} more with fewer entries stand in the table only.', { n: count(left) })}`}
    </p>
  )
}

function CurveLegend({ curves }: { curves: StayCurves['curves'] }) {
  return (
    <LegendList>
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
            {curve.value ?? t('blank')}
          </li>
        )
      })}
    </LegendList>
  )
}

function Medians({ found, label, scope }: { found: StayCurves; label: string; scope: ScopeParams }) {
  const link = (metric: string, { median }: StayCurves['curves'][number], n: number) =>
    n === 0 ? count(n) : <AppLink href={recordsHref(metric, median.slice, scope)}>{count(n)}</AppLink>
  return (
    <DataTable
      caption={t('Median time in {{stage}} by {{field}}', { stage: found.stage, field: label })}
      rows={found.curves}
      rowKey={(row) => row.value ?? ''}
      columns={[
        { key: 'value', label, head: true, cell: (row) => row.value ?? t('blank') },
        { key: 'n', label: t('Entries'), numeric: true, cell: (row) => link('time_in_stage_median', row, row.n) },
        { key: 'left', label: t('Have left'), numeric: true, cell: (row) => link('stay_ended_count', row, row.left) },
        { key: 'median', label: t('Half leave within'), numeric: true, cell: (row) => <AnswerFigure answer={row.median} /> },
      ]}
    />
  )
}
