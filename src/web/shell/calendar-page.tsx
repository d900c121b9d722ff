import { CalendarPanels } from '#rooms/workspace/web/calendar-panels.tsx'
import { Page } from '#web/kit/page.tsx'
import { t } from '#web/kit/text'
import { useCompany } from './session.ts'

/** When the company works: seen by everyone, changed by owners and admins. */
export default function CalendarPage() {
  const role = useCompany()?.role
  return (
    <Page
      title={t('Calendar')}
      lead={t('Time zone, working hours and days off. Due times go by them, and the company’s day begins by this zone.')}
    >
      <CalendarPanels manages={role === 'owner' || role === 'admin'} />
    </Page>
  )
}
