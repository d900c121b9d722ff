import { Navigate } from '@tanstack/react-router'
import { listImports } from '#rooms/capture/contract'
import { useAsk } from '#web/client/queries'
import { useWorkspaceId } from '#web/client/workspace'
import { Answered } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { useSession } from './session.ts'
import { WelcomePage } from './welcome-page.tsx'

/** The start: the two doors while there is no data, the diagnosis once there is. */
export function HomePage() {
  const workspace = useWorkspaceId()
  const session = useSession()
  const imports = useAsk(listImports, {}, { enabled: workspace !== null })
  if (session.data && workspace === null) return <WelcomePage />
  return (
    <Answered query={imports} what={t('your data')} page="Interlock">
      {({ imports: all }) => (all.some((one) => one.state === 'done') ? <Navigate to="/diagnosis" replace /> : <WelcomePage />)}
    </Answered>
  )
}
