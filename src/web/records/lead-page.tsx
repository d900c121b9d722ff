import { leadEndpoints, leadList, leadRecord } from '#rooms/leads/contract'
import { NewButton } from '#web/kit/new-button.tsx'
import { t } from '#web/kit/text'
import { dealOfLead } from './making/naming.ts'
import { RecordPage } from './record-page.tsx'

/** One hand-off to sales. A deal that is made of it names it, and keeps the source by which it was won. */
export default function LeadPage() {
  return (
    <RecordPage
      list={leadList}
      endpoints={leadEndpoints}
      records={leadRecord}
      home={{ href: '/leads', label: t('Leads') }}
      actions={(row) => <NewButton start={dealOfLead(row)} />}
    />
  )
}
