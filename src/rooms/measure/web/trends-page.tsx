import { useAsk } from '#web/client/queries'
import { LegendList } from '#web/kit/bars.tsx'
import { ChartFigure } from '#web/kit/chart/chart-figure.tsx'
import { counted, inUnit } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { RichText } from '#web/kit/rich-text.tsx'
import { Answered } from '#web/kit/states.tsx'
import { said, t } from '#web/kit/text'
import { grains, placings, readTrend, type Trend } from '../contract.ts'
import { partial, trendPicture } from '../pictures/over-time.ts'
import classes from './diagnosis.module.css'
import { FilterBar } from './filter-bar.tsx'
import { MetricChoice, SmallSwitch, useAsked, useFilteredOut, useSubject, useTitle } from './picture-controls.tsx'
import { trendInWords } from './picture-words.ts'
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
    <Page
      title={t('Trends')}
      width="wide"
      lead={t('One number over time. Periods that are not whole stand apart, and no finding rests on them.')}
    >
      <section className={`${styles.controls} screen-only`} aria-label={t('What to show')}>
        <MetricChoice value={name} onChange={(metric) => asked.choose({ metric })} />
        <SmallSwitch
          label={t('Each deal counts when it was')}
          value={on}
          data={[
            { value: 'closed', label: t('Closed') },
            { value: 'opened', label: t('Opened (cohort)') },
          ]}
          onChange={(chosen) => asked.choose({ on: chosen })}
        />
        <SmallSwitch
          label={t('By period')}
          value={grain}
          data={[
            { value: 'month', label: t('Month') },
            { value: 'quarter', label: t('Quarter') },
            { value: 'year', label: t('Year') },
          ]}
          onChange={(chosen) => asked.choose({ grain: chosen })}
        />
      </section>
      <FilterBar path={path} pending={trend.isPlaceholderData} subject={subject} />
      <Answered query={trend} what={t('this trend')} lines={8}>
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
  const known = trend.points.filter((point) => point.answer.enough && point.answer.value !== null)
  const hrefOf = ({ answer }: Trend['points'][number]) => recordsHref(answer.name, answer.slice, scope)
  return (
    <Panel
      id="trend"
      title={trend.on === 'closed' ? t('{{title}}, by the day of closing', { title }) : t('{{title}}, by the day of opening', { title })}
      hint={first && said(first.definition)}
    >
      <div className={styles.beside}>
        <ChartFigure
          title={t('{{title}} by {{grain}}', { title, grain: grainText[trend.grain] })}
          quiet
          chart={trendInWords(trendPicture(trend, hrefOf), trend.points)}
          legend={<Legend points={trend.points} />}
          empty={known.length > 0 ? null : (filteredOut ?? emptyWhy(trend))}
          note={asked === trend.on ? undefined : otherwisePlaced(trend.on)}
        />
        {known.length > 0 && <Findings trend={trend} scope={scope} hrefOf={hrefOf} />}
      </div>
    </Panel>
  )
}

const grainText = { month: t('month'), quarter: t('quarter'), year: t('year') } as const

function otherwisePlaced(on: Trend['on']): string {
  return on === 'closed'
    ? t('This number has no day of opening, so it is placed by the day of closing.')
    : t('This number has no day of closing, so it is placed by the day of opening.')
}

function emptyWhy({ points, grain }: Trend): string {
  if (points.length === 0) return t('No record of this kind, within the filters, has the date that it would be placed by.')
  const [why] = new Set(points.flatMap(({ answer }) => (answer.n > 0 && answer.why !== null ? [answer.why] : [])))
  if (why?.startsWith('The data')) return said(why)
  return t('Each {{grain}} has too few records to say. Take longer periods, or fewer filters.', { grain: grainText[grain] })
}

/** What the marks mean; only those that are in the picture. */
function Legend({ points }: { points: Trend['points'] }) {
  const known = points.filter(({ answer }) => answer.enough && answer.value !== null)
  const why = new Set(known.map((point) => partial(points, points.indexOf(point))))
  const apart = apartText(why.has('early'), why.has('late'))
  return (
    <LegendList>
      {known.some(({ whole }) => whole) && (
        <li>
          <Mark>
            <line x1="0" y1="6" x2="22" y2="6" stroke="var(--accent)" strokeWidth="2" />
            <circle cx="11" cy="6" r="3.5" fill="var(--accent)" />
          </Mark>
          {t('Whole period')}
        </li>
      )}
      {apart !== null && (
        <li>
          <Mark>
            <line x1="0" y1="6" x2="22" y2="6" stroke="var(--ink-3)" strokeWidth="1.5" strokeDasharray="4 4" />
            <circle cx="11" cy="6" r="3.5" fill="var(--surface)" stroke="var(--ink-3)" strokeWidth="2" />
          </Mark>
          {apart}
        </li>
      )}
      {known.some(({ whole, answer }) => whole && answer.low !== null) && (
        <li>
          <Mark>
            <rect x="0" y="1" width="22" height="10" fill="var(--accent-soft)" stroke="var(--accent-line)" />
          </Mark>
          {t('95% interval')}
        </li>
      )}
      {known.length < points.length && (
        <li>
          <Mark>
            <path d="M8 3l6 6M14 3l-6 6" stroke="var(--ink-3)" strokeWidth="1.2" />
          </Mark>
          {t('Too few to say')}
        </li>
      )}
    </LegendList>
  )
}

function apartText(early: boolean, late: boolean): string | null {
  if (early && late) return t('Too early to be whole in the data, or not over')
  if (early) return t('Too early to be whole in the data')
  return late ? t('Not over') : null
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
      <h3 className={classes.label}>{t('What is found in it')}</h3>
      {trend.findings.length === 0 ? (
        <p className={classes.small}>{t('No run that would be rare by chance. A line that goes up and down is no trend yet.')}</p>
      ) : (
        <ul className={styles.findings}>
          {trend.findings.map((finding) => (
            <li key={finding.says}>
              {finding.better !== null && <Tag tone={finding.better ? 'good' : 'loss'}>{finding.better ? t('Better') : t('Worse')}</Tag>}
              <span>{finding.says}</span>
            </li>
          ))}
        </ul>
      )}
      {last && (
        <p className={classes.small}>
          <RichText
            text="Last whole {{grain}}: {{period}}, {{value}} from <records>{{records}}</records>."
            parts={{ records: <AppLink href={hrefOf(last)} /> }}
            gaps={{
              grain: grainText[trend.grain],
              period: last.label,
              value: inUnit(last.answer.value, last.answer.unit, last.answer.currency),
              records: counted(last.answer.n, 'record'),
            }}
          />
        </p>
      )}
      <p className={`${classes.small} screen-only`}>
        <AppLink href={`${withScope('/diagnosis', scope)}#found`}>{t('All findings stand in the diagnosis')}</AppLink>
      </p>
    </div>
  )
}
