import { Button } from '@mantine/core'
import { IconFileImport, IconPrinter, IconReportAnalytics } from '@tabler/icons-react'
import { useSearch } from '@tanstack/react-router'
import type { Diagnosis } from '#rooms/plan/contract'
import { useAsk } from '#web/client/queries'
import { day, period } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Page } from '#web/kit/page.tsx'
import { Answered, Empty } from '#web/kit/states.tsx'
import { Baselines } from './baselines.tsx'
import { ConstraintPanel } from './constraint-panel.tsx'
import classes from './diagnosis.module.css'
import { readDiagnosis } from './provisional.ts'
import { LimitsPanel, QualityPanel } from './quality-panel.tsx'
import { type Where, whereOf, withWhere } from './slice.ts'
import { SlicesPanel } from './slices-panel.tsx'
import { StagesPanel } from './stages-panel.tsx'
import { FirstStepsPanel } from './steps-panel.tsx'

/** The state of the revenue engine as one story, every number of which opens its records. */
export default function DiagnosisPage() {
  const search = useSearch({ strict: false }) as Record<string, string>
  const where = whereOf(search)
  const diagnosis = useAsk(
    readDiagnosis,
    { where: Object.keys(where).length > 0 ? JSON.stringify(where) : undefined },
    { keepPrevious: true },
  )
  return (
    <Answered query={diagnosis} what="the diagnosis" lines={8}>
      {({ diagnosis: found }) => (found ? <Story diagnosis={found} where={where} by={search.by} /> : <NoData />)}
    </Answered>
  )
}

function NoData() {
  return (
    <Page title="Diagnosis">
      <Empty
        icon={<IconReportAnalytics size={24} />}
        title="No deals yet"
        actions={
          <Button component={AppLink} href="/import" leftSection={<IconFileImport size={16} aria-hidden="true" />}>
            Import deals
          </Button>
        }
      >
        Once deals are here, this page says where revenue is lost, what that costs, and what to do first.
      </Empty>
    </Page>
  )
}

const chapters = [
  { id: 'baselines', label: 'Baselines' },
  { id: 'stages', label: 'Stages' },
  { id: 'constraint', label: 'Constraint' },
  { id: 'slices', label: 'Slices' },
  { id: 'quality', label: 'Data quality' },
  { id: 'limits', label: 'Limits' },
  { id: 'first', label: 'What to do first' },
]

function Story({ diagnosis, where, by }: { diagnosis: Diagnosis; where: Where; by: string | undefined }) {
  return (
    <Page
      title="Diagnosis"
      lead={
        <>
          {diagnosis.period ? period(diagnosis.period.from, diagnosis.period.to) : 'Whole history'}, as of {day(diagnosis.asOf)}
          {diagnosis.currency && `, in ${diagnosis.currency}`}
        </>
      }
      actions={
        <Button variant="default" leftSection={<IconPrinter size={16} aria-hidden="true" />} onClick={() => window.print()}>
          Print or save as PDF
        </Button>
      }
    >
      <Filters where={where} by={by} />
      <section className={classes.hero} aria-label="In short">
        <p className={classes.headline}>{diagnosis.headline}</p>
        <div className={classes.story}>
          {diagnosis.story.map((sentence) => (
            <p key={sentence} className={classes.sentence}>
              {sentence}
            </p>
          ))}
        </div>
      </section>
      <nav className={`${classes.chapters} screen-only`} aria-label="On this page">
        {chapters.map((chapter) => (
          <a key={chapter.id} href={`#${chapter.id}`}>
            {chapter.label}
          </a>
        ))}
      </nav>
      <Baselines diagnosis={diagnosis} />
      <StagesPanel diagnosis={diagnosis} where={where} />
      <ConstraintPanel constraint={diagnosis.constraint} where={where} />
      <SlicesPanel diagnosis={diagnosis} where={where} by={by} />
      <QualityPanel diagnosis={diagnosis} where={where} />
      <LimitsPanel limits={diagnosis.limits} />
      <FirstStepsPanel diagnosis={diagnosis} />
    </Page>
  )
}

/** What is left out by the filters in force; stated on screen and on paper. */
function Filters({ where, by }: { where: Where; by: string | undefined }) {
  const entries = Object.entries(where)
  if (entries.length === 0) return null
  return (
    <div className={classes.filters}>
      Only deals where{' '}
      {entries.map(([key, value], index) => (
        <span key={key}>
          {index > 0 && ' and '}
          <strong>{key.replaceAll('_', ' ')}</strong> is <strong>{value ?? 'blank'}</strong>
        </span>
      ))}
      .{' '}
      <AppLink className="screen-only" href={withWhere('/diagnosis', {}, { by })}>
        Show all deals
      </AppLink>
    </div>
  )
}
