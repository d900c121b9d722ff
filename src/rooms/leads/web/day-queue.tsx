import { tn } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { t } from '#web/kit/text'
import type { QueueRow } from '../contract.ts'
import classes from './day.module.css'
import { ClockView } from './day-clock.tsx'
import { becauseText, stateTones, stateWords } from './day-words.ts'

interface QueueProps {
  rows: readonly QueueRow[]
  now: string
  /** The lead whose story is told. */
  current: string | null
  /** Those that came while this was looked at. */
  fresh: ReadonlySet<string>
  /** Whether it is told who has each. */
  owners: boolean
  hrefOf: (id: string) => string
}

/** Open hand-overs, one below the other: who, why they are here, and how much time is left. */
export function Queue({ rows, now, current, fresh, owners, hrefOf }: QueueProps) {
  return (
    <ol className={classes.queue}>
      {rows.map((row) => (
        <li key={row.id}>
          <AppLink
            href={hrefOf(row.id)}
            className={classes.row}
            data-lead={row.id}
            data-standing={row.clock?.standing}
            aria-current={row.id === current ? 'true' : undefined}
          >
            <span className={classes.rowHead}>
              <span className={classes.rowName}>{row.person.name}</span>
              {fresh.has(row.id) && <Tag tone="good">{t('New')}</Tag>}
              <Tag tone={stateTones[row.state]}>{stateWords[row.state]}</Tag>
            </span>
            <span className={classes.rowWho}>{[row.person.title, row.account?.name].filter(Boolean).join(', ')}</span>
            <span className={classes.rowWhy}>{becauseText(row)}</span>
            <span className={classes.rowFoot}>
              <ClockView clock={row.clock} now={now} />
              <span className={classes.quiet}>{footText(row, owners)}</span>
            </span>
          </AppLink>
        </li>
      ))}
    </ol>
  )
}

/** Who has it, where that is told, and how often they were tried. */
function footText({ owner, queue, tries, mostTries, firstContactAt }: QueueRow, owners: boolean): string {
  const whose = owners ? (owner?.name ?? (queue === null ? null : t('waits in {{queue}}', { queue }))) : null
  const tried =
    tries === 0 || firstContactAt === null
      ? null
      : mostTries === null
        ? tn(tries, '{{n}} try', '{{n}} tries')
        : t('try {{n}} of {{most}}', { n: tries, most: mostTries })
  return [whose, tried].filter(Boolean).join(' · ')
}
