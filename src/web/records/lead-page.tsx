import { leadEndpoints, leadList, leadRecord } from '#rooms/leads/contract'
import { t } from '#web/kit/text'
import { RecordPage } from './record-page.tsx'

/** One hand-off to sales. */
export default function LeadPage() {
  return <RecordPage list={leadList} endpoints={leadEndpoints} records={leadRecord} home={{ href: '/leads', label: t('Leads') }} />
}
