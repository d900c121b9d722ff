import { WorkingPanels } from '#rooms/workspace/web/working-panels.tsx'
import { Page } from '#web/kit/page.tsx'
import { t } from '#web/kit/text'
import { useCompany } from './session.ts'

/** Who works when: seen by everyone, changed by owners and admins. */
export default function WorkingPage() {
  const role = useCompany()?.role
  return (
    <Page
      title={t('Who works when')}
      lead={t(
        'Who is at work, who is away and who stands in, which languages they speak and how many open leads they take. The routing goes by it.',
      )}
    >
      <WorkingPanels manages={role === 'owner' || role === 'admin'} />
    </Page>
  )
}
