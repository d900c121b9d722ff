import { useWayBack } from '#web/client/changes'
import { useAsk, useSend } from '#web/client/queries'
import { LastChange } from '#web/kit/last-change.tsx'
import { recordHref } from '#web/kit/list/cell.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Proposals } from '#web/kit/proposals.tsx'
import { t } from '#web/kit/text'
import { readCompanies, sayCompany, undoCompany } from '../contract/company-match.ts'

/** On the page of a person without a company by a sure key: at which they likely work. Nothing where none is likely. */
export function CompanyPanel({ id }: { id: string }) {
  const found = useAsk(readCompanies, { id: id as never })
  const way = useWayBack(undoCompany)
  const say = useSend(sayCompany, way.options)
  const { noting, state } = way.among([say])
  const proposals = found.data?.proposals ?? []
  if (proposals.length === 0 && !state.last && !state.error) return null
  const decide = (account: { readonly id: string; readonly name: string }, theirs: boolean) =>
    say.mutate(
      { id, accountId: account.id, theirs } as never,
      noting(theirs ? t('They work at {{name}}.', account) : t('They do not work at {{name}}. It is not proposed again.', account)),
    )
  return (
    <>
      <LastChange changes={state} what={t('say where they work')} />
      {proposals.length > 0 && (
        <Panel
          id="companies"
          title={t('Where they likely work')}
          hint={t('No sure key says it. What speaks for each is weighed in bits: each whole one doubles the odds.')}
        >
          <Proposals
            all={proposals.map((one) => ({ ...one, href: recordHref('account', one.id) }))}
            take={t('Works here')}
            may={found.data?.may ?? false}
            busy={state.busy}
            onTake={(one) => decide(one, true)}
            onRefuse={(one) => decide(one, false)}
          />
        </Panel>
      )}
    </>
  )
}
