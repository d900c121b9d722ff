import { count, days, moneyShort } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import type { Diagnosis, Stuck } from '../contract.ts'
import { Benchmarks } from './benchmarks.tsx'
import styles from './constraint.module.css'
import { Findings } from './findings.tsx'
import type { Openable } from './records.ts'
import { Waterfall } from './waterfall.tsx'
import { WhatIfPanel } from './what-if-panel.tsx'

export interface ConstraintPanelProps {
  diagnosis: Diagnosis
  /** Whether stages need the name of their pipeline. */
  several: boolean
  openable: Openable
}

/** The one place that holds back the most revenue, with the arithmetic, or why it cannot be named; and what would change if. */
export function ConstraintPanel({ diagnosis, several, openable }: ConstraintPanelProps) {
  const { constraint, whatIf } = diagnosis
  const { currency, kind } = constraint
  const clear = kind === 'stage' || kind === 'segment' || kind === 'stuck'
  return (
    <>
      <Panel id="constraint" title="What holds back the most revenue">
        <div className={styles.constraint} data-clear={clear || undefined}>
          <div>
            <p className={styles.verdict}>{constraint.says}</p>
            {constraint.why && <p className={styles.says}>{constraint.why}</p>}
          </div>
          {constraint.moneyAYear !== null && (
            <div className={styles.price}>
              <span className={styles.priceValue}>{moneyShort(constraint.moneyAYear, currency)}</span>
              <span className={styles.small}>
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
        <Waterfall diagnosis={diagnosis} />
        {constraint.ranked.length > 0 && <Findings constraint={constraint} several={several} openable={openable} />}
        {diagnosis.stagesKnown && <Benchmarks diagnosis={diagnosis} several={several} />}
        {constraint.stuck && <StuckDeals stuck={constraint.stuck} currency={currency} openable={openable} />}
      </Panel>
      {whatIf && <WhatIfPanel base={whatIf} several={several} />}
    </>
  )
}

function StuckDeals({ stuck, currency, openable }: { stuck: Stuck; currency: string | null; openable: Openable }) {
  const href = openable('stuck_count')
  const oldest = openable('stuck_longest_count')
  const older = `${count(stuck.olderThanAny)} are older`
  return (
    <div className={styles.block}>
      <h3 className={styles.label}>Open deals that are older than deals that win</h3>
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
        {stuck.money !== null && ` The open ones are worth ${moneyShort(stuck.money, currency)} at the usual close rate.`}
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
