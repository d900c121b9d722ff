import { ListPage } from '#web/kit/list/list-page.tsx'
import { NothingYet } from '#web/kit/list/nothing-yet.tsx'
import { t } from '#web/kit/text'
import { dealEndpoints, dealList, dealMany } from '../contract.ts'

/** All deals. */
export default function DealsPage() {
  return (
    <ListPage
      list={dealList}
      endpoints={dealEndpoints}
      many={dealMany}
      whyOf={['stage']}
      title={t('Deals')}
      lead={t('Everything that could be, was or was not sold.')}
      whenEmpty={<NothingYet many={t('deals')} />}
    />
  )
}
