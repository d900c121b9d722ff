import { Fragment } from 'react'
import type { Diagnosis } from '#rooms/plan/contract'
import { Legend } from '#web/kit/bars.tsx'
import { Figure } from '#web/kit/figure.tsx'
import { count, counted, money, tn, unknown } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import type { StageRow } from '../contract.ts'
import { AnswerFigure } from './answer.tsx'
import classes from './diagnosis.module.css'
import { Funnel } from './funnel.tsx'
import type { Openable } from './openable.ts'
import { openMetric, outcomesOf, passedWhere, severalPipelines, stageWhere } from './stage-numbers.ts'

const legend = [
  { label: t('Went on or won'), tone: 'forward' as const },
  { label: t('Lost here'), tone: 'lost' as const },
  { label: t('Moved back'), tone: 'back' as const },
  { label: t('Still here'), tone: 'open' as const },
]

/** What happens in each stage: how many enter, go on, are lost, and are still there. */
export function StagesPanel({ diagnosis, openable }: { diagnosis: Diagnosis; openable: Openable }) {
  const pipelines = [...new Set(diagnosis.stages.map((stage) => stage.pipeline))]
  return (
    <Panel
      id="stages"
      title={t('Stage by stage')}
      hint={
        diagnosis.stagesKnown
          ? t('Entered = went on + won + lost + moved back + still here, for every stage. Bars share one scale.')
          : undefined
      }
      actions={diagnosis.stagesKnown && <Legend entries={legend} />}
    >
      {!diagnosis.stagesKnown && (
        <Notice tone="info" title={t('When deals entered their stages is not in the data')}>
          {t(
            'So conversion and time in each stage cannot be said; here is where open deals are now. What would fill this in stands under “What the data cannot tell”.',
          )}
        </Notice>
      )}
      {pipelines.map((pipeline) => (
        <div key={pipeline ?? ''} className={classes.pipeline}>
          {pipeline && <h3 className={classes.label}>{pipeline}</h3>}
          {diagnosis.stagesKnown && <Funnel diagnosis={diagnosis} pipeline={pipeline} openable={openable} />}
          <StageTable
            rows={diagnosis.stages.filter((stage) => stage.pipeline === pipeline)}
            known={diagnosis.stagesKnown}
            several={severalPipelines(diagnosis.stages)}
            currency={diagnosis.currency}
            openable={openable}
          />
        </div>
      ))}
    </Panel>
  )
}

interface StageTableProps {
  rows: readonly StageRow[]
  known: boolean
  several: boolean
  currency: string | null
  openable: Openable
}

function StageTable({ rows, known, several, currency, openable }: StageTableProps) {
  const hrefOf = (metric: string, row: StageRow) => openable(metric, stageWhere(row, several))
  const openColumns = [
    {
      key: 'open',
      label: t('Open now'),
      numeric: true,
      cell: (row: StageRow) => <OpenCount row={row} href={hrefOf(openMetric(row), row)} />,
    },
    {
      key: 'amount',
      label: t('Their value'),
      numeric: true,
      cell: (row: StageRow) => <OpenAmount row={row} currency={currency} href={hrefOf('open_amount', row)} />,
    },
  ]
  const flow = [
    {
      key: 'entered',
      label: t('Entered'),
      numeric: true,
      cell: (row: StageRow) => (
        <Entered
          row={row}
          href={hrefOf('stage_entered', row)}
          again={hrefOf('stage_reentered', row)}
          over={openable('skipping_count', passedWhere(row, several))}
        />
      ),
    },
    { key: 'outcomes', label: t('What became of them'), cell: (row: StageRow) => <Outcomes row={row} hrefOf={hrefOf} /> },
    {
      key: 'conversion',
      label: t('Goes on'),
      numeric: true,
      cell: (row: StageRow) => (row.conversion ? <AnswerFigure answer={row.conversion} /> : unknown),
    },
    {
      key: 'time',
      label: t('Half leave within'),
      numeric: true,
      cell: (row: StageRow) => (row.timeInStage ? <AnswerFigure answer={row.timeInStage} /> : unknown),
    },
  ]
  return (
    <DataTable
      caption={t('Stages in order')}
      rows={rows}
      rowKey={(row) => row.stage}
      columns={[{ key: 'stage', label: t('Stage'), head: true, cell: (row) => row.stage }, ...(known ? flow : []), ...openColumns]}
    />
  )
}

interface EnteredProps {
  row: StageRow
  href: string | undefined
  /** Where those that came again are, and those that passed over the stage. */
  again: string | undefined
  over: string | undefined
}

function Entered({ row, href, again, over }: EnteredProps) {
  if (row.entered === null) return unknown
  const figure = (
    <Figure
      href={href}
      opens={tn(row.entered, 'open the {{n}} entry', 'open the {{n}} entries')}
      proof={{
        definition: t('Times that a deal entered {{stage}}.', { stage: row.stage }),
        basis: counted(row.entered, 'entry', 'entries'),
        caveat: row.skipped ? t('{{n}} times a deal passed over this stage on its way forward.', { n: count(row.skipped) }) : undefined,
      }}
    >
      {count(row.entered)}
    </Figure>
  )
  return (
    <span>
      {figure}
      {row.reentered ? <Beside text={t('{{n}} came again', { n: count(row.reentered) })} href={again} /> : null}
      {row.skipped ? <Beside text={t('{{n}} passed over', { n: count(row.skipped) })} href={over} /> : null}
    </span>
  )
}

/** A lesser number under a number, with its records. */
function Beside({ text, href }: { text: string; href: string | undefined }) {
  return <span className={classes.again}>{href ? <AppLink href={href}>{text}</AppLink> : text}</span>
}

function OpenCount({ row, href }: { row: StageRow; href: string | undefined }) {
  if (row.open === 0) return '0'
  const { open, stage } = row
  const [definition, opens, basis] =
    row.entered === null
      ? [
          t('Open deals whose stage is {{stage}} now.', { stage }),
          tn(open, 'open the {{n}} open deal', 'open the {{n}} open deals'),
          counted(open, 'open deal'),
        ]
      : [
          t('Entries into {{stage}} that have not ended.', { stage }),
          tn(open, 'open the {{n}} open entry', 'open the {{n}} open entries'),
          counted(open, 'open entry', 'open entries'),
        ]
  return (
    <Figure
      href={href}
      opens={opens}
      proof={{
        definition,
        basis,
        caveat:
          row.openWithoutAmount > 0
            ? t('{{n}} of them have no amount; the value counts the others.', { n: count(row.openWithoutAmount) })
            : undefined,
      }}
    >
      {count(row.open)}
    </Figure>
  )
}

function OpenAmount({ row, currency, href }: { row: StageRow; currency: string | null; href: string | undefined }) {
  if (row.open <= row.openWithoutAmount) return unknown
  return (
    <Figure
      href={href}
      opens={t('open the deals that it sums')}
      proof={{
        definition: t('Sum of the amounts of open deals whose stage is {{stage}} now, not weighted.', { stage: row.stage }),
        basis: t('open deals with an amount'),
      }}
    >
      {money(row.openAmount, currency)}
    </Figure>
  )
}

interface OutcomesProps {
  row: StageRow
  hrefOf: (metric: string, row: StageRow) => string | undefined
}

/** What became of the entries of a stage, in words that open their records. */
function Outcomes({ row, hrefOf }: OutcomesProps) {
  const parts = outcomesOf(row)
  const shown = parts.filter((part) => part.value > 0)
  return (
    <div className={classes.stageBar}>
      <p className={classes.small}>
        {shown.map((part, index) => {
          const href = hrefOf(part.metric, row)
          return (
            <Fragment key={part.metric}>
              {index > 0 && ', '}
              {href ? <AppLink href={href}>{part.words}</AppLink> : part.words}
            </Fragment>
          )
        })}
      </p>
    </div>
  )
}
