import { useAsk } from '#web/client/queries'
import { ChartFigure } from '#web/kit/chart/chart-figure.tsx'
import { count, inUnit } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered } from '#web/kit/states.tsx'
import { grains, placings, readTrend, type Trend } from '../contract.ts'
import { trendPicture } from '../pictures/over-time.ts'
import classes from './diagnosis.module.css'
import { FilterChoice, MetricChoice, SmallSwitch, useAsked, useDimensions, useSubject } from './picture-controls.tsx'
import styles from './pictures.module.css'

const path = '/trends'

/** One number over time, with what is found in it said in words beside. */
export default function TrendsPage() {
  const asked = useAsked(path)
  const name = asked.search.metric ?? 'close_rate'
  const subject = useSubject(name)
  const dimensions = useDimensions(subject)
  const on = placings.find((one) => one === asked.search.on) ?? (subject === 'lead' ? 'opened' : 'closed')
  const grain = grains.find((one) => one === asked.search.grain) ?? 'month'
  const trend = useAsk(readTrend, { name, on, grain, where: asked.filter }, { keepPrevious: true })
  return (
    <Page title="Trends" width="wide" lead="One number over time. Periods that are not over stand apart, and no finding rests on them.">
      <section className={`${styles.controls} screen-only`} aria-label="What to show">
        <MetricChoice value={name} onChange={(metric) => asked.choose({ metric, only: undefined }, {})} />
        <SmallSwitch
          label="Each deal counts when it was"
          value={on}
          data={[
            { value: 'closed', label: 'Closed' },
            { value: 'opened', label: 'Opened (cohort)' },
          ]}
          onChange={(chosen) => asked.choose({ on: chosen })}
        />
        <SmallSwitch
          label="By"
          value={grain}
          data={[
            { value: 'month', label: 'Month' },
            { value: 'quarter', label: 'Quarter' },
            { value: 'year', label: 'Year' },
          ]}
          onChange={(chosen) => asked.choose({ grain: chosen })}
        />
        {dimensions && dimensions.length > 0 && <FilterChoice asked={asked} all={dimensions} what={`${subject}s`} />}
      </section>
      <Answered query={trend} what="this trend" lines={8}>
        {(found) => <Shown trend={found} asked={on} />}
      </Answered>
    </Page>
  )
}

function Shown({ trend, asked }: { trend: Trend; asked: Trend['on'] }) {
  const first = trend.points[0]?.answer
  const title = first?.title ?? trend.name.replaceAll('_', ' ')
  const by = trend.on === 'closed' ? 'by the day of closing' : 'by the day of opening'
  const known = trend.points.filter((point) => point.answer.enough && point.answer.value !== null)
  return (
    <Panel id="trend" title={`${title}, ${by}`} hint={first?.definition}>
      <div className={styles.beside}>
        <ChartFigure
          title={`${title} by ${trend.grain}`}
          quiet
          chart={trendPicture(trend)}
          legend={<Legend interval={known.some((point) => point.answer.low !== null)} />}
          empty={emptyWhy(trend, known.length)}
          note={
            asked === trend.on
              ? undefined
              : `This number has no ${asked === 'closed' ? 'day of closing' : 'day of opening'}, so it is placed ${by}.`
          }
        />
        <Findings trend={trend} />
      </div>
    </Panel>
  )
}

function emptyWhy(trend: Trend, known: number): string | null {
  if (trend.points.length === 0) return 'No record of this kind has the date that it would be placed by.'
  return known === 0 ? `Each ${trend.grain} has too few records to say. Take longer periods, or fewer filters.` : null
}

function Legend({ interval }: { interval: boolean }) {
  return (
    <ul className={styles.legend}>
      <li>
        <Mark>
          <line x1="0" y1="6" x2="22" y2="6" stroke="var(--accent)" strokeWidth="2" />
          <circle cx="11" cy="6" r="3.5" fill="var(--accent)" />
        </Mark>
        Whole period
      </li>
      <li>
        <Mark>
          <line x1="0" y1="6" x2="22" y2="6" stroke="var(--ink-3)" strokeWidth="1.5" strokeDasharray="4 4" />
          <circle cx="11" cy="6" r="3.5" fill="var(--surface)" stroke="var(--ink-3)" strokeWidth="2" />
        </Mark>
        Not over
      </li>
      {interval && (
        <li>
          <Mark>
            <rect x="0" y="1" width="22" height="10" fill="var(--accent-soft)" stroke="var(--accent-line)" />
          </Mark>
          95 % interval
        </li>
      )}
      <li>
        <Mark>
          <path d="M8 3l6 6M14 3l-6 6" stroke="var(--ink-3)" strokeWidth="1.2" />
        </Mark>
        Too few to say
      </li>
    </ul>
  )
}

/** A sample of a mark, to stand beside its word. */
function Mark({ children }: { children: React.ReactNode }) {
  return (
    <svg width="22" height="12" viewBox="0 0 22 12" aria-hidden="true">
      {children}
    </svg>
  )
}

function Findings({ trend }: { trend: Trend }) {
  const last = trend.points.findLast((point) => point.whole && point.answer.enough && point.answer.value !== null)
  return (
    <div>
      <h3 className={classes.label}>What is found in it</h3>
      {trend.findings.length === 0 ? (
        <p className={classes.small}>No run that would be rare by chance. A line that goes up and down is no trend yet.</p>
      ) : (
        <ul className={styles.findings}>
          {trend.findings.map((finding) => (
            <li key={finding.says}>
              {finding.better !== null && <Tag tone={finding.better ? 'good' : 'loss'}>{finding.better ? 'Better' : 'Worse'}</Tag>}
              <span>{finding.says}</span>
            </li>
          ))}
        </ul>
      )}
      {last && (
        <p className={classes.small}>
          Last whole {trend.grain}: {last.label}, {inUnit(last.answer.value, last.answer.unit, last.answer.currency)} from{' '}
          {count(last.answer.n)}.
        </p>
      )}
      <p className={`${classes.small} screen-only`}>
        <AppLink href="/diagnosis">All findings stand in the diagnosis</AppLink>
      </p>
    </div>
  )
}
