import { leadList, leadRecord } from '#rooms/leads/contract'
import { RecordPage } from './record-page.tsx'

/** One hand-off to sales. */
export default function LeadPage() {
  return <RecordPage list={leadList} records={leadRecord} home={{ href: '/leads', label: 'Leads' }} />
}
