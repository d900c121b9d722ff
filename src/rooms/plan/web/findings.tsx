import { Button } from '@mantine/core'
import { useState } from 'react'
import { Range } from '#web/kit/bars.tsx'
import { money, moneyShort, tn } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { RichText } from '#web/kit/rich-text.tsx'
import { t } from '#web/kit/text'
import type { Constraint, Finding } from '../contract.ts'
import { Arithmetic } from './arithmetic.tsx'
import styles from './constraint.module.css'
import { entriesOf, type Openable, stuckOf } from './records.ts'

interface FindingsProps {
  constraint: Constraint
  /** Whether stages need the name of their pipeline. */
  several: boolean
  openable: Openable
}

const byText: Readonly<Record<Finding['by'], string>> = { conversion: t('by conversion'), time: t('by time') }

/** Where a finding is, as its title says it in English. */
function placeOf({ stage, segment }: Finding): string {
  const place = stage ?? t('All stages')
  return segment ? `${place} · ${segment.label} ${segment.value}` : place
}

/** Findings that may be chance and are shown at once. */
const unclearShown = 3

/** What costs money against its benchmark, the dearest first, each with its arithmetic in place. */
export function Findings({ constraint: { ranked, currency, looked, says }, several, openable }: FindingsProps) {
  const [all, setAll] = useState(false)
  const most = Math.max(...ranked.map((finding) => finding.high), 1)
  const clear = ranked.filter((finding) => finding.clear).length
  const shown = all ? ranked : ranked.slice(0, clear + unclearShown)
  return (
    <div className={styles.block}>
      <h3 className={styles.label}>{t('What each stage and segment costs a year against its benchmark')}</h3>
      <ol className={styles.ranked}>
        {shown.map((finding, index) => (
          <Ranked
            key={finding.key}
            finding={finding}
            most={most}
            currency={currency}
            several={several}
            openable={openable}
            open={index === 0 && finding.clear}
            told={finding.says === says}
          />
        ))}
      </ol>
      {shown.length < ranked.length && (
        <Button className="screen-only" variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
          {tn(ranked.length - shown.length, 'Show {{n}} more finding that may be chance', 'Show {{n}} more findings that may be chance')}
        </Button>
      )}
      <p className={styles.small}>
        {tn(
          looked,
          '{{n}} comparison made; “beyond chance” is judged after correcting for that many. The findings overlap and do not add up. Lines show the 95% interval of each by itself.',
          '{{n}} comparisons made; “beyond chance” is judged after correcting for that many. The findings overlap and do not add up. Lines show the 95% interval of each by itself.',
        )}
      </p>
    </div>
  )
}

interface RankedProps {
  finding: Finding
  most: number
  currency: string | null
  several: boolean
  openable: Openable
  open: boolean
  /** Its sentence stands above already. */
  told: boolean
}

function Ranked({ finding, most, currency, several, openable, open, told }: RankedProps) {
  const text = t('{{money}} ({{low}} to {{high}})', {
    money: moneyShort(finding.moneyAYear, currency),
    low: moneyShort(finding.low, currency),
    high: moneyShort(finding.high, currency),
  })
  const entries = entriesOf(finding, several, openable)
  return (
    <li>
      <div className={styles.rankedHead}>
        <span className={styles.rankedName}>
          {placeOf(finding)} <Tag tone={finding.clear ? 'loss' : 'plain'}>{finding.clear ? byText[finding.by] : t('may be chance')}</Tag>
        </span>
        <span className="tabular">{text}</span>
      </div>
      <Range
        low={finding.low}
        value={finding.moneyAYear}
        high={finding.high}
        of={most}
        label={t('{{finding}}: {{money}} a year', { finding: placeOf(finding), money: text })}
      />
      {!told && <p className={styles.says}>{finding.says}</p>}
      <details open={open} className={styles.details}>
        <summary>{t('How this is computed')}</summary>
        <Arithmetic steps={finding.steps} currency={currency} />
        <StuckHere finding={finding} currency={currency} href={stuckOf(finding, several, openable)} />
        {entries && (
          <AppLink className="screen-only" href={entries.href}>
            {entries.words}
          </AppLink>
        )}
      </details>
    </li>
  )
}

function StuckHere({ finding: { stuck }, currency, href }: { finding: Finding; currency: string | null; href: string | undefined }) {
  if (stuck.count === 0) return <p className={styles.small}>{t('No open deal is stuck there now.')}</p>
  const deals = tn(stuck.count, '{{n}} open deal is stuck there now', '{{n}} open deals are stuck there now')
  const parts = { stuck: href ? <AppLink href={href} /> : <span /> }
  return (
    <p>
      {stuck.amount > 0 ? (
        <RichText
          text="<stuck>{{deals}}</stuck>, with {{amount}} of known amount."
          parts={parts}
          gaps={{ deals, amount: money(stuck.amount, currency) }}
        />
      ) : (
        <RichText text="<stuck>{{deals}}</stuck>." parts={parts} gaps={{ deals }} />
      )}
    </p>
  )
}
