import { mayCall } from './access.ts'
import { type Actor, roleOf } from './actor.ts'
import type { Endpoint } from './endpoint.ts'
import { no, ok, type Verdict } from './verdict.ts'

type Door = Pick<Endpoint, 'id' | 'method' | 'limits' | 'access'>

/** The group of an endpoint: the part of its id before the dot, mostly the name of its room. */
export function groupOf(endpoint: Pick<Endpoint, 'id'>): string {
  return endpoint.id.split('.')[0] ?? ''
}

/** Accounts, sessions, access and keys: for people who signed in, so that nobody gets in by a key who could not without. */
const personal = 'access'

/** Whether a key of this reach could ever be used for it. */
export function openToKeys(endpoint: Pick<Endpoint, 'id' | 'access'>): boolean {
  return groupOf(endpoint) !== personal
}

/** Whether an endpoint changes nothing: asked by GET, or a question that is too long for an address. */
export function onlyReads({ method, limits }: Pick<Endpoint, 'method' | 'limits'>): boolean {
  return method === 'GET' || limits.rate === 'read'
}

/** Whether someone may use an endpoint: by role, and for an API key by its reach too. The one question that every front door asks. */
export function mayUse(endpoint: Door, actor: Actor): Verdict {
  const byRole = mayCall(endpoint.access, actor, roleOf(actor))
  if (!byRole.ok || actor.kind !== 'key') return byRole
  if (!openToKeys(endpoint)) return no('API keys do not reach accounts, access and keys. Sign in to do this.')
  const { scope, groups } = actor.reach
  if (scope === 'read' && !onlyReads(endpoint)) return no(`The API key "${actor.name}" may only read. Use one that may write.`)
  const group = groupOf(endpoint)
  if (groups.length > 0 && !groups.includes(group))
    return no(`The API key "${actor.name}" reaches ${groups.join(', ')}, not ${group}. Use one that does.`)
  return ok
}
