import { Button } from '@mantine/core'
import { IconBell, IconSettings } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useAsk, useSend } from '#web/client/queries'
import { moment } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered, Empty, Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { listNotices, markNotices, type Notice } from '../contract/notices.ts'
import classes from './notices.module.css'

/** What I am told: unread first. Following one marks it as read. */
export default function NoticesPage() {
  const query = useAsk(listNotices, {}, { refetchInterval: 60_000 })
  const queries = useQueryClient()
  const mark = useSend(markNotices, { onSettled: () => queries.invalidateQueries() })
  const unread = query.data?.notices.some(({ read }) => !read) ?? false
  return (
    <Page
      title={t('Notices')}
      lead={t('What concerns you, as it happens: leads, the contract, requests and data.')}
      actions={
        <>
          <Button
            variant="default"
            component={AppLink}
            href="/notices/settings"
            leftSection={<IconSettings size={16} aria-hidden="true" />}
          >
            {t('How I am told')}
          </Button>
          {unread && (
            <Button variant="default" loading={mark.isPending} onClick={() => mark.mutate({})}>
              {t('Mark all as read')}
            </Button>
          )}
        </>
      }
    >
      {mark.error && <Failed error={mark.error} what={t('mark notices')} />}
      <Answered query={query} what={t('the notices')} lines={6}>
        {({ notices, more }) =>
          notices.length === 0 ? (
            <Empty icon={<IconBell size={28} />} title={t('Nothing yet')}>
              {t('When a lead is handed to you, a promise is due or somebody answers you, it stands here.')}
            </Empty>
          ) : (
            <Panel
              id="notices"
              title={t('Unread first')}
              hint={more ? t('The last {{count}} are shown.', { count: notices.length }) : undefined}
            >
              <ul className={classes.list}>
                {notices.map((notice) => (
                  <Line key={notice.id} notice={notice} onMark={(read) => mark.mutate({ ids: [notice.id], read })} />
                ))}
              </ul>
            </Panel>
          )
        }
      </Answered>
    </Page>
  )
}

function Line({ notice: { says, href, at, read }, onMark }: { notice: Notice; onMark: (read: boolean) => void }) {
  return (
    <li className={classes.item} data-read={read || undefined}>
      <span className={classes.dot} aria-hidden="true" />
      <span className={classes.body}>
        <AppLink href={href} className={classes.says} onClick={() => !read && onMark(true)}>
          {says}
        </AppLink>
        <span className={classes.when}>{read ? moment(at) : t('{{moment}}, unread', { moment: moment(at) })}</span>
      </span>
      <Button
        variant="subtle"
        color="gray"
        size="compact-xs"
        aria-label={read ? t('Unread again: {{what}}', { what: says }) : t('Mark as read: {{what}}', { what: says })}
        onClick={() => onMark(!read)}
      >
        {read ? t('Unread again') : t('Mark as read')}
      </Button>
    </li>
  )
}
