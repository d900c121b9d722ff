import { ListPage } from '#web/kit/list/list-page.tsx'
import { NothingYet } from '#web/kit/list/nothing-yet.tsx'
import { NewButton } from '#web/kit/new-button.tsx'
import { t } from '#web/kit/text'
import { personEndpoints, personList, personMany } from '../contract.ts'

/** All people. */
export default function PeoplePage() {
  return (
    <ListPage
      list={personList}
      endpoints={personEndpoints}
      many={personMany}
      title={t('People')}
      lead={t('Everyone whom marketing or sales knows, each once.')}
      more={<NewButton start={{ kind: 'person' }} />}
      whenEmpty={<NothingYet many={t('people')} kind="person" />}
    />
  )
}
