import { normCompany, normKey } from '#kernel/normal'
import type { Ctx } from '#platform/action/context'
import { newId } from '#platform/ids'
import type { OtherIds } from '#rooms/workspace/actions/systems'
import type { Respondent } from '../contract/respondent.ts'
import { fullNameOf } from '../rules.ts'
import * as store from '../store/resolve.ts'
import { accounts, people } from '../tables.ts'
import { mostAlike, noteLikely, type Pair } from './resolve-likely.ts'
import { askTerritories, settleTerritories } from './territories.ts'

type Row = { -readonly [Key in keyof store.PersonKept]: store.PersonKept[Key] }

interface Draft {
  readonly row: Row
  readonly before: store.PersonKept | null
}

/** Who and what is known of some respondents, and what is made of it: one for a transaction. */
export class Book {
  readonly #ctx: Ctx
  readonly #keys: ReadonlyMap<Respondent, { readonly phone: string | null; readonly domain: string | null }>
  readonly #others: OtherIds | null
  readonly #drafts: Draft[] = []
  readonly #byId = new Map<string, Draft>()
  readonly #byMail = new Map<string, Draft>()
  readonly #byPhone = new Map<string, Draft[]>()
  readonly #byExternal = new Map<string, Draft>()
  readonly #accounts = new Map<string, store.AccountKept>()
  readonly #byDomain = new Map<string, store.AccountKept[]>()
  readonly #byName = new Map<string, store.AccountKept[]>()
  readonly #madeAccounts: store.AccountKept[] = []
  readonly #madeIds = new Set<string>()
  readonly #pairs: Pair[] = []

  constructor(
    ctx: Ctx,
    keys: ReadonlyMap<Respondent, { readonly phone: string | null; readonly domain: string | null }>,
    there: { readonly known: readonly store.PersonKept[]; readonly companies: readonly store.AccountKept[] },
    others: OtherIds | null,
  ) {
    const { known, companies } = there
    this.#ctx = ctx
    this.#keys = keys
    this.#others = others
    for (const one of companies) this.#know(one)
    for (const before of known) {
      const draft = { row: { ...before }, before }
      this.#byId.set(before.id, draft)
      this.#learn(draft)
    }
    for (const [externalId, id] of others?.of(known) ?? []) {
      const draft = this.#byId.get(id)
      if (draft && !this.#byExternal.has(externalId)) this.#byExternal.set(externalId, draft)
    }
  }

  #know(one: store.AccountKept): void {
    this.#accounts.set(one.id, one)
    if (one.domain !== null) put(this.#byDomain, one.domain, one)
    if (one.nameKey !== '') put(this.#byName, one.nameKey, one)
  }

  #learn(draft: Draft): void {
    const { emailKey, phoneKey: phone, externalId } = draft.row
    if (emailKey && !this.#byMail.has(emailKey)) this.#byMail.set(emailKey, draft)
    if (phone && !this.#byPhone.get(phone)?.includes(draft)) put(this.#byPhone, phone, draft)
    if (externalId && !this.#byExternal.has(externalId)) this.#byExternal.set(externalId, draft)
  }

  accountOf(id: string): store.AccountKept | null {
    return this.#accounts.get(id) ?? null
  }

  isFresh(account: store.AccountKept): boolean {
    return this.#madeIds.has(account.id)
  }

  /** The person that somebody is, with what they said filled in where nothing was known. */
  draftOf(one: Respondent): Draft {
    const phone = this.#keys.get(one)?.phone ?? null
    const byId = one.externalId === null ? undefined : this.#byExternal.get(one.externalId)
    const byMail = one.mail === null ? undefined : this.#byMail.get(one.mail)
    const draft = byId ?? byMail ?? this.#byPhoneAlone(one, phone)
    if (!draft) return this.#make(one, phone)
    if (byId && byMail && byId !== byMail) this.#pairs.push({ kind: 'person', first: byMail.row.id, second: byId.row.id, why: 'address' })
    this.#fill(draft, one, phone, byMail === undefined)
    return draft
  }

  /** A number is shared by many at a switchboard: it joins where one person has it, no other address is said and the names do not differ. */
  #byPhoneAlone(one: Respondent, phone: string | null): Draft | undefined {
    const sharing = phone === null ? [] : (this.#byPhone.get(phone) ?? [])
    const [only] = sharing
    if (!only || sharing.length > 1) return undefined
    const otherMail = one.mail !== null && only.row.emailKey !== null
    const name = normKey(only.row.fullName)
    const otherName = one.nameKey !== '' && name !== '' && !isPlaceholder(only.row) && one.nameKey !== name
    return otherMail || otherName ? undefined : only
  }

  #make(one: Respondent, phone: string | null): Draft {
    const id = newId<'person'>(this.#ctx.now)
    const { mail, email, externalId, firstName, lastName, title, source, origin } = one
    const fullName = one.fullName ?? mail ?? one.phone ?? `Contact ${externalId ?? ''}`
    const account = this.#accountFor(one)
    const row: Row = {
      ...{ id, externalId, firstName, lastName, email, title, source, origin, fullName },
      emailKey: mail,
      phone: one.phone,
      phoneKey: phone,
      accountId: account?.id ?? null,
      ownerId: null,
      madeAt: this.#ctx.now,
      custom: { ...one.custom },
    }
    const alike = phone === null || one.nameKey === '' ? [] : (this.#byPhone.get(phone) ?? [])
    for (const other of alike.filter(({ row: { fullName: name } }) => normKey(name) === one.nameKey).slice(0, mostAlike))
      this.#pairs.push({ kind: 'person', first: other.row.id, second: id, why: 'phone and name' })
    const draft = { row, before: null }
    this.#drafts.push(draft)
    this.#byId.set(id, draft)
    this.#learn(draft)
    return draft
  }

  #fill(draft: Draft, one: Respondent, phone: string | null, mailIsFree: boolean): void {
    const { row } = draft
    if (isPlaceholder(row) && one.fullName !== null) row.fullName = one.fullName
    row.firstName ??= one.firstName
    row.lastName ??= one.lastName
    row.title ??= one.title
    row.origin ??= one.origin
    row.source ??= one.source
    if (row.emailKey === null && one.mail !== null && mailIsFree) {
      row.email = one.email
      row.emailKey = one.mail
    }
    if (row.phone === null && one.phone !== null) {
      row.phone = one.phone
      row.phoneKey = phone
    }
    if (one.externalId !== null && row.externalId !== one.externalId && !this.#byExternal.has(one.externalId))
      this.#identify(draft, one.externalId)
    row.accountId ??= this.#accountFor(one)?.id ?? null
    if (Object.entries(one.custom).some(([key, value]) => row.custom[key] !== value)) row.custom = { ...row.custom, ...one.custom }
    this.#learn(draft)
  }

  #identify(draft: Draft, externalId: string): void {
    const { row } = draft
    if (row.externalId === null) row.externalId = externalId
    else if (this.#others?.mayJoin(row, externalId)) {
      this.#others.join(row, externalId)
      this.#byExternal.set(externalId, draft)
    }
  }

  #accountFor(one: Respondent): store.AccountKept | null {
    const domain = this.#keys.get(one)?.domain ?? null
    const named = one.companyKey === '' ? [] : (this.#byName.get(one.companyKey) ?? [])
    const near = domain === null ? [] : (this.#byDomain.get(domain) ?? [])
    const there = near.find(({ nameKey }) => nameKey === one.companyKey) ?? near[0]
    if (there) return there
    const namesake = named.find((account) => domain === null || account.domain === null || account.domain === domain)
    if (namesake) return namesake
    const name = one.company ?? domain
    if (name === null) return null
    const made: store.AccountKept = {
      id: newId<'account'>(this.#ctx.now),
      name,
      nameKey: normCompany(name),
      domain,
      country: one.country,
      ...{ industry: null, employees: null, revenue: null, city: null, type: null, ownerId: null, custom: {}, territory: null },
    }
    this.#madeAccounts.push(made)
    this.#madeIds.add(made.id)
    this.#know(made)
    const [apart] = named
    if (apart) this.#pairs.push({ kind: 'account', first: apart.id, second: made.id, why: 'name' })
    return made
  }

  async write(territories: boolean): Promise<void> {
    const { ledger } = this.#ctx
    if (this.#madeAccounts.length > 0) {
      ledger.add(
        accounts,
        this.#madeAccounts.map(({ territory: _, ...row }) => ({ ...row, externalId: null, madeAt: this.#ctx.now })),
      )
      if (territories) await this.#placeAccounts()
    }
    if (this.#drafts.length > 0)
      ledger.add(
        people,
        this.#drafts.map(({ row }) => row),
      )
    const patches = [...this.#byId.values()].flatMap(({ row, before }) => {
      if (before === null) return []
      const changed = Object.entries(row).filter(([key, value]) => before[key as keyof Row] !== value)
      return changed.length === 0 ? [] : [{ ...Object.fromEntries(changed), id: row.id }]
    })
    // They are held since they were looked up.
    if (patches.length > 0) await ledger.patch(people, patches)
    await this.#others?.settle(this.#ctx)
  }

  async noteLikely(): Promise<void> {
    // The end of the transaction will ask by which rules new companies lie in territories.
    const rules = this.#madeAccounts.length > 0 ? askTerritories(this.#ctx) : null
    const fresh = this.#drafts.map(({ row }) => row)
    await Promise.all([noteLikely(this.#ctx, this.#pairs, fresh, (accountId) => !this.#madeIds.has(accountId)), rules])
  }

  /** The routing asks in whose patch a new company lies, so that is told before and not only at the end. */
  async #placeAccounts(): Promise<void> {
    await this.#ctx.ledger.flush()
    await settleTerritories(this.#ctx)
    const territories = await store.territoriesOf(
      this.#ctx.tx,
      this.#madeAccounts.map(({ id }) => id),
    )
    for (const made of this.#madeAccounts) this.#accounts.set(made.id, { ...made, territory: territories.get(made.id) ?? null })
  }
}

/** Called by an address, a number or an id, because no name was known. */
const isPlaceholder = (row: Row) =>
  row.fullName === fullNameOf({ email: row.email }) ||
  row.fullName === row.emailKey ||
  row.fullName === row.phone ||
  row.fullName.startsWith('Contact ')

function put<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const there = map.get(key)
  if (there) there.push(value)
  else map.set(key, [value])
}
