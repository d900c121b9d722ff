import { Button } from '@mantine/core'
import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import type { Problem } from '#kernel/problem'
import { listMails, type Mail, sendMailAgain } from '#platform/mail/contract'
import { call } from '#web/client/call'
import { keyOf, useSend } from '#web/client/queries'
import { useWorkspaceId } from '#web/client/workspace'
import { moment } from '#web/kit/format'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import audit from './audit-page.module.css'
import classes from './mail-page.module.css'

interface Mails {
  sends: boolean
  from: string | null
  mails: Mail[]
  cursor: string | null
}

/** What was sent to people of this company, what is on its way, and what would have been sent. */
export default function MailPage() {
  const workspace = useWorkspaceId()
  const queries = useQueryClient()
  const pages = useInfiniteQuery<Mails, Problem, InfiniteData<Mails>, readonly unknown[], string | null>({
    queryKey: [...keyOf(listMails), workspace, 'all'],
    initialPageParam: null,
    queryFn: ({ pageParam, signal }) => call(listMails, pageParam === null ? {} : { cursor: pageParam }, signal),
    getNextPageParam: (last) => last.cursor,
  })
  const again = useSend(sendMailAgain, { onSuccess: () => queries.invalidateQueries({ queryKey: keyOf(listMails) }) })
  const first = pages.data?.pages[0]
  return (
    <Page title="Mails" width="wide" lead="To people of this company, in the last 30 days. Links that let somebody in are not shown here.">
      <Panel id="mails" title="Newest first" bare hint={first && !first.sends ? 'No mail server is set: these were not sent.' : undefined}>
        {again.error && <Failed error={again.error} what="send this mail again" />}
        <Answered query={{ ...pages, data: pages.data?.pages.flatMap((page) => page.mails) }} what="the mails" lines={8}>
          {(mails) =>
            mails.length === 0 ? <p>No mail was made yet.</p> : <MailTable mails={mails} onAgain={(id) => again.mutate({ id })} />
          }
        </Answered>
        {pages.hasNextPage && (
          <div className={audit.more}>
            <Button variant="default" onClick={() => void pages.fetchNextPage()} loading={pages.isFetchingNextPage}>
              Show earlier ones
            </Button>
          </div>
        )}
      </Panel>
    </Page>
  )
}

function MailTable({ mails, onAgain }: { mails: readonly Mail[]; onAgain: (id: Mail['id']) => void }) {
  return (
    <DataTable
      caption="Mails, newest first"
      rows={mails}
      rowKey={(row) => row.id}
      columns={[
        {
          key: 'subject',
          label: 'What',
          head: true,
          cell: (row) => (
            <details>
              <summary>{row.subject}</summary>
              <p className={classes.text}>{row.text}</p>
            </details>
          ),
        },
        { key: 'to', label: 'To', cell: (row) => row.to },
        { key: 'at', label: 'Made', cell: (row) => moment(row.createdAt) },
        { key: 'state', label: 'State', cell: (row) => <State mail={row} /> },
        {
          key: 'again',
          label: 'Again',
          quiet: true,
          cell: (row) =>
            row.again && (
              <Button size="compact-xs" variant="subtle" color="gray" onClick={() => onAgain(row.id)}>
                Send again
                <span className="visually-hidden"> to {row.to}</span>
              </Button>
            ),
        },
      ]}
    />
  )
}

function State({ mail: { state, sentAt, nextTryAt, tries, why } }: { mail: Mail }) {
  const said = why && <span className={classes.why}>The mail server said: {why}</span>
  if (state === 'sent') return `Sent ${sentAt === null ? '' : moment(sentAt)}`
  if (state === 'held') return 'Not sent: no mail server was set'
  if (state === 'dead')
    return (
      <>
        Not sent after {tries === 1 ? 'one try' : `${tries} tries`}. {said}
      </>
    )
  if (nextTryAt === null || tries === 0) return 'On its way'
  return (
    <>
      Next try {moment(nextTryAt)}. {said}
    </>
  )
}
