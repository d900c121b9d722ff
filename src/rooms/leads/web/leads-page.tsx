import { ListPage } from '#web/kit/list/list-page.tsx'
import { NothingYet } from '#web/kit/list/nothing-yet.tsx'
import { NewButton } from '#web/kit/new-button.tsx'
import { t } from '#web/kit/text'
import { leadEndpoints, leadList, leadMany } from '../contract.ts'

/** All hand-offs to sales. */
export default function LeadsPage() {
  return (
    <ListPage
      list={leadList}
      endpoints={leadEndpoints}
      many={leadMany}
      title={t('Leads')}
      lead={t('People who were handed over to sales; one person can be several leads over the years.')}
      more={<NewButton start={{ kind: 'lead' }} />}
      whenEmpty={<NothingYet many={t('leads')} kind="lead" />}
    />
  )
}
