import { Button } from '@mantine/core'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { keptOutcomes, listCommitments, promises } from '#rooms/measure/contract/commitments'
import { useAsk } from '#web/client/queries'
import { day, moment, money, tn, unknown } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Answered } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import classes from './kept.module.css'
import type { KeptLook } from './kept-figure.tsx'
import { outcomeWords, promiseWords } from './kept-words.ts'

const most = 200

/** Which records the address asks for; null for none. */
export function useKeptLook(): KeptLook | null {
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const text = (key: string) => (search[key] === undefined ? undefined : String(search[key]))
  const kept = promises.find((one) => one === search.kept)
  if (kept === undefined) return null
  const outcome = keptOutcomes.find((one) => one === search.outcome)
  const by = (['team', 'territory'] as const).find((one) => one === search.by)
  const [month, version, name] = [text('month'), Number(text('version')), text('name')]
  return {
    kept,
    ...(outcome ? { outcome } : {}),
    ...(month && /^\d{4}-\d{2}$/.test(month) ? { month } : {}),
    ...(version > 0 ? { version } : {}),
    ...(by ? { by, ...(name === undefined ? {} : { name }) } : {}),
  }
}

/** The hand-overs or deals behind the number that was opened. */
export function KeptRecords({ look: { kept, name, ...look } }: { look: KeptLook }) {
  const [limit, setLimit] = useState(20)
  const asked = { promise: kept, ...look, ...(name === undefined || name === null ? {} : { name }), limit }
  const found = useAsk(listCommitments, asked, { keepPrevious: true })
  const timed = kept === 'accept' || kept === 'contact'
  const whose = look.by === undefined ? null : (name ?? (look.by === 'team' ? t('Without a team') : t('In no territory')))
  const about = [promiseWords[kept](), look.outcome ? outcomeWords(kept, look.outcome) : null, look.month ?? null, whose]
  return (
    <div id="kept-records" className={classes.records}>
      <h3 className={classes.sub}>
        {about.filter(Boolean).join(' · ')} <AppLink href="/lead-contract#kept">{t('Close')}</AppLink>
      </h3>
      <Answered query={found} what={t('what the number was counted from')} lines={5}>
        {({ total, rows, currency }) => (
          <>
            <p className={classes.quiet}>
              {kept === 'pipeline' ? tn(total, '{{n}} deal', '{{n}} deals') : tn(total, '{{n}} hand-over', '{{n}} hand-overs')}
            </p>
            {rows.length > 0 && (
              <DataTable
                caption={t('What the number was counted from')}
                rows={rows}
                rowKey={(row) => row.lead ?? row.deal ?? row.on}
                columns={[
                  {
                    key: 'name',
                    label: t('Name'),
                    head: true,
                    cell: ({ lead, deal, name: called }) => (
                      <AppLink href={lead ? `/leads/${lead}` : `/deals/${deal}`}>{called ?? t('Without a name')}</AppLink>
                    ),
                  },
                  { key: 'account', label: t('Account'), cell: (row) => row.account ?? unknown },
                  { key: 'owner', label: t('Owner'), cell: (row) => row.owner ?? unknown },
                  { key: 'on', label: kept === 'pipeline' ? t('Opened') : t('Handed over'), cell: (row) => day(row.on) },
                  ...(timed
                    ? [
                        {
                          key: 'due',
                          label: t('Due by'),
                          cell: (row: (typeof rows)[number]) => (row.dueAt ? moment(row.dueAt) : unknown),
                        },
                        {
                          key: 'done',
                          label: t('Done'),
                          cell: (row: (typeof rows)[number]) => (row.keptAt ? moment(row.keptAt) : unknown),
                        },
                      ]
                    : []),
                  ...(kept === 'tries'
                    ? [{ key: 'tries', label: t('Tries'), cell: (row: (typeof rows)[number]) => row.tries, numeric: true }]
                    : []),
                  ...(kept === 'pipeline'
                    ? [
                        {
                          key: 'amount',
                          label: t('Amount'),
                          cell: (row: (typeof rows)[number]) => (row.amount === null ? unknown : money(row.amount, currency)),
                          numeric: true,
                        },
                      ]
                    : []),
                  { key: 'outcome', label: t('What became of it'), cell: (row) => outcomeWords(kept, row.outcome) },
                ]}
              />
            )}
            {total > rows.length && limit < most && (
              <Button size="compact-xs" variant="subtle" loading={found.isFetching} onClick={() => setLimit(Math.min(most, limit + 60))}>
                {t('Show more')}
              </Button>
            )}
          </>
        )}
      </Answered>
    </div>
  )
}
