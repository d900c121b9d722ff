import { ListPage } from '#web/kit/list/list-page.tsx'
import { NothingYet } from '#web/kit/list/nothing-yet.tsx'
import { NewButton } from '#web/kit/new-button.tsx'
import { RichText } from '#web/kit/rich-text.tsx'
import { t } from '#web/kit/text'
import { Word } from '#web/kit/word.tsx'
import { leadEndpoints, leadList, leadMany } from '../contract.ts'

/** All hand-offs to sales. */
export default function LeadsPage() {
  return (
    <ListPage
      list={leadList}
      endpoints={leadEndpoints}
      many={leadMany}
      title={t('Leads')}
      lead={
        <RichText
          text="People who were <handed>handed over</handed> to sales; one person can be several <lead>leads</lead> over the years."
          parts={{ handed: <Word word="handed-over" />, lead: <Word word="lead" /> }}
        />
      }
      more={<NewButton start={{ kind: 'lead' }} />}
      whenEmpty={<NothingYet many={t('leads')} kind="lead" />}
    />
  )
}
