import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Problem } from '#kernel/problem'
import type { Day } from '#kernel/time'
import { listAccounts, listKeys } from '#platform/access/contract'
import { type AuditEntry, type AuditGroup, auditGroups, listAudit } from '#platform/audit/contract'
import { call } from '#web/client/call'
import { keyOf, useAsk } from '#web/client/queries'
import { useWorkspaceId } from '#web/client/workspace'
import { moment } from '#web/kit/format'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { said, t } from '#web/kit/text'
import classes from './audit-page.module.css'

interface Asked {
  group?: AuditGroup
  actor?: string
  from?: Day
  to?: Day
}

interface Entries {
  entries: AuditEntry[]
  cursor: string | null
}

/** What was done in this company: by whom, when, from where. */
export default function AuditPage() {
  const [asked, setAsked] = useState<Asked>({})
  const workspace = useWorkspaceId()
  const pages = useInfiniteQuery<Entries, Problem, InfiniteData<Entries>, readonly unknown[], string | null>({
    queryKey: [...keyOf(listAudit), workspace, asked],
    initialPageParam: null,
    queryFn: ({ pageParam, signal }) => call(listAudit, { ...asked, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal),
    getNextPageParam: (last) => last.cursor,
  })
  return (
    <Page title={t('Audit log')} width="wide" lead={t('What was done here, by whom and from where. Entries are only ever added.')}>
      <Panel id="entries" title={said('Entries', 'log')} bare>
        <Filters asked={asked} onChange={setAsked} />
        <Answered query={{ ...pages, data: pages.data?.pages.flatMap((page) => page.entries) }} what={t('the audit log')} lines={8}>
          {(entries) => (entries.length === 0 ? <p>{t('Nothing of this kind was done.')}</p> : <EntryTable entries={entries} />)}
        </Answered>
        {pages.hasNextPage && (
          <div className={classes.more}>
            <Button variant="default" onClick={() => void pages.fetchNextPage()} loading={pages.isFetchingNextPage}>
              {t('Show earlier ones')}
            </Button>
          </div>
        )}
      </Panel>
    </Page>
  )
}

function EntryTable({ entries }: { entries: readonly AuditEntry[] }) {
  return (
    <DataTable
      caption={t('Entries of the audit log, newest first')}
      rows={entries}
      rowKey={(row) => row.id}
      columns={[
        { key: 'said', label: t('What'), head: true, cell: (row) => row.said },
        {
          key: 'who',
          label: t('Who'),
          cell: (row) => (row.actor.kind === 'key' ? t('API key {{name}}', { name: row.actor.name }) : row.actor.name),
        },
        { key: 'at', label: t('When'), cell: (row) => moment(row.at) },
        { key: 'group', label: t('About'), cell: (row) => said(auditGroups[row.group].label) },
        { key: 'address', label: t('Address'), cell: (row) => row.address },
      ]}
    />
  )
}

const groupChoices = [
  { value: '', label: t('Everything') },
  ...Object.entries(auditGroups).map(([value, { label }]) => ({ value, label: said(label) })),
]

function Filters({ asked, onChange }: { asked: Asked; onChange: (next: Asked) => void }) {
  const people = useAsk(listAccounts, {})
  const keys = useAsk(listKeys, {})
  const actors = [
    { value: '', label: t('Anybody') },
    ...(people.data?.accounts ?? []).map(({ userId, name }) => ({ value: userId, label: name })),
    ...(keys.data?.keys ?? []).map(({ id, name }) => ({ value: id as string, label: t('API key {{name}}', { name }) })),
  ]
  const put = (name: keyof Asked, value: string) => {
    const { [name]: _, ...others } = asked
    onChange(value === '' ? others : { ...others, [name]: value })
  }
  return (
    <div className={classes.filters}>
      <NativeSelect
        label={t('About')}
        data={groupChoices}
        value={asked.group ?? ''}
        onChange={(event) => put('group', event.currentTarget.value)}
      />
      <NativeSelect
        label={t('Who')}
        data={actors}
        value={asked.actor ?? ''}
        onChange={(event) => put('actor', event.currentTarget.value)}
      />
      <TextInput label={t('From')} type="date" value={asked.from ?? ''} onChange={(event) => put('from', event.currentTarget.value)} />
      <TextInput label={t('To')} type="date" value={asked.to ?? ''} onChange={(event) => put('to', event.currentTarget.value)} />
    </div>
  )
}
