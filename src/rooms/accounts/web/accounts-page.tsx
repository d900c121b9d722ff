import { ListPage } from '#web/kit/list/list-page.tsx'
import { NothingYet } from '#web/kit/list/nothing-yet.tsx'
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
      whenEmpty={<NothingYet many={t('accounts')} />}
    />
  )
}
