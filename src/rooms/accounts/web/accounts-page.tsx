import { ListPage } from '#web/kit/list/list-page.tsx'
import { NothingYet } from '#web/kit/list/nothing-yet.tsx'
import { NewButton } from '#web/kit/new-button.tsx'
import { t } from '#web/kit/text'
import { accountEndpoints, accountList, accountMany } from '../contract.ts'

/** All companies. */
export default function AccountsPage() {
  return (
    <ListPage
      list={accountList}
      endpoints={accountEndpoints}
      many={accountMany}
      title={t('Accounts')}
      lead={t('Companies that could buy, buy or bought.')}
      more={<NewButton start={{ kind: 'account' }} />}
      whenEmpty={<NothingYet many={t('accounts')} kind="account" />}
    />
  )
}
