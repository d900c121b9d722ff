import { TerritoryLoadPanel } from '#rooms/accounts/web/territory-load.tsx'
import { TerritoryPanels } from '#rooms/accounts/web/territory-panels.tsx'
import { Page } from '#web/kit/page.tsx'
import { t } from '#web/kit/text'
import { useCompany } from './session.ts'

/** Whose patch accounts lie in: seen by everyone who sees accounts, changed by owners and admins. */
export default function TerritoriesPage() {
  const role = useCompany()?.role
  return (
    <Page
      title={t('Territories')}
      lead={t('An account lies in the first territory whose rule holds for it. It moves by itself when the account or a rule changes.')}
    >
      <TerritoryLoadPanel />
      <TerritoryPanels manages={role === 'owner' || role === 'admin'} />
    </Page>
  )
}
