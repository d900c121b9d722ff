import { personEndpoints, personList, personRecord } from '#rooms/accounts/contract'
import { CompanyPanel } from '#rooms/accounts/web/company-panel.tsx'
import { MergeButton, MergedHere } from '#rooms/accounts/web/merge-panel.tsx'
import { ErasedNotice, PrivacyPanel } from '#rooms/accounts/web/privacy-panel.tsx'
import { dealEndpoints, dealList } from '#rooms/deals/contract'
import { leadEndpoints, leadList } from '#rooms/leads/contract'
import { ContactScore } from '#rooms/measure/web/contact-people.tsx'
import { t } from '#web/kit/text'
import { naming } from './making/naming.ts'
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
      actions={(row) => <MergeButton kind="person" id={row.id} />}
      related={(row) => (
        <>
          <MergedHere kind="person" id={row.id} />
          <ErasedNotice id={row.id} />
          <CompanyPanel id={row.id} />
          <Related
            title={t('Leads')}
            list={leadList}
            endpoints={leadEndpoints}
            href="/leads"
            field="person"
            id={row.id}
            columns={['name', 'status', 'source', 'created']}
            start={naming('person', row)}
          />
          <Related
            title={t('Deals')}
            list={dealList}
            endpoints={dealEndpoints}
            href="/deals"
            field="person"
            id={row.id}
            columns={['name', 'stage', 'amount', 'opened']}
            start={naming('person', row, ['account'])}
          />
          <ContactScore id={row.id} />
          <PrivacyPanel id={row.id} />
        </>
      )}
    />
  )
}
