import { customValue } from '#kernel/custom-field'
import type { Id } from '#kernel/id'
import { customField, type ListDeclaration } from '#kernel/list'
import type { Held } from '#kernel/rule-holds'
import type { Instant } from '#kernel/time'
import type { Tx } from '#platform/store/database'
import { type Behaviour, behaviourOf, dealsOfAccounts } from '../store/receive.ts'

/** Somebody who is judged, as their records say. */
export interface Judged {
  readonly person: {
    readonly id: Id<'person'>
    readonly title: string | null
    readonly origin: string | null
    readonly source: string | null
    readonly emailKey: string | null
    readonly phoneKey: string | null
    readonly custom: Readonly<Record<string, string>>
  }
  readonly account: {
    readonly id: Id<'account'>
    readonly name: string
    readonly industry: string | null
    readonly country: string | null
    readonly employees: number | null
    readonly revenue: string | null
    readonly city: string | null
    readonly type: string | null
    readonly custom: Readonly<Record<string, string>>
    readonly territory: string | null
  } | null
  /** What the hand-over itself would say. */
  readonly said: {
    readonly source: string | null
    readonly country: string | null
    readonly language: string | null
    readonly custom: Readonly<Record<string, string>>
  }
}

const nobodyYet: Behaviour = {
  ...{ earlierLeads: 0, responses: 0, responses30: 0, lastResponse: null, touches90: 0, lastTouch: null },
  ...{ meetings90: 0, calls90: 0, emails90: 0, visits90: 0, lastActivity: null },
}

/** The counts behind the facts of many, read at once. */
export interface Counts {
  readonly of: (personId: string) => Behaviour
  readonly deals: (accountId: string) => { readonly openDeals: number; readonly wonDeals: number }
}

/** Counts what people did and what their accounts bought until now. People of whom nothing is kept yet need not be named. */
export async function countsOf(tx: Tx, people: readonly string[], accounts: readonly string[], now: Instant): Promise<Counts> {
  const [behaviour, deals] = await Promise.all([
    people.length === 0 ? new Map<string, Behaviour>() : behaviourOf(tx, people, now),
    accounts.length === 0 ? new Map<string, never>() : dealsOfAccounts(tx, accounts, now),
  ])
  const none = { openDeals: 0, wonDeals: 0 }
  return { of: (personId) => behaviour.get(personId) ?? nobodyYet, deals: (accountId) => deals.get(accountId) ?? none }
}

type Types = ReadonlyMap<string, NonNullable<ListDeclaration['custom']>[number]['type']>

/** Types of custom fields, by the list: one list is asked for each person of a batch. */
const typesKept = new WeakMap<ListDeclaration, Types>()

function typesOf(list: ListDeclaration): Types {
  const before = typesKept.get(list)
  if (before) return before
  const types: Types = new Map((list.custom ?? []).map(({ key, type }) => [key, type]))
  typesKept.set(list, types)
  return types
}

/**
 * The facts of one person by the keys of the lead contract's list and of custom fields; the routing's `language` too. They are what history counts
 * for a hand-over of this moment (measure/store/past.ts).
 */
export function factsOf(list: ListDeclaration, { person, account, said }: Judged, counts: Counts, now: Instant): (key: string) => Held {
  const did = counts.of(person.id)
  const bought = account === null ? { openDeals: 0, wonDeals: 0 } : counts.deals(account.id)
  const domain = person.emailKey?.split('@')[1] ?? ''
  const types = typesOf(list)
  const known: Readonly<Record<string, Held>> = {
    ...did,
    ...bought,
    source: said.source ?? person.source,
    title: person.title,
    emailDomain: domain === '' ? null : domain,
    phone: person.phoneKey === null ? null : true,
    origin: person.origin,
    industry: account?.industry ?? null,
    country: account?.country ?? said.country,
    company: account?.name ?? null,
    employees: account?.employees ?? null,
    revenue: account?.revenue ?? null,
    city: account?.city ?? null,
    accountType: account?.type ?? null,
    responded: now,
    territory: account?.territory ?? null,
    language: said.language,
  }
  return (key) => {
    const field = customField(key)
    if (field === null) return known[key] ?? null
    const text = said.custom[field] ?? person.custom[field] ?? account?.custom[field] ?? null
    return text === null ? null : customValue(types.get(key) ?? 'text', text)
  }
}
