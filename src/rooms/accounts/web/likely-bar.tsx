import { Button, SegmentedControl } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import type { ResultOf } from '#kernel/endpoint'
import { moment } from '#web/kit/format'
import { t } from '#web/kit/text'
import type { listLikelyPairs } from '../contract/likely.ts'
import classes from './likely.module.css'

export type State = 'open' | 'different'

interface LikelyBarProps {
  found: ResultOf<typeof listLikelyPairs>
  state: State
  decisions: { readonly busy: boolean; readonly find: () => void }
  onState: (state: State) => void
}

/** When the records were looked through, and what is shown of what was found. */
export function LikelyBar({ found: { lookedAt, running, next }, state, decisions, onState }: LikelyBarProps) {
  const last = lookedAt === null ? t('Not looked through yet.') : t('Looked through on {{when}}.', { when: moment(lookedAt) })
  const said = running
    ? t('All records are being looked through.')
    : next === null
      ? last
      : `${last} ${t('Something is new since; it is looked at on {{when}}.', { when: moment(next) })}`
  return (
    <div className={classes.bar}>
      <SegmentedControl
        size="xs"
        aria-label={t('Decided or not')}
        value={state}
        data={[
          { value: 'open', label: t('To decide') },
          { value: 'different', label: t('Not the same') },
        ]}
        onChange={(value) => onState(value === 'different' ? 'different' : 'open')}
      />
      <span className={classes.said} role="status">
        {said}
      </span>
      <Button
        size="xs"
        variant="default"
        loading={running || decisions.busy}
        leftSection={<IconRefresh size={14} aria-hidden="true" />}
        onClick={decisions.find}
      >
        {t('Look now')}
      </Button>
    </div>
  )
}
