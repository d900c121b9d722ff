import { Button } from '@mantine/core'
import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import type { Problem } from '#kernel/problem'
import { listMails, type Mail, sendMailAgain } from '#platform/mail/contract'
import { call } from '#web/client/call'
import { keyOf, useSend } from '#web/client/queries'
import { useWorkspaceId } from '#web/client/workspace'
import { moment, tn } from '#web/kit/format'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
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
    <Page
      title={t('Mails')}
      width="wide"
      lead={t('To people of this company, in the last 30 days. Links that let somebody in are not shown here.')}
    >
      <Panel
        id="mails"
        title={t('Newest first')}
        bare
        hint={first && !first.sends ? t('No mail server is set: these were not sent.') : undefined}
      >
        {again.error && <Failed error={again.error} what={t('send this mail again')} />}
        <Answered query={{ ...pages, data: pages.data?.pages.flatMap((page) => page.mails) }} what={t('the mails')} lines={8}>
          {(mails) =>
            mails.length === 0 ? <p>{t('No mail was made yet.')}</p> : <MailTable mails={mails} onAgain={(id) => again.mutate({ id })} />
          }
        </Answered>
        {pages.hasNextPage && (
          <div className={audit.more}>
            <Button variant="default" onClick={() => void pages.fetchNextPage()} loading={pages.isFetchingNextPage}>
              {t('Show earlier ones')}
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
      caption={t('Mails, newest first')}
      rows={mails}
      rowKey={(row) => row.id}
      columns={[
        {
          key: 'subject',
          label: t('What'),
          head: true,
          cell: (row) => (
            <details>
              <summary>{row.subject}</summary>
              <p className={classes.text}>{row.text}</p>
            </details>
          ),
        },
        { key: 'to', label: t('Sent to'), cell: (row) => row.to },
        { key: 'at', label: t('Made'), cell: (row) => moment(row.createdAt) },
        { key: 'state', label: t('State'), cell: (row) => <State mail={row} /> },
        {
          key: 'again',
          label: t('Again'),
          quiet: true,
          cell: (row) =>
            row.again && (
              <Button
                size="compact-xs"
                variant="subtle"
                color="gray"
                aria-label={t('Send again to {{address}}', { address: row.to })}
                onClick={() => onAgain(row.id)}
              >
                {t('Send again')}
              </Button>
            ),
        },
      ]}
    />
  )
}

function State({ mail: { state, sentAt, nextTryAt, tries, doubts, why } }: { mail: Mail }) {
  const said = (
    <>
      {why && <span className={classes.why}>{t('The mail server said: {{why}}', { why })}</span>}
      {doubts > 0 && (
        <span className={classes.why}>
          {state === 'sent'
            ? t(
                'Perhaps it arrived more than once: the connection broke when all of it was handed over. It has one Message-ID, by which most mailboxes show it once.',
              )
            : t('Perhaps it arrived all the same: the connection broke when all of it was handed over.')}
        </span>
      )}
    </>
  )
  if (state === 'sent')
    return (
      <div>
        {t('Sent {{moment}}', { moment: sentAt === null ? '' : moment(sentAt) })}
        {said}
      </div>
    )
  if (state === 'held') return t('Not sent: no mail server was set')
  if (state === 'dead')
    return (
      <div>
        {tn(tries, 'Not sent after one try.', 'Not sent after {{n}} tries.')}
        {said}
      </div>
    )
  if (nextTryAt === null || tries === 0) return t('On its way')
  return (
    <div>
      {t('Next try {{moment}}.', { moment: moment(nextTryAt) })}
      {said}
    </div>
  )
}
