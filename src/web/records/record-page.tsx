import { Button } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ListDeclaration } from '#kernel/list'
import type { ListEndpoints, ListRow, RecordEndpoints } from '#kernel/list-endpoints'
import { RecordRequests } from '#rooms/cadence/web/record-requests.tsx'
import { useAsk } from '#web/client/queries'
import { useReadable } from '#web/client/rights'
import { AppLink } from '#web/kit/link.tsx'
import { cellText } from '#web/kit/list/cell.tsx'
import { RecordFields } from '#web/kit/list/record-fields.tsx'
import { useSettled } from '#web/kit/list/settled'
import { Page } from '#web/kit/page.tsx'
import { Answered } from '#web/kit/states.tsx'
import { said, t } from '#web/kit/text'
import classes from './records.module.css'
import { TasksPanel } from './tasks-panel.tsx'
import { Timeline } from './timeline.tsx'

interface RecordPageProps {
  list: ListDeclaration
  endpoints: ListEndpoints
  records: RecordEndpoints
  /** Address and name of the list that it belongs to. */
  home: { readonly href: string; readonly label: string }
  whyOf?: readonly string[]
  related?: (row: ListRow) => ReactNode
  /** Further buttons beside the title. */
  actions?: (row: ListRow) => ReactNode
}

/** The page of one record, the same for every kind: fields, what belongs to it, and its timeline. */
export function RecordPage({ list: declared, endpoints, records, home, whyOf, related, actions }: RecordPageProps) {
  const list = useSettled(useReadable(declared), endpoints)
  const { id } = useParams({ strict: false }) as { id: string }
  const record = useAsk(records.read, { id })
  const one = said(list.one)
  const kind = one[0]?.toUpperCase() + one.slice(1)
  return (
    <Answered query={record} what={t('this {{one}}', { one: said(list.one) })} lines={8} page={kind}>
      {(row) => (
        <Page
          title={cellText({ type: 'text' }, row.cells[list.name])}
          width="wide"
          lead={kind}
          actions={
            <>
              {actions?.(row)}
              <Button variant="default" component={AppLink} href={home.href} leftSection={<IconArrowLeft size={16} aria-hidden="true" />}>
                {home.label}
              </Button>
            </>
          }
        >
          <div className={classes.parts} key={row.id}>
            <div className={classes.column}>
              <RecordFields list={list} records={records} row={row} whyOf={whyOf ?? []} />
              {related?.(row)}
            </div>
            <div className={classes.column}>
              <TasksPanel kind={list.kind} id={row.id} />
              {list.kind !== 'person' && (
                <RecordRequests kind={list.kind} id={row.id} label={cellText({ type: 'text' }, row.cells[list.name])} />
              )}
              <Timeline kind={list.kind} id={row.id} records={records} home={home.href} />
            </div>
          </div>
        </Page>
      )}
    </Answered>
  )
}
