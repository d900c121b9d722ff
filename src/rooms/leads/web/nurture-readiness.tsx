import { IconCircleCheckFilled, IconCircleDashed } from '@tabler/icons-react'
import type { ResultOf } from '#kernel/endpoint'
import { decimal, tn } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { t } from '#web/kit/text'
import type { readReadiness } from '../contract.ts'
import classes from './nurture.module.css'

/** Each criterion of the contract in force: whether it holds for somebody, what it gives, and what it could give. */
export function Readiness({ found }: { found: ResultOf<typeof readReadiness> }) {
  const { contract, result, score, threshold, lines, missing, exclusion } = found
  if (contract === null)
    return (
      <Notice tone="warn" title={t('No lead contract is in force')}>
        <AppLink href="/lead-contract">{t('Go to the lead contract')}</AppLink>
      </Notice>
    )
  return (
    <div className={classes.readiness}>
      {score !== null && threshold !== null && (
        <p>
          {result === 'lead'
            ? t('{{n}} points, and {{all}} are enough: they meet the lead contract.', { n: decimal(score), all: decimal(threshold) })
            : score < threshold
              ? t('{{n}} of {{all}} points: {{lacking}} are missing.', {
                  n: decimal(score),
                  all: decimal(threshold),
                  lacking: decimal(threshold - score),
                })
              : t('{{n}} points, and {{all}} are enough; something else keeps them back.', { n: decimal(score), all: decimal(threshold) })}
        </p>
      )}
      <ul className={classes.lines}>
        {lines.map(({ key, name, held, points, most, days }) => (
          <li key={key} data-held={held || undefined}>
            {held ? <IconCircleCheckFilled size={16} aria-hidden="true" /> : <IconCircleDashed size={16} aria-hidden="true" />}
            <span>
              {name} <span className="visually-hidden">{held ? t('holds') : t('does not hold')}</span>
              {days !== null && <span className={classes.quiet}> {tn(days, '{{n}} day ago', '{{n}} days ago')}</span>}
            </span>
            <span className={classes.points}>{held ? decimal(points) : t('0 of {{most}}', { most: decimal(most) })}</span>
          </li>
        ))}
      </ul>
      {missing.length > 0 && <p className={classes.not}>{t('Not known yet: {{what}}', { what: missing.join(', ') })}</p>}
      {exclusion !== null && <p className={classes.not}>{t('Kept out: {{what}}', { what: exclusion })}</p>}
    </div>
  )
}
