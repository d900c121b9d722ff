import { useQuery } from '@tanstack/react-query'
import type { Problem } from '#kernel/problem'
import { getSession, type Session } from '#platform/access/contract'
import { call } from '#web/client/call'
import { sessionKey } from '#web/client/rights'
import { currentWorkspace, enterWorkspace, useWorkspaceId } from '#web/client/workspace'

export { sessionKey }

export type Company = Session['workspaces'][number]

/** Who is here, and in which companies. Makes sure that the browser works in one of them. */
export function useSession() {
  return useQuery<Session, Problem>({
    queryKey: sessionKey,
    queryFn: async ({ signal }) => {
      const session = await call(getSession, {}, signal)
      if (!session.workspaces.some((company) => company.id === currentWorkspace())) enterWorkspace(session.workspaces[0]?.id ?? null)
      return session
    },
    staleTime: 60_000,
  })
}

/** The company that the browser works in. */
export function useCompany(): Company | undefined {
  const session = useSession()
  const id = useWorkspaceId()
  return session.data?.workspaces.find((company) => company.id === id)
}
