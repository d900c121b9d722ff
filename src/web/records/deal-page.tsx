import { dealEndpoints, dealList, dealRecord } from '#rooms/deals/contract'
import { t } from '#web/kit/text'
import { RecordPage } from './record-page.tsx'

/** One deal. Moving it to another stage asks for the reason and the day. */
export default function DealPage() {
  return (
    <RecordPage
      list={dealList}
      endpoints={dealEndpoints}
      records={dealRecord}
      home={{ href: '/deals', label: t('Deals') }}
      whyOf={['stage']}
    />
  )
}
