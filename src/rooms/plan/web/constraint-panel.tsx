import { count, days, moneyShort, tn } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { RichText } from '#web/kit/rich-text.tsx'
import { said, t } from '#web/kit/text'
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
      <Panel id="constraint" title={t('What holds back the most revenue')}>
        <div className={styles.constraint} data-clear={clear || undefined}>
          <div>
            <p className={styles.verdict}>{said(constraint.says)}</p>
            {constraint.why && <p className={styles.says}>{said(constraint.why)}</p>}
          </div>
          {constraint.moneyAYear !== null && (
            <div className={styles.price}>
              <span className={styles.priceValue}>{moneyShort(constraint.moneyAYear, currency)}</span>
              <span className={styles.small}>
                {constraint.low === null || constraint.high === null
                  ? t('a year')
                  : t('a year, between {{low}} and {{high}}', {
                      low: moneyShort(constraint.low, currency),
                      high: moneyShort(constraint.high, currency),
                    })}
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
  const limit = days(Math.floor(stuck.olderThanDays))
  const older = tn(stuck.count, '{{n}} open deal is older than {{days}}', '{{n}} open deals are older than {{days}}', { days: limit })
  return (
    <div className={styles.block}>
      <h3 className={styles.label}>{t('Open deals that are older than deals that win')}</h3>
      <Notice
        tone={stuck.count > 0 ? 'warn' : 'good'}
        title={stuck.count > 0 ? older : t('None')}
        actions={
          stuck.count > 0 &&
          href && (
            <AppLink className="screen-only" href={href}>
              {t('Open them')}
            </AppLink>
          )
        }
      >
        {t('Nine of ten won deals took no longer.')}
        {stuck.money !== null &&
          ` ${t('The open ones are worth {{money}} at the usual close rate.', { money: moneyShort(stuck.money, currency) })}`}
        {stuck.olderThanAny > 0 && stuck.longestWon !== null && (
          <>
            {' '}
            <RichText
              text="<oldest>{{n}} are older</oldest> than any deal ever was when it was won ({{days}})."
              parts={{ oldest: oldest ? <AppLink href={oldest} /> : <span /> }}
              gaps={{ n: count(stuck.olderThanAny), days: days(stuck.longestWon) }}
            />
          </>
        )}
      </Notice>
    </div>
  )
}
