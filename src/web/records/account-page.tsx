import { accountEndpoints, accountList, accountRecord, personEndpoints, personList } from '#rooms/accounts/contract'
import { dealEndpoints, dealList } from '#rooms/deals/contract'
import { t } from '#web/kit/text'
import { RecordPage } from './record-page.tsx'
import { Related } from './related.tsx'

/** One company with its deals and people. */
export default function AccountPage() {
  return (
    <RecordPage
      list={accountList}
      endpoints={accountEndpoints}
      records={accountRecord}
      home={{ href: '/accounts', label: t('Accounts') }}
      related={(id) => (
        <>
          <Related
            title={t('Deals')}
            list={dealList}
            endpoints={dealEndpoints}
            href="/deals"
            field="account"
            id={id}
            columns={['name', 'stage', 'amount', 'opened']}
          />
          <Related
            title={t('People')}
            list={personList}
            endpoints={personEndpoints}
            href="/people"
            field="account"
            id={id}
            columns={['name', 'title', 'email']}
          />
        </>
      )}
    />
  )
}
