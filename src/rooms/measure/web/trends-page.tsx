import { useAsk } from '#web/client/queries'
import { LegendList } from '#web/kit/bars.tsx'
import { ChartFigure } from '#web/kit/chart/chart-figure.tsx'
import { counted, inUnit } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered } from '#web/kit/states.tsx'
import { grains, placings, readTrend, type Trend } from '../contract.ts'
import { partial, trendPicture } from '../pictures/over-time.ts'
import classes from './diagnosis.module.css'
import { FilterBar } from './filter-bar.tsx'
import { MetricChoice, SmallSwitch, useAsked, useFilteredOut, useSubject, useTitle } from './picture-controls.tsx'
import styles from './pictures.module.css'
import { recordsHref, type ScopeParams, withScope } from './slice.ts'

const path = '/trends'

/** One number over time, with what is found in it said in words beside. */
export default function TrendsPage() {
  const asked = useAsked(path)
  const name = asked.search.metric ?? 'close_rate'
  const subject = useSubject(name)
  const on = placings.find((one) => one === asked.search.on) ?? (subject === 'lead' ? 'opened' : 'closed')
  const grain = grains.find((one) => one === asked.search.grain) ?? 'month'
  const trend = useAsk(readTrend, { name, on, grain, ...asked.look }, { keepPrevious: true })
  const filteredOut = useFilteredOut(subject, asked.scope)
  return (
    <Page title="Trends" width="wide" lead="One number over time. Periods that are not whole stand apart, and no finding rests on them.">
      <section className={`${styles.controls} screen-only`} aria-label="What to show">
        <MetricChoice value={name} onChange={(metric) => asked.choose({ metric })} />
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
      </section>
      <FilterBar path={path} pending={trend.isPlaceholderData} subject={subject} />
      <Answered query={trend} what="this trend" lines={8}>
        {(found) => <Shown trend={found} asked={on} scope={asked.scope} filteredOut={filteredOut} />}
      </Answered>
    </Page>
  )
}

interface ShownProps {
  trend: Trend
  asked: Trend['on']
  scope: ScopeParams
  /** Why the filters leave nothing of this kind, where they cannot. */
  filteredOut: string | null
}

function Shown({ trend, asked, scope, filteredOut }: ShownProps) {
  const title = useTitle(trend.name)
  const first = trend.points[0]?.answer
  const by = trend.on === 'closed' ? 'by the day of closing' : 'by the day of opening'
  const known = trend.points.filter((point) => point.answer.enough && point.answer.value !== null)
  const hrefOf = ({ answer }: Trend['points'][number]) => recordsHref(answer.name, answer.slice, scope)
  return (
    <Panel id="trend" title={`${title}, ${by}`} hint={first?.definition}>
      <div className={styles.beside}>
        <ChartFigure
          title={`${title} by ${trend.grain}`}
          quiet
          chart={trendPicture(trend, hrefOf)}
          legend={<Legend points={trend.points} />}
          empty={known.length > 0 ? null : (filteredOut ?? emptyWhy(trend))}
          note={
            asked === trend.on
              ? undefined
              : `This number has no ${asked === 'closed' ? 'day of closing' : 'day of opening'}, so it is placed ${by}.`
          }
        />
        {known.length > 0 && <Findings trend={trend} scope={scope} hrefOf={hrefOf} />}
      </div>
    </Panel>
  )
}

function emptyWhy({ points, grain }: Trend): string {
  if (points.length === 0) return 'No record of this kind, within the filters, has the date that it would be placed by.'
  const [why] = new Set(points.flatMap(({ answer }) => (answer.n > 0 && answer.why !== null ? [answer.why] : [])))
  if (why?.startsWith('The data')) return why
  return `Each ${grain} has too few records to say. Take longer periods, or fewer filters.`
}

/** What the marks mean; only those that are in the picture. */
function Legend({ points }: { points: Trend['points'] }) {
  const known = points.filter(({ answer }) => answer.enough && answer.value !== null)
  const why = new Set(known.map((point) => partial(points, points.indexOf(point))))
  const apart = [why.has('early') && 'too early to be whole in the data', why.has('late') && 'not over'].filter((words) => words !== false)
  return (
    <LegendList>
      {known.some(({ whole }) => whole) && (
        <li>
          <Mark>
            <line x1="0" y1="6" x2="22" y2="6" stroke="var(--accent)" strokeWidth="2" />
            <circle cx="11" cy="6" r="3.5" fill="var(--accent)" />
          </Mark>
          Whole period
        </li>
      )}
      {apart.length > 0 && (
        <li>
          <Mark>
            <line x1="0" y1="6" x2="22" y2="6" stroke="var(--ink-3)" strokeWidth="1.5" strokeDasharray="4 4" />
            <circle cx="11" cy="6" r="3.5" fill="var(--surface)" stroke="var(--ink-3)" strokeWidth="2" />
          </Mark>
          {capital(apart.join(', or '))}
        </li>
      )}
      {known.some(({ whole, answer }) => whole && answer.low !== null) && (
        <li>
          <Mark>
            <rect x="0" y="1" width="22" height="10" fill="var(--accent-soft)" stroke="var(--accent-line)" />
          </Mark>
          95 % interval
        </li>
      )}
      {known.length < points.length && (
        <li>
          <Mark>
            <path d="M8 3l6 6M14 3l-6 6" stroke="var(--ink-3)" strokeWidth="1.2" />
          </Mark>
          Too few to say
        </li>
      )}
    </LegendList>
  )
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}

/** A sample of a mark, to stand beside its word. */
function Mark({ children }: { children: React.ReactNode }) {
  return (
    <svg width="22" height="12" viewBox="0 0 22 12" aria-hidden="true">
      {children}
    </svg>
  )
}

interface FindingsProps {
  trend: Trend
  scope: ScopeParams
  hrefOf: (point: Trend['points'][number]) => string
}

function Findings({ trend, scope, hrefOf }: FindingsProps) {
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
          <AppLink href={hrefOf(last)}>{counted(last.answer.n, 'record')}</AppLink>.
        </p>
      )}
      <p className={`${classes.small} screen-only`}>
        <AppLink href={`${withScope('/diagnosis', scope)}#found`}>All findings stand in the diagnosis</AppLink>
      </p>
    </div>
  )
}
