import { Button, NativeSelect } from '@mantine/core'
import { useRouter, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useAsk } from '#web/client/queries'
import { minutes, moment, unknown } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Answered } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import { breachKinds, listBreaches, taskOwners } from '../contract.ts'
import classes from './board.module.css'
import { breachWords, stateWords } from './day-words.ts'

const most = 200

/** Promises that were not kept, lead by lead, each with its cause. */
export function BreachesPanel() {
  const router = useRouter()
  const search = useSearch({ strict: false }) as { breach?: string; rep?: string; days?: string }
  const kind = breachKinds.find((one) => one === search.breach)
  const owner = search.rep ?? ''
  const [limit, setLimit] = useState(10)
  const owners = useAsk(taskOwners, {}, { staleTime: 60_000 })
  const query = useAsk(
    listBreaches,
    { ...(kind ? { kind } : {}), ...(owner ? { owner: owner as never } : {}), limit },
    { keepPrevious: true },
  )
  const go = (change: { breach?: string; rep?: string }) => {
    const next = { ...(search.days ? { days: search.days } : {}), breach: kind ?? '', rep: owner, ...change }
    router.history.replace(`/follow-up?${new URLSearchParams(Object.entries(next).filter(([, value]) => value !== ''))}#breaches`)
  }
  return (
    <Panel
      id="breaches"
      title={t('Promises that were not kept')}
      hint={t('Lead by lead, with the cause as far as it can be told; the last first.')}
      actions={
        <>
          <NativeSelect
            size="xs"
            aria-label={t('Which promise')}
            value={kind ?? ''}
            data={[{ value: '', label: t('All promises') }, ...breachKinds.map((one) => ({ value: one, label: breachWords[one] }))]}
            onChange={(event) => go({ breach: event.currentTarget.value })}
          />
          <NativeSelect
            size="xs"
            aria-label={t('Owner')}
            value={owner}
            data={[
              { value: '', label: t('All owners') },
              ...(owners.data?.owners ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={(event) => go({ rep: event.currentTarget.value })}
          />
        </>
      }
    >
      <Answered query={query} what={t('what was not kept')}>
        {({ rows, cursor }) =>
          rows.length === 0 ? (
            <p className={classes.good}>{t('Every promise was kept.')}</p>
          ) : (
            <>
              <DataTable
                caption={t('Broken promises')}
                rows={rows}
                rowKey={({ id }) => id}
                columns={[
                  {
                    key: 'person',
                    label: t('Lead'),
                    head: true,
                    cell: ({ lead, person }) => <AppLink href={`/day?whose=everyone&lead=${lead}`}>{person}</AppLink>,
                  },
                  { key: 'account', label: t('Account'), cell: ({ account }) => account ?? unknown },
                  { key: 'kind', label: t('What'), cell: (row) => breachWords[row.kind] },
                  { key: 'due', label: t('Was due'), cell: ({ dueAt }) => moment(dueAt) },
                  {
                    key: 'late',
                    label: t('Done late by'),
                    numeric: true,
                    cell: ({ lateMinutes }) => (lateMinutes === null ? t('not done') : minutes(lateMinutes)),
                  },
                  { key: 'owner', label: t('Owner then'), cell: (row) => row.owner ?? t('Nobody') },
                  { key: 'cause', label: t('Cause'), cell: ({ cause }) => cause },
                  { key: 'state', label: t('Now'), cell: ({ state }) => (state === null ? unknown : stateWords[state]) },
                ]}
              />
              {cursor !== null && limit < most && (
                <span>
                  <Button size="xs" variant="default" mt="sm" loading={query.isPlaceholderData} onClick={() => setLimit(most)}>
                    {t('Show more')}
                  </Button>
                </span>
              )}
            </>
          )
        }
      </Answered>
    </Panel>
  )
}
