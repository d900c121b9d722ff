import { mayCall } from './access.ts'
import { type Actor, rightsOf, roleOf } from './actor.ts'
import type { Endpoint } from './endpoint.ts'
import { changes, type Rights, rightsObjects, sees, unseen } from './rights.ts'
import { said, t } from './text.ts'
import { no, ok, type Verdict } from './verdict.ts'

type Door = Pick<Endpoint, 'id' | 'method' | 'limits' | 'access'> & Partial<Pick<Endpoint, 'records' | 'kind'>>

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

/** Whether someone may use an endpoint: by role, by the rights of the role, and for an API key by its reach too. The one question that every front door asks. */
export function mayUse(endpoint: Door, actor: Actor): Verdict {
  if (actor.kind === 'user' && actor.lacks === 'second-factor' && endpoint.access.who === 'members')
    return no(t('This company asks everybody for a second factor, and you have none. Set one up first: open Interlock in a browser.'))
  const byRole = mayCall(endpoint.access, actor, roleOf(actor))
  if (!byRole.ok) return byRole
  const byRights = mayReach(endpoint, rightsOf(actor))
  if (!byRights.ok || actor.kind !== 'key') return byRights
  if (!openToKeys(endpoint)) return no(t('API keys do not reach accounts, access and keys. Sign in to do this.'))
  const { scope, groups } = actor.reach
  if (scope === 'read' && !onlyReads(endpoint))
    return no(t('The API key "{{name}}" may only read. Use one that may write.', { name: actor.name }))
  const group = groupOf(endpoint)
  if (groups.length > 0 && !groups.includes(group))
    return no(
      t('The API key "{{name}}" reaches {{groups}}, not {{group}}. Use one that does.', {
        name: actor.name,
        groups: groups.join(', '),
        group,
      }),
    )
  return ok
}

/** The field whose values may stand in for names. */
const addressField = 'person.email'

const askOwner = () => t('An owner can allow it in the settings, under Rights of roles.')
/** Kinds of record as sentences name them; said in the reader's language by `said`. */
export const many: Readonly<Record<(typeof rightsObjects)[number], string>> = {
  deal: 'deals',
  account: 'accounts',
  person: 'people',
  lead: 'leads',
  campaign: 'campaigns',
  activity: 'activities and notes',
}

/** Whether rights reach as far as an endpoint goes. */
function mayReach(endpoint: Door, rights: Rights): Verdict {
  const { records, kind } = endpoint
  if (records === 'none' || groupOf(endpoint) === personal) return ok
  if (kind === 'download' && !rights.export)
    return no(t('Your role may not take data away as files. {{askOwner}}', { askOwner: askOwner() }))
  if (records === 'inside') return ok
  if (records !== undefined && 'see' in records)
    return sees(rights, records.see)
      ? ok
      : no(t('Your role may not see {{many}}. {{askOwner}}', { many: said(many[records.see]), askOwner: askOwner() }))
  if (records !== undefined && 'change' in records)
    return changes(rights, records.change)
      ? ok
      : no(t('Your role may not change {{many}}. {{askOwner}}', { many: said(many[records.change]), askOwner: askOwner() }))
  // Where names are told, an address may stand in for one; answers are gone through for them, files are not.
  const allowed = (records?.allBut ?? []).filter((field) => kind !== 'download' || field !== addressField)
  const missing = unseen(rights).filter((what) => !allowed.includes(what) && !allowed.includes(what.replace(/custom:.*/su, 'custom:*')))
  if (missing.length > 0)
    return no(
      t('This is told from all records, and your role may not see some of them or of their fields. {{askOwner}}', { askOwner: askOwner() }),
    )
  if (
    records === undefined &&
    !onlyReads(endpoint) &&
    (rights.locked.length > 0 || rightsObjects.some((object) => !changes(rights, object)))
  )
    return no(t('This changes all kinds of records, and your role may not change some. {{askOwner}}', { askOwner: askOwner() }))
  return ok
}

const address = /[^\s@<>"',;()]+@[^\s@<>"',;()]+/gu

/**
 * An answer as somebody may read it who may not read e-mail addresses: where it tells of records at large, a name or a note may hold one. Lists and records
 * leave addresses out by themselves.
 */
export function withoutAddresses(endpoint: Pick<Endpoint, 'records'>, actor: Actor, answer: unknown): unknown {
  const { records } = endpoint
  const atLarge = records === 'inside' || (typeof records === 'object' && ('allBut' in records || 'names' in records))
  return atLarge && rightsOf(actor).hidden.includes(addressField) ? stripped(answer) : answer
}

function stripped(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(address, t('(address hidden)'))
  if (Array.isArray(value)) return value.map(stripped)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, stripped(one)]))
}
