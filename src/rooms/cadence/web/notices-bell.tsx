import { IconBell } from '@tabler/icons-react'
import { useAsk } from '#web/client/queries'
import { useWorkspaceId } from '#web/client/workspace'
import { AppLink } from '#web/kit/link.tsx'
import { t } from '#web/kit/text'
import { countNotices } from '../contract/notices.ts'
import classes from './notices.module.css'

/** How many notices are unread, asked each minute and when somebody comes back to the window. */
export function NoticesBell() {
  const workspace = useWorkspaceId()
  const { data } = useAsk(countNotices, {}, { enabled: workspace !== null, refetchInterval: 60_000 })
  const unread = data?.unread ?? 0
  const shown = unread >= 100 ? '99+' : String(unread)
  return (
    <AppLink
      href="/notices"
      className={classes.bell}
      aria-label={unread === 0 ? t('Notices, none unread') : t('Notices, {{count}} unread', { count: shown })}
    >
      <IconBell size={19} stroke={1.7} aria-hidden="true" />
      {unread > 0 && (
        <span className={classes.count} aria-hidden="true">
          {shown}
        </span>
      )}
    </AppLink>
  )
}
