import { ListPage } from '#web/kit/list/list-page.tsx'
import { NothingYet } from '#web/kit/list/nothing-yet.tsx'
import { accountEndpoints, accountList, accountMany } from '../contract.ts'

/** All companies. */
export default function AccountsPage() {
  return (
    <ListPage
      list={accountList}
      endpoints={accountEndpoints}
      many={accountMany}
      title="Accounts"
      lead="Companies that could buy, buy or bought."
      whenEmpty={<NothingYet many="accounts" />}
    />
  )
}
