import { Button, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import type { Id } from '#kernel/id'
import { useAsk } from '#web/client/queries'
import { count, day } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import { type Ending, endings, listCampaignPeople, type readCampaign } from '../contract/campaign-goals.ts'
import classes from './campaign.module.css'
import { endingWords } from './campaign-words.ts'

type Became = ResultOf<typeof readCampaign>['became']

/** What became of each, in groups and person by person. */
export function CampaignPeople({ id, became, goal }: { id: Id<'campaign'>; became: Became; goal: boolean }) {
  const [ending, setEnding] = useState<Ending | ''>('')
  const [shown, setShown] = useState(20)
  const found = useAsk(listCampaignPeople, { id, limit: shown, ...(ending === '' ? {} : { ending }) }, { keepPrevious: true })
  const sums = endings.flatMap((one) => {
    const people = became.filter((group) => group.ending === one).reduce((sum, group) => sum + group.people, 0)
    return people === 0 ? [] : [{ ending: one, people }]
  })
  const all = ending === '' ? sums.reduce((sum, one) => sum + one.people, 0) : (sums.find((one) => one.ending === ending)?.people ?? 0)
  const reasons = became.filter(({ reason }) => reason !== null)
  const rows = found.data?.people ?? []
  return (
    <>
      {reasons.length > 0 && (
        <ul className={classes.list}>
          {reasons.map((group) => (
            <li key={`${group.ending} ${group.reason}`}>
              {t('{{n}} {{ending}}: {{reason}}', { n: count(group.people), ending: endingWords(group.ending), reason: group.reason ?? '' })}
            </li>
          ))}
        </ul>
      )}
      <NativeSelect
        mt="lg"
        mb="sm"
        w={260}
        label={t('Show')}
        value={ending}
        data={[
          { value: '', label: t('everybody') },
          ...sums.map((one) => ({ value: one.ending, label: `${endingWords(one.ending)} (${count(one.people)})` })),
        ]}
        onChange={(event) => {
          setEnding(endings.find((one) => one === event.currentTarget.value) ?? '')
          setShown(20)
        }}
      />
      <DataTable
        caption={t('What became of each')}
        dense
        rows={rows}
        rowKey={(row) => row.id}
        columns={[
          {
            key: 'name',
            label: t('Person'),
            head: true,
            cell: (row) => <AppLink href={`/people/${row.id}`}>{row.name ?? t('Without a name')}</AppLink>,
          },
          {
            key: 'became',
            label: t('What became of them'),
            cell: (row) => {
              const words = [endingWords(row.ending), row.reason].filter(Boolean).join(': ')
              return row.leadId ? <AppLink href={`/leads/${row.leadId}`}>{words}</AppLink> : words
            },
          },
          { key: 'converted', label: t('Converted'), cell: (row) => (goal ? (row.converted ? t('yes') : t('no')) : t('no goal')) },
          { key: 'at', label: t('On'), cell: (row) => (row.at ? day(row.at) : '–') },
        ]}
      />
      {all > shown && shown < 200 && (
        <Button mt="sm" size="compact-sm" variant="subtle" loading={found.isFetching} onClick={() => setShown(Math.min(200, shown + 60))}>
          {t('Show more')}
        </Button>
      )}
    </>
  )
}
