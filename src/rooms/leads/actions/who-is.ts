import { normCompany, normEmail, normKey } from '#kernel/normal'
import type { Instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { type PersonIn, takePeople } from '#rooms/accounts/actions'
import { findPeople } from '#rooms/accounts/actions/find'
import * as store from '../store.ts'

/** How a touch or an activity names the person whom it concerns. */
export interface WhoRef {
  readonly contactRef: string | null
  readonly leadRef: string | null
  /** An id that may be a contact's or a lead's. */
  readonly whoRef: string | null
  readonly firstName: string | null
  readonly lastName: string | null
  readonly fullName: string | null
  readonly email: string | null
  readonly phone: string | null
  readonly title: string | null
  readonly company: string | null
  /** How somebody who is made here was won. */
  readonly origin: string | null
  readonly at: Instant | null
}

export interface Who {
  readonly personId: string | null
  readonly leadId: string | null
}

/**
 * The person, and where one is named the lead, behind each reference. Somebody unknown who has an e-mail address or a name is made, with the
 * origin of their earliest reference here; those who are known stay as they are. null where a reference has only an id that is not known.
 */
export async function whoIs(ctx: Ctx, refs: readonly WhoRef[]): Promise<Who[]> {
  const found = await known(ctx, refs)
  const first = new Map<string, WhoRef>()
  refs.forEach((ref, index) => {
    const key = found[index]?.personId ? '' : keyOf(ref)
    const other = first.get(key)
    if (key !== '' && (!other || (ref.at !== null && (other.at === null || ref.at < other.at)))) first.set(key, ref)
  })
  if (first.size === 0) return found
  const made = await takePeople(ctx, [...first.values()].map(personOf))
  const ids = new Map([...first.keys()].map((key, index) => [key, made[index]]))
  return found.map((who, index) => {
    const ref = refs[index]
    const person = who.personId === null && ref ? ids.get(keyOf(ref)) : undefined
    return person && person.bucket !== 'reject' ? { ...who, personId: person.id } : who
  })
}

async function known(ctx: Ctx, refs: readonly WhoRef[]): Promise<Who[]> {
  const ids = refs.flatMap((ref) => [ref.leadRef, ref.whoRef, ref.contactRef]).filter((id) => id !== null)
  const leads = new Map((await store.leadsBy(ctx.tx, [...new Set(ids)])).map((lead) => [lead.externalId, lead]))
  const people = await findPeople(
    ctx,
    refs.flatMap((ref) => [byId(ref.contactRef), byId(ref.whoRef), byId(ref.leadRef), byName(ref)]),
  )
  return refs.map((ref, index) => {
    const [contact = null, who = null, prospect = null, named = null] = people.slice(index * 4, index * 4 + 4)
    const lead = [ref.leadRef, ref.whoRef, ref.contactRef].map((id) => (id === null ? undefined : leads.get(id))).find(Boolean)
    return { personId: contact ?? who ?? lead?.personId ?? prospect ?? named, leadId: lead?.id ?? null }
  })
}

const byId = (externalId: string | null) => ({ externalId, email: null, name: null, company: null })
const byName = (ref: WhoRef) => ({ externalId: null, email: ref.email, name: nameOf(ref), company: ref.company })

function nameOf(ref: WhoRef): string | null {
  return ref.fullName ?? ([ref.firstName, ref.lastName].filter((part) => part !== null).join(' ') || null)
}

/** One key for each human being who would be made; empty where there is nothing but an id. */
function keyOf(ref: WhoRef): string {
  const name = normKey(nameOf(ref) ?? '')
  const mail = normEmail(ref.email ?? '')
  if (mail === '' && name === '') return ''
  return ref.contactRef !== null ? `id ${ref.contactRef}` : mail !== '' ? `mail ${mail}` : `${name}@${normCompany(ref.company ?? '')}`
}

function personOf(ref: WhoRef): PersonIn {
  return {
    externalId: ref.contactRef,
    firstName: ref.firstName,
    lastName: ref.lastName,
    fullName: ref.fullName,
    email: ref.email,
    phone: ref.phone,
    title: ref.title,
    account: { externalId: null, name: ref.company },
    ownerExternalId: null,
    ownerName: null,
    source: ref.origin,
    madeAt: null,
    custom: {},
  }
}
