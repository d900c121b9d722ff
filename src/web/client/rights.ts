import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useSyncExternalStore } from 'react'
import { editors, mayCall, type Role } from '#kernel/access'
import type { Endpoint } from '#kernel/endpoint'
import type { ListDeclaration } from '#kernel/list'
import { allRights, changes, type Rights, type RightsObject, readableList } from '#kernel/rights'
import { ok, type Verdict } from '#kernel/verdict'
import { useWorkspaceId } from './workspace.ts'

/** Key of the session among the kept answers; it belongs to no workspace. */
export const sessionKey = ['session'] as const

/** What of the session is about rights. */
interface Known {
  readonly workspaces: readonly {
    readonly id: string
    readonly rights: Rights
    readonly role: Role
    readonly ownRole: { readonly name: string } | null
  }[]
}

function useCompany(): Known['workspaces'][number] | undefined {
  // Only looks at what is kept: asking is for `useSession`.
  const client = useQueryClient()
  const heard = useCallback((changed: () => void) => client.getQueryCache().subscribe(changed), [client])
  const session = useSyncExternalStore(heard, () => client.getQueryData<Known>(sessionKey))
  const id = useWorkspaceId()
  return session?.workspaces.find((company) => company.id === id)
}

/** What the reader may do with records here. The server asks again; this only keeps away what it would refuse. */
export function useRights(): Rights {
  return useCompany()?.rights ?? allRights
}

/** Whether the reader's role reaches an endpoint. The why is the sentence with which the server would refuse. */
export function useMayCall({ access }: Pick<Endpoint, 'access'>): Verdict {
  const company = useCompany()
  return company ? mayCall(access, { kind: 'user', ...(company.ownRole ? { ownRole: company.ownRole.name } : {}) }, company.role) : ok
}

/** Whether the reader may change records of a kind: by the rights of their role, and by a role that writes at all. */
export function useMayChange(object: RightsObject): boolean {
  const writes = useMayCall({ access: editors }).ok
  return changes(useRights(), object) && writes
}

/** A list as the reader may read it. */
export function useReadable(list: ListDeclaration): ListDeclaration {
  return readableList(list, useRights())
}
