import { Button, Pagination } from '@mantine/core'
import { IconArrowLeft, IconDownload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import { shownId } from '#kernel/source-system'
import { download } from '#web/client/call'
import { useAsk } from '#web/client/queries'
import { count, counted, day, days, inUnit, money, period, unknown } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered, Empty, Failed } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { said, t } from '#web/kit/text'
import { downloadRecords, readRecords } from '../contract.ts'
import { rangeText } from './answer.tsx'
import classes from './diagnosis.module.css'
import { FilterBar, useScope } from './filter-bar.tsx'
import { RepairableTable, type Tick } from './repair.tsx'
import { lookOf, type Where, whereOf, withScope } from './slice.ts'
import { allOf, filterText } from './words.ts'

type Records = ResultOf<typeof readRecords>
type Cell = Records['rows'][number][string]

const pageSize = 100

const controls = {
  first: t('first page'),
  previous: t('previous page'),
  next: t('next page'),
  last: t('last page'),
} as const

/** The rows behind a number; their count is the number's. */
export default function RecordsPage() {
  const { metric } = useParams({ strict: false }) as { metric: string }
  const where = whereOf(useSearch({ strict: false }) as Record<string, string>)
  const scope = useScope()
  const filter = Object.keys(where).length > 0 ? JSON.stringify(where) : undefined
  const [page, setPage] = useState(1)
  const records = useAsk(
    readRecords,
    { name: metric, where: filter, offset: (page - 1) * pageSize, ...lookOf(scope) },
    { keepPrevious: true },
  )
  return (
    <Answered
      query={records}
      what={t('these records')}
      lines={8}
      page={t('Records')}
      above={<FilterBar path={`/records/${encodeURIComponent(metric)}`} where={where} pending={false} />}
    >
      {(found) => <Shown records={found} where={where} filter={filter} page={page} onPage={setPage} pending={records.isPlaceholderData} />}
    </Answered>
  )
}

interface ShownProps {
  records: Records
  /** Whether these are still the records of another page or filter. */
  pending: boolean
  where: Where
  filter: string | undefined
  page: number
  onPage: (page: number) => void
}

function Shown({ records, where, filter, page, onPage, pending }: ShownProps) {
  const { answer, total } = records
  const scope = useScope()
  const save = useMutation({
    mutationFn: () => download(downloadRecords, { name: answer.name, where: filter, ...lookOf(scope) }, `${answer.name}.csv`),
  })
  const pages = Math.ceil(total / pageSize)
  return (
    <Page
      title={said(answer.title)}
      width="wide"
      lead={said(answer.definition)}
      actions={
        <>
          <Button
            variant="default"
            component={AppLink}
            href={withScope('/diagnosis', scope)}
            leftSection={<IconArrowLeft size={16} aria-hidden="true" />}
          >
            {t('Diagnosis')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden="true" />}
            loading={save.isPending}
            onClick={() => save.mutate()}
          >
            {t('Download CSV')}
          </Button>
        </>
      }
    >
      {save.error && <Failed error={save.error} what={t('make the file')} />}
      <FilterBar pending={pending} path={`/records/${encodeURIComponent(answer.name)}`} where={where} />
      <Facts records={records} where={where} />
      <Panel id="records" title={counted(total, 'record')}>
        {total === 0 ? (
          <Empty title={t('No record counts here')}>{t('The filters leave nothing of this kind.')}</Empty>
        ) : (
          <RepairableTable
            key={JSON.stringify([answer.name, filter, scope])}
            records={records}
            filter={filter}
            scope={scope}
            table={(tick) => <RecordTable records={records} tick={tick} />}
          />
        )}
        {pages > 1 && (
          <Pagination
            mt="md"
            total={pages}
            value={page}
            onChange={onPage}
            getItemProps={(item) => ({ 'aria-label': t('Page {{n}}', { n: item }) })}
            getControlProps={(control) => ({ 'aria-label': controls[control] })}
          />
        )}
      </Panel>
    </Page>
  )
}

function Facts({ records: { answer }, where }: { records: Records; where: Where }) {
  const filters = Object.entries(where).map(([key, value]) => filterText(key, value))
  const facts = [
    { label: t('Value'), says: answer.enough ? inUnit(answer.value, answer.unit, answer.currency) : said(answer.why ?? unknown) },
    { label: t('Range'), says: rangeText(answer) },
    { label: t('Period'), says: answer.period && period(answer.period.from, answer.period.to) },
    { label: t('Filters'), says: filters.length > 0 ? allOf(filters) : t('none') },
    { label: t('Cannot know'), says: said(answer.cannot) },
  ]
  return (
    <dl className={classes.facts}>
      {facts.map((fact) =>
        fact.says ? (
          <div key={fact.label}>
            <dt>{fact.label}</dt>
            <dd>{fact.says}</dd>
          </div>
        ) : null,
      )}
    </dl>
  )
}

function RecordTable({ records, tick }: { records: Records; tick: Tick | null }) {
  const { answer, columns, rows } = records
  return (
    <DataTable
      caption={`${said(answer.title)}: ${counted(records.total, 'record')}`}
      rows={rows.map((cells, place) => ({ place, cells }))}
      rowKey={(row) => String(row.place)}
      dense
      columns={[
        ...(tick ? [{ key: 'tick', label: t('Choose'), quiet: true, cell: (row: { place: number }) => tick(row.place) }] : []),
        ...columns.map((column, index) => ({
          key: column.key,
          label: said(column.label),
          head: index === 0,
          numeric: column.unit !== 'text' && column.unit !== 'day',
          cell: (row: { place: number; cells: Records['rows'][number] }) => {
            const text = cellText(row.cells[column.key] ?? null, column, answer.currency)
            const deal = column.key === 'name' ? (records.deals[row.place] ?? null) : null
            return deal === null ? text : <AppLink href={`/deals/in-crm/${encodeURIComponent(deal)}`}>{text}</AppLink>
          },
        })),
      ]}
    />
  )
}

/** Columns whose words are ours, not the records'. */
const inOurWords = ['outcome', 'counted']

function cellText(value: Cell, { key, unit }: Records['columns'][number], currency: string | null): string {
  if (value === null || value === '') return unknown
  switch (unit) {
    case 'day':
      return day(String(value))
    case 'money':
      return money(value, currency)
    case 'days':
      return days(Number(value))
    case 'count':
      return count(Number(value))
    default:
      if (key === 'ref') return shownId(String(value)) ?? unknown
      return inOurWords.includes(key) ? said(String(value)) : String(value)
  }
}
