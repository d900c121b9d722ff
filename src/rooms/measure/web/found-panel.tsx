import type { ReactNode } from 'react'
import type { Diagnosis } from '#rooms/plan/contract'
import { counted, tn } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { RichText } from '#web/kit/rich-text.tsx'
import { said, t } from '#web/kit/text'
import type { Difference, FoundTrend } from '../contract.ts'
import { AnswerFigure, rangeText } from './answer.tsx'
import classes from './diagnosis.module.css'
import { useScope } from './filter-bar.tsx'
import { recordsHref, type ScopeParams, withDimension, withScope } from './slice.ts'
import { chanceText } from './words.ts'

/** What differs in size and pace, and what rises or falls, in words; each with how sure it is and among how many it was found. */
export function FoundPanel({ diagnosis: { differences, trends, compared } }: { diagnosis: Diagnosis }) {
  const scope = useScope()
  return (
    <Panel
      id="found"
      title={t('Differences and trends')}
      hint={t(
        'In deal size, sales cycle and time in stage between slices, and over time. Only what would rarely come about by chance, given how many were looked at.',
      )}
    >
      <div className={classes.block}>
        <h3 className={classes.label}>{t('Slices that differ')}</h3>
        <Found
          empty={
            compared.slices === 0
              ? t('No slice has enough deals to be compared with all others.')
              : t('No slice has larger or smaller deals, or is slower or quicker, by more than chance.')
          }
        >
          {differences.map((each) => (
            <DifferenceItem key={`${each.answer.name} ${each.dimension} ${each.value}`} difference={each} scope={scope} />
          ))}
        </Found>
        {compared.slices > 0 && (
          <p className={classes.small}>
            {tn(
              compared.slices,
              '{{n}} comparison made, those of close rates among them; every chance is corrected for that many.',
              '{{n}} comparisons made, those of close rates among them; every chance is corrected for that many.',
            )}
          </p>
        )}
      </div>
      <div className={classes.block}>
        <h3 className={classes.label}>{t('What rises or falls')}</h3>
        <Found
          empty={
            compared.trends === 0
              ? t('The history is too short to look for trends: they take at least six whole periods.')
              : t('No number rises or falls steadily by more than chance.')
          }
        >
          {trends.map((each) => (
            <TrendItem key={`${each.name} ${each.dimension} ${each.value}`} trend={each} scope={scope} />
          ))}
        </Found>
        {compared.trends > 0 && (
          <p className={classes.small}>
            {tn(
              compared.trends,
              '{{n}} trend looked for; every chance is corrected for that many. Numbers of the whole by the Mann-Kendall test, month by month; those of slices by their last two years.',
              '{{n}} trends looked for; every chance is corrected for that many. Numbers of the whole by the Mann-Kendall test, month by month; those of slices by their last two years.',
            )}
          </p>
        )}
      </div>
    </Panel>
  )
}

function Found({ empty, children }: { empty: string; children: readonly ReactNode[] }) {
  return children.length === 0 ? <p className={classes.small}>{empty}</p> : <ul className={classes.standouts}>{children}</ul>
}

function Verdict({ better }: { better: boolean | null }) {
  if (better === null) return <Tag>{t('Different')}</Tag>
  return <Tag tone={better ? 'good' : 'loss'}>{better ? t('Better') : t('Worse')}</Tag>
}

function DifferenceItem({ difference: { better, says, answer, p, method }, scope }: { difference: Difference; scope: ScopeParams }) {
  const range = rangeText(answer)
  const parts = {
    figure: <AnswerFigure answer={answer} />,
    records: <AppLink href={recordsHref(answer.name, answer.slice, scope)} />,
  }
  const gaps = { records: counted(answer.n, 'record'), chance: chanceText(p), method: said(method) }
  return (
    <li className={classes.standout}>
      <Verdict better={better} />
      <span>
        {says}
        <span className={classes.small}>
          {range ? (
            <RichText
              text="Median <figure/>, 95% interval {{range}}, from <records>{{records}}</records>. {{chance}} ({{method}})"
              parts={parts}
              gaps={{ ...gaps, range }}
            />
          ) : (
            <RichText text="Median <figure/>, from <records>{{records}}</records>. {{chance}} ({{method}})" parts={parts} gaps={gaps} />
          )}
        </span>
      </span>
    </li>
  )
}

function TrendItem({ trend: { better, says, p, name, on, grain, dimension, value }, scope }: { trend: FoundTrend; scope: ScopeParams }) {
  const own = dimension === null ? scope : withDimension(scope, dimension, value)
  return (
    <li className={classes.standout}>
      <Verdict better={better} />
      <span>
        {says}
        <span className={classes.small}>
          {chanceText(p)} <AppLink href={withScope('/trends', own, {}, { metric: name, on, grain })}>{t('See it over time')}</AppLink>
        </span>
      </span>
    </li>
  )
}
