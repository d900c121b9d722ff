import { personEndpoints, personList, personRecord } from '#rooms/accounts/contract'
import { ErasedNotice, PrivacyPanel } from '#rooms/accounts/web/privacy-panel.tsx'
import { dealEndpoints, dealList } from '#rooms/deals/contract'
import { leadEndpoints, leadList } from '#rooms/leads/contract'
import { t } from '#web/kit/text'
import { RecordPage } from './record-page.tsx'
import { Related } from './related.tsx'

/** One person with the hand-offs to sales, the deals, and what is held on them. */
export default function PersonPage() {
  return (
    <RecordPage
      list={personList}
      endpoints={personEndpoints}
      records={personRecord}
      home={{ href: '/people', label: t('People') }}
      related={(id) => (
        <>
          <ErasedNotice id={id} />
          <Related
            title={t('Leads')}
            list={leadList}
            endpoints={leadEndpoints}
            href="/leads"
            field="person"
            id={id}
            columns={['name', 'status', 'source', 'created']}
          />
          <Related
            title={t('Deals')}
            list={dealList}
            endpoints={dealEndpoints}
            href="/deals"
            field="person"
            id={id}
            columns={['name', 'stage', 'amount', 'opened']}
          />
          <PrivacyPanel id={id} />
        </>
      )}
    />
  )
}
