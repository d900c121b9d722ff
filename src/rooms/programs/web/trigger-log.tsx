import { Button } from '@mantine/core'
import { moment, unknown } from '#web/kit/format'
import { Tag } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import type { ToldFiring } from '../contract/trigger-endpoints.ts'
import type { TriggerChanges } from './trigger-changes.ts'
import { RecordLink } from './trigger-try.tsx'
import classes from './triggers.module.css'

const states = {
  done: { tone: 'good', says: t('done') },
  undone: { tone: 'plain', says: t('taken back') },
  failed: { tone: 'loss', says: t('failed') },
  waiting: { tone: 'warn', says: t('waits') },
} as const

/** Every firing: for which record, what it heard, what it did; and the way back. */
export function TriggerLog({ firings, changes, may }: { firings: readonly ToldFiring[]; changes: TriggerChanges; may: boolean }) {
  return (
    <Panel
      id="log"
      title={t('What it did')}
      hint={t('The last 100 firings. Each can be taken back, as long as nobody changed since what it did.')}
    >
      {firings.length === 0 ? (
        <p className={classes.quiet}>{t('It has not fired yet.')}</p>
      ) : (
        <DataTable
          caption={t('Each time that it fired')}
          rows={firings}
          rowKey={({ id }) => id}
          columns={[
            { key: 'record', label: t('Record'), head: true, cell: ({ record }) => <RecordLink record={record} /> },
            { key: 'at', label: t('At'), cell: ({ firedAt, at }) => moment(firedAt ?? at) },
            { key: 'cause', label: t('Because of'), cell: ({ cause }) => cause?.says ?? t('the time') },
            { key: 'state', label: t('State'), cell: ({ state }) => <Tag tone={states[state].tone}>{states[state].says}</Tag> },
            { key: 'did', label: t('What'), cell: ({ did, why }) => why ?? (did.join('; ') || unknown) },
            { key: 'number', label: t('Version'), numeric: true, cell: ({ number }) => number ?? unknown },
            {
              key: 'undo',
              label: t('Take back'),
              quiet: true,
              cell: (firing) => (may ? <Ways firing={firing} changes={changes} /> : null),
            },
          ]}
        />
      )}
    </Panel>
  )
}

function Ways({ firing: { id, state, record }, changes }: { firing: ToldFiring; changes: TriggerChanges }) {
  const shared = { size: 'compact-xs', variant: 'default', disabled: changes.busy } as const
  const name = record.label ?? ''
  if (state === 'done')
    return (
      <Button
        {...shared}
        aria-label={t('Take back what was done for {{name}}', { name })}
        onClick={() => changes.takeBack({ id: id as never })}
      >
        {t('Take back')}
      </Button>
    )
  if (state !== 'failed') return null
  return (
    <span className={classes.tags}>
      <Button
        {...shared}
        aria-label={t('Try again for {{name}}', { name })}
        onClick={() => changes.settle({ id: id as never, how: 'again' })}
      >
        {t('Try again')}
      </Button>
      <Button
        {...shared}
        aria-label={t('Give up for {{name}}', { name })}
        onClick={() => changes.settle({ id: id as never, how: 'forget' })}
      >
        {t('Give up')}
      </Button>
    </span>
  )
}
