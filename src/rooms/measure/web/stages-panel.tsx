import type { Diagnosis } from '#rooms/plan/contract'
import { Bar, Legend, type Segment } from '#web/kit/bars.tsx'
import { Figure } from '#web/kit/figure.tsx'
import { count, money, unknown } from '#web/kit/format'
import { Notice } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { DataTable } from '#web/kit/table.tsx'
import type { StageRow } from '../contract.ts'
import { AnswerFigure } from './answer.tsx'
import classes from './diagnosis.module.css'
import type { Openable } from './openable.ts'
import type { Where } from './slice.ts'

const legend = [
  { label: 'Went on', tone: 'forward' as const },
  { label: 'Lost here', tone: 'lost' as const },
  { label: 'Moved back', tone: 'back' as const },
  { label: 'Still here', tone: 'open' as const },
]

/** What happens in each stage: how many enter, go on, are lost, and are still there. */
export function StagesPanel({ diagnosis, openable }: { diagnosis: Diagnosis; openable: Openable }) {
  const pipelines = [...new Set(diagnosis.stages.map((stage) => stage.pipeline))]
  return (
    <Panel
      id="stages"
      title="Stage by stage"
      hint={
        diagnosis.stagesKnown
          ? 'Entered = went on + won + lost + moved back + still here, for every stage. Bars share one scale.'
          : undefined
      }
      actions={diagnosis.stagesKnown && <Legend entries={legend} />}
    >
      {!diagnosis.stagesKnown && (
        <Notice tone="info" title="When deals entered their stages is not in the data">
          So conversion and time in each stage cannot be said; here is where open deals are now. What would fill this in stands under “What
          the data cannot tell”.
        </Notice>
      )}
      {pipelines.map((pipeline) => (
        <div key={pipeline ?? ''} className={classes.pipeline}>
          {pipeline && <h3 className={classes.label}>{pipeline}</h3>}
          <StageTable
            rows={diagnosis.stages.filter((stage) => stage.pipeline === pipeline)}
            known={diagnosis.stagesKnown}
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
  currency: string | null
  openable: Openable
}

function StageTable({ rows, known, currency, openable }: StageTableProps) {
  const most = Math.max(1, ...rows.map((row) => row.entered ?? row.open))
  const here = (row: StageRow): Where => ({ stage: row.stage, ...(row.pipeline ? { pipeline: row.pipeline } : {}) })
  const openColumns = [
    {
      key: 'open',
      label: 'Open now',
      numeric: true,
      cell: (row: StageRow) => <OpenCount row={row} href={openable('open_count', here(row))} />,
    },
    {
      key: 'amount',
      label: 'Their value',
      numeric: true,
      cell: (row: StageRow) => (row.open > row.openWithoutAmount ? money(row.openAmount, currency) : unknown),
    },
  ]
  const flow = [
    {
      key: 'entered',
      label: 'Entered',
      numeric: true,
      cell: (row: StageRow) => <Entered row={row} href={openable('stage_entered', here(row))} />,
    },
    { key: 'bar', label: 'What became of them', cell: (row: StageRow) => <StageBar row={row} of={most} /> },
    {
      key: 'conversion',
      label: 'Goes on',
      numeric: true,
      cell: (row: StageRow) => (row.conversion ? <AnswerFigure answer={row.conversion} /> : unknown),
    },
    {
      key: 'time',
      label: 'Half leave within',
      numeric: true,
      cell: (row: StageRow) => (row.timeInStage ? <AnswerFigure answer={row.timeInStage} /> : unknown),
    },
  ]
  return (
    <DataTable
      caption="Stages in order"
      rows={rows}
      rowKey={(row) => row.stage}
      columns={[{ key: 'stage', label: 'Stage', head: true, cell: (row) => row.stage }, ...(known ? flow : []), ...openColumns]}
    />
  )
}

function Entered({ row, href }: { row: StageRow; href: string | undefined }) {
  if (row.entered === null) return unknown
  const notes = [
    row.reentered ? `${count(row.reentered)} of them by deals that had been here before` : null,
    row.skipped ? `${count(row.skipped)} more deals passed over this stage` : null,
  ].filter((note) => note !== null)
  return (
    <Figure
      href={href}
      opens={`open the ${count(row.entered)} entries`}
      proof={{
        definition: `Times that a deal entered ${row.stage}.`,
        basis: `${count(row.entered)} entries`,
        caveat: notes.length > 0 ? `${notes.join('; ')}.` : undefined,
      }}
    >
      {count(row.entered)}
    </Figure>
  )
}

function OpenCount({ row, href }: { row: StageRow; href: string | undefined }) {
  if (row.open === 0) return '0'
  return (
    <Figure
      href={href}
      opens={`open the ${count(row.open)} open deals`}
      proof={{
        definition: `Open deals whose stage is ${row.stage} now.`,
        basis: `${count(row.open)} deals`,
        caveat:
          row.openWithoutAmount > 0 ? `${count(row.openWithoutAmount)} of them have no amount; the value counts the others.` : undefined,
      }}
    >
      {count(row.open)}
    </Figure>
  )
}

function StageBar({ row, of }: { row: StageRow; of: number }) {
  const segments: Segment[] = [
    { label: 'went on', value: (row.advanced ?? 0) + (row.won ?? 0), tone: 'forward' },
    { label: 'lost', value: row.lost ?? 0, tone: 'lost' },
    { label: 'moved back', value: row.movedBack ?? 0, tone: 'back' },
    { label: 'still here', value: row.open, tone: 'open' },
  ]
  const words = segments.filter((part) => part.value > 0).map((part) => `${count(part.value)} ${part.label}`)
  return (
    <div className={classes.stageBar}>
      <Bar segments={segments} of={of} label={`${row.stage}: ${words.join(', ')}`} />
      <p className={classes.small}>{words.join(', ')}</p>
    </div>
  )
}
