import { accountEndpoints, accountList, accountRecord, personEndpoints, personList } from '#rooms/accounts/contract'
import { MergeButton, MergedHere } from '#rooms/accounts/web/merge-panel.tsx'
import { dealEndpoints, dealList } from '#rooms/deals/contract'
import { t } from '#web/kit/text'
import { naming } from './making/naming.ts'
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
      actions={(row) => <MergeButton kind="account" id={row.id} />}
      related={(row) => (
        <>
          <MergedHere kind="account" id={row.id} />
          <Related
            title={t('Deals')}
            list={dealList}
            endpoints={dealEndpoints}
            href="/deals"
            field="account"
            id={row.id}
            columns={['name', 'stage', 'amount', 'opened']}
            start={naming('account', row)}
          />
          <Related
            title={t('People')}
            list={personList}
            endpoints={personEndpoints}
            href="/people"
            field="account"
            id={row.id}
            columns={['name', 'title', 'email']}
            start={naming('account', row)}
          />
        </>
      )}
    />
  )
}
