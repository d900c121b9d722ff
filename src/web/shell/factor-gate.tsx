import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { no, ok } from '#kernel/verdict'
import { listPasskeys, readSecondFactor, signOut } from '#platform/access/contract'
import { useAsk, useSend } from '#web/client/queries'
import { Mark } from '#web/kit/logo.tsx'
import { ReasonButton } from '#web/kit/reason-button.tsx'
import { t } from '#web/kit/text'
import { CompanyMenu } from './company-menu.tsx'
import { FactorPanel } from './factor-panel.tsx'
import layout from './layout.module.css'
import { PasskeysPanel } from './passkeys-panel.tsx'
import { type Company, sessionKey, useSession } from './session.ts'
import { useSessionChanged } from './session-changed.ts'
import settings from './settings-page.module.css'
import classes from './sign-in-page.module.css'

/** Stands in the place of a company that asks for a second factor, for who has none, until they have set one up. */
export function FactorGate({ company }: { company: Company }) {
  const session = useSession()
  const queries = useQueryClient()
  const factor = useAsk(readSecondFactor, {})
  const passkeys = useAsk(listPasskeys, {})
  const changed = useSessionChanged()
  const leave = useSend(signOut, { onSuccess: () => changed(t('You are signed out.')) })
  const set = factor.data?.state === 'on' || (passkeys.data?.passkeys.length ?? 0) > 0
  return (
    <main id="main" className={layout.bare}>
      <div className={`${classes.wide} ${settings.stack}`}>
        <div className={classes.mark}>
          <Mark size={40} />
          <span>Interlock</span>
        </div>
        <h1 className={classes.title}>{t('Set up a second factor')}</h1>
        <p>
          {t('{{company}} asks everybody for a second factor besides the password. Choose an app or a passkey; you can have both.', {
            company: company.name,
          })}
        </p>
        {(session.data?.workspaces.length ?? 0) > 1 && <CompanyMenu />}
        <FactorPanel />
        <PasskeysPanel />
        <div className={settings.inline}>
          <ReasonButton
            allowed={set ? ok : no(t('Set up an app or a passkey first.'))}
            onClick={() => void queries.invalidateQueries({ queryKey: sessionKey })}
          >
            {t('Go on')}
          </ReasonButton>
          <Button variant="default" onClick={() => leave.mutate({})} loading={leave.isPending}>
            {t('Sign out')}
          </Button>
        </div>
      </div>
    </main>
  )
}
