import type { Constraint, PricedStage, Step, Stuck } from '#rooms/plan/contract'
import { Bar } from '#web/kit/bars.tsx'
import { count, days, money, moneyShort, share, unknown } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import styles from './constraint.module.css'
import classes from './diagnosis.module.css'
import type { Openable } from './openable.ts'
import { stageWhere } from './stage-numbers.ts'

interface ConstraintProps {
  constraint: Constraint
  /** Whether stages need the name of their pipeline. */
  several: boolean
  openable: Openable
}

/** The one place that holds back the most revenue, with the arithmetic; or why it cannot be named. */
export function ConstraintPanel({ constraint, several, openable }: ConstraintProps) {
  const { currency } = constraint
  const clear = constraint.kind === 'stage' || constraint.kind === 'stuck'
  return (
    <Panel id="constraint" title="What holds back the most revenue">
      <div className={styles.constraint} data-clear={clear || undefined}>
        <div>
          <p className={styles.verdict}>{constraint.says}</p>
          {constraint.why && <p className={classes.small}>{constraint.why}</p>}
        </div>
        {constraint.moneyAYear !== null && (
          <div className={styles.price}>
            <span className={styles.priceValue}>{moneyShort(constraint.moneyAYear, currency)}</span>
            <span className={classes.small}>
              a year
              {constraint.low !== null && constraint.high !== null && (
                <>
                  , between {moneyShort(constraint.low, currency)} and {moneyShort(constraint.high, currency)}
                </>
              )}
            </span>
          </div>
        )}
      </div>
      {constraint.ranked.length > 0 && <Ranked constraint={constraint} several={several} openable={openable} />}
      {constraint.stuck && <StuckDeals stuck={constraint.stuck} currency={currency} openable={openable} />}
    </Panel>
  )
}

function Ranked({ constraint, several, openable }: ConstraintProps) {
  const most = Math.max(...constraint.ranked.map((stage) => stage.moneyAYear), 1)
  return (
    <div className={classes.block}>
      <h3 className={classes.label}>What each stage costs in a year through lost deals</h3>
      <ol className={styles.ranked}>
        {constraint.ranked.map((stage) => (
          <RankedStage
            key={`${stage.pipeline} ${stage.stage}`}
            stage={stage}
            most={most}
            currency={constraint.currency}
            href={openable('stage_lost_last_year', stageWhere(stage, several))}
            open={stage.stage === constraint.stage}
          />
        ))}
      </ol>
    </div>
  )
}

interface RankedStageProps {
  stage: PricedStage
  most: number
  currency: string | null
  href: string | undefined
  open: boolean
}

function RankedStage({ stage, most, currency, href, open }: RankedStageProps) {
  const text = `${moneyShort(stage.moneyAYear, currency)} (${moneyShort(stage.low, currency)} to ${moneyShort(stage.high, currency)})`
  return (
    <li>
      <div className={styles.rankedHead}>
        <span className={styles.rankedName}>{stage.stage}</span>
        <span className="tabular">{text}</span>
      </div>
      <Bar segments={[{ label: stage.stage, value: stage.moneyAYear, tone: 'lost' }]} of={most} label={`${stage.stage}: ${text} a year`} />
      <details open={open} className={styles.details}>
        <summary>How this is computed</summary>
        <Arithmetic steps={stage.steps} currency={currency} />
        {href && (
          <AppLink className="screen-only" href={href}>
            Open the entries that were lost here in the last year
          </AppLink>
        )}
      </details>
    </li>
  )
}

/** A computation line by line, as one would write it on paper. */
export function Arithmetic({ steps, currency }: { steps: readonly Step[]; currency: string | null }) {
  return (
    <dl className={styles.arithmetic}>
      {steps.map((step) => (
        <div key={step.label}>
          <dt>
            {step.label}
            <span className={classes.small}>{step.says}</span>
          </dt>
          <dd>{stepText(step, currency)}</dd>
        </div>
      ))}
    </dl>
  )
}

function stepText({ value, unit }: Step, currency: string | null): string {
  if (value === null) return unknown
  switch (unit) {
    case 'money':
      return money(value, currency)
    case 'share':
      return share(value)
    case 'days':
      return days(value)
    case 'a year':
      return `${count(value)} a year`
    default:
      return count(value)
  }
}

function StuckDeals({ stuck, currency, openable }: { stuck: Stuck; currency: string | null; openable: Openable }) {
  const href = openable('stuck_count')
  const oldest = openable('stuck_longest_count')
  const older = `${count(stuck.olderThanAny)} are older`
  return (
    <div className={classes.block}>
      <h3 className={classes.label}>Open deals that are older than deals that win</h3>
      <Notice
        tone={stuck.count > 0 ? 'warn' : 'good'}
        title={stuck.count > 0 ? `${count(stuck.count)} open deals are older than ${days(Math.floor(stuck.olderThanDays))}` : 'None'}
        actions={
          stuck.count > 0 &&
          href && (
            <AppLink className="screen-only" href={href}>
              Open them
            </AppLink>
          )
        }
      >
        Nine of ten won deals took no longer.
        {stuck.money !== null && ` The open ones are worth ${moneyShort(stuck.money, currency)}.`}
        {stuck.olderThanAny > 0 && stuck.longestWon !== null && (
          <>
            {' '}
            {oldest ? <AppLink href={oldest}>{older}</AppLink> : older} than any deal ever was when it was won ({days(stuck.longestWon)}).
          </>
        )}
      </Notice>
    </div>
  )
}
