import { sees } from '#kernel/rights'
import { readCompanies, sayCompany, undoCompany } from '#rooms/accounts/contract/company-match'
import { useWayBack } from '#web/client/changes'
import { useAsk, useSend } from '#web/client/queries'
import { useRights } from '#web/client/rights'
import { LastChange } from '#web/kit/last-change.tsx'
import { recordHref } from '#web/kit/list/cell.tsx'
import { Proposals } from '#web/kit/proposals.tsx'
import { t } from '#web/kit/text'
import classes from './day.module.css'

/** At which company somebody likely works whom no sure key puts at one. Nothing where none is likely. */
export function LikelyCompany({ personId }: { personId: string }) {
  const rights = useRights()
  const found = useAsk(readCompanies, { id: personId as never }, { enabled: sees(rights, 'person') && sees(rights, 'account') })
  const way = useWayBack(undoCompany)
  const say = useSend(sayCompany, way.options)
  const { noting, state } = way.among([say])
  const proposals = found.data?.proposals ?? []
  if (proposals.length === 0 && !state.last && !state.error) return null
  const decide = (account: { readonly id: string; readonly name: string }, theirs: boolean) =>
    say.mutate(
      { id: personId, accountId: account.id, theirs } as never,
      noting(theirs ? t('They work at {{name}}.', account) : t('They do not work at {{name}}. It is not proposed again.', account)),
    )
  return (
    <section className={classes.part} aria-labelledby="story-company">
      <LastChange changes={state} what={t('say where they work')} />
      {proposals.length > 0 && (
        <>
          <h3 id="story-company" className={classes.partTitle}>
            {t('Where they likely work')}
          </h3>
          <Proposals
            all={proposals.map((one) => ({ ...one, href: recordHref('account', one.id) }))}
            take={t('Works here')}
            may={found.data?.may ?? false}
            busy={state.busy}
            onTake={(one) => decide(one, true)}
            onRefuse={(one) => decide(one, false)}
          />
        </>
      )}
    </section>
  )
}
