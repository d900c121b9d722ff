import { rightsOf } from '#kernel/actor'
import { normCompany } from '#kernel/normal'
import { ensure, found, Problem } from '#kernel/problem'
import { hides, mayChange, type Rights, sees } from '#kernel/rights'
import { t } from '#kernel/text'
import { no, ok } from '#kernel/verdict'
import { type Action, action, question } from '#platform/action/action'
import type { ReadCtx } from '#platform/action/context'
import { newId } from '#platform/ids'
import { toldEvents } from '#platform/ledger/told'
import { undoEvent } from '#platform/ledger/undo'
import * as contract from '../contract/company-match.ts'
import { comparedBy } from '../contract/likely.ts'
import type { LikelyPart } from '../contract/linkage.ts'
import { companySaid } from '../events.ts'
import {
  type CompanyMatch,
  type CompanySaid,
  type CompanyThere,
  companyMatch,
  domainsAbove,
  type Known,
  labelOf,
  saidBy,
  sameBlock,
} from '../rules/company-match.ts'
import { spell } from '../rules/linkage-agree.ts'
import { keysOf, oftenKey } from '../rules/linkage-keys.ts'
import { inWords } from '../rules/linkage-weights.ts'
import * as arrivals from '../store/arrivals.ts'
import * as store from '../store/company-match.ts'
import { accountsOf } from '../store.ts'
import { notTheirs } from '../tables/likely.ts'
import { people } from '../tables.ts'
import { leastTold } from './likely-notes.ts'

const mayDecide = (rights: Rights) =>
  mayChange(rights, 'person', 'account') && sees(rights, 'account')
    ? ok
    : no(t('Your role may not change where people work. Ask an owner.'))

const readCompanies = question(contract.readCompanies, async (ctx, { id }) => {
  const rights = rightsOf(ctx.actor)
  const may = ctx.actor.kind === 'user' && ctx.actor.role !== 'viewer' && mayDecide(rights).ok
  if (!sees(rights, 'person') || !sees(rights, 'account') || hides(rights, 'person', 'account')) return { proposals: [], may }
  const person = found(await store.placedPerson(ctx.tx, id), t('This person'))
  // Whose company others know too, or a system does, works there.
  if (person.accountId !== null && !person.alone) return { proposals: [], may }
  return { proposals: shown(rights, await proposalsFor(ctx, person)), may }
})

interface Proposed extends CompanyMatch {
  readonly id: string
  readonly there: CompanyThere
}

async function proposalsFor({ tx }: Pick<ReadCtx, 'tx'>, person: store.PersonPlaced): Promise<Proposed[]> {
  const kept = (await arrivals.keptModels(tx)).find(({ kind }) => kind === 'account')
  if (!kept) return []
  const said = saidBy(person, person.account)
  const ids = await likelyFor(tx, person, said)
  const columns = comparedBy.account
  const texts = await arrivals.textsOf(tx, 'account', ids)
  const values = texts.flatMap((one) =>
    spell(columns, one.texts).values.flatMap((value, i) => (value === null ? [] : [oftenKey(i, value)])),
  )
  const [often, known] = await Promise.all([arrivals.oftenOf(tx, 'account', values), knownOf(tx, said)])
  return texts
    .map(({ id, texts: [name, domain = null, phone = null, city = null, country = null] }) => {
      const there = { name: name ?? '', domain, phone, city, country }
      return {
        id,
        there,
        ...companyMatch(kept.model, said, there, { ...known, often: (column, value) => often.get(oftenKey(column, value)) ?? 1 }),
      }
    })
    .filter(({ weight }) => weight > leastTold)
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, contract.mostProposed)
}

/** Companies that have something in common with what a person says, without their own and those that were refused. */
async function likelyFor(tx: ReadCtx['tx'], person: store.PersonPlaced, said: CompanySaid): Promise<string[]> {
  const label = said.domain === null ? null : labelOf(said.domain)
  const names = [said.name, label].filter((name): name is string => name !== null)
  const keyed = names.length === 0 ? [null] : names
  const own = keyed.map((name) => ({
    // What is noted of their own company counts too.
    id: person.accountId ?? person.id,
    keys: keysOf('account', spell(comparedBy.account, [name, said.domain, said.phone, null, said.country])),
  }))
  const [sharing, called, refused] = await Promise.all([
    arrivals.candidatesOf(tx, 'account', own),
    store.accountsCalled(tx, { nameKeys: names.map(normCompany), domains: said.domain === null ? [] : domainsAbove(said.domain) }),
    store.refusedFor(tx, person.id),
  ])
  const without = new Set([...refused, person.accountId])
  return [...new Set([...sharing.map(({ id }) => id), ...called])].filter((id) => !without.has(id))
}

async function knownOf(tx: ReadCtx['tx'], said: CompanySaid): Promise<Omit<Known, 'often'>> {
  const { people: all, placed, both, inBlock } = await store.whereSomeWork(tx)
  const [, , , , , , block = null] = keysOf('account', spell(comparedBy.account, [null, null, said.phone, null, null]))
  return {
    placed: (placed + 1) / (all + 2),
    inBlock: (inBlock + 1) / (both + 2),
    companies: block === null ? 0 : await arrivals.howManyShare(tx, 6, block),
  }
}

/** Proposals as a role may see them: what a hidden field says is left out. */
function shown(rights: Rights, all: readonly Proposed[]): contract.CompanyProposal[] {
  const hidden = (field: string) => hides(rights, 'account', field)
  const odds = all.reduce((sum, { weight }) => sum + 2 ** weight, 1)
  return all.map(({ id, there, weight, parts }) => ({
    id: id as contract.CompanyProposal['id'],
    name: there.name,
    about: (['domain', 'city', 'country'] as const)
      .flatMap((field) => (there[field] === null || hidden(field) ? [] : [there[field]]))
      .join(' · '),
    // One of them or none: each is weighed against all others.
    probability: 2 ** weight / odds,
    weight,
    parts: parts
      .filter(
        ({ column }) =>
          !hidden(column) &&
          !(column === 'phone' && hides(rights, 'person', 'phone')) &&
          !(column === 'domain' && hides(rights, 'person', 'email')),
      )
      .map((part) => ({ ...part, words: words(part) })),
  }))
}

const words = (part: LikelyPart): string => {
  if (part.level === sameBlock) return t('phone of the same block')
  return part.column === 'name' ? t('{{what}} of the company', { what: inWords(part) }) : inWords(part)
}

const sayCompany = action(contract.sayCompany, async (ctx, { id, accountId, theirs }) => {
  ensure(mayDecide(rightsOf(ctx.actor)))
  const person = found(await store.placedPerson(ctx.tx, id, true), t('This person'))
  const account = found((await accountsOf(ctx.tx, [accountId]))[0], t('This account'))
  if (person.accountId === accountId && theirs) throw new Problem('conflict', t('They are at {{name}} already.', { name: account.name }))
  if (theirs) await ctx.ledger.update(people, [{ id: person.id, accountId }])
  else {
    if ((await store.refusedFor(ctx.tx, id)).includes(accountId))
      throw new Problem('conflict', t('That they do not work at {{name}} was said already.', { name: account.name }))
    const row = { id: newId<'not_their_company'>(ctx.now), personId: id, accountId, decidedBy: ctx.actor.name, decidedAt: ctx.now }
    await ctx.ledger.insert(notTheirs, [row])
  }
  ctx.tell(companySaid, { account: accountId, name: account.name, theirs }, { kind: 'person', id })
  return { eventId: ctx.ledger.eventId }
})

const undoCompany = action(contract.undoCompany, async (ctx, { eventId }) => {
  ensure(mayDecide(rightsOf(ctx.actor)))
  found((await toldEvents(ctx.tx, companySaid.kind, { one: eventId }))[0], t('This decision'))
  const { conflicts } = await undoEvent(ctx.tx, ctx.ledger, eventId, ctx.services.keptTables)
  if (conflicts.length > 0) throw new Problem('conflict', t('This person was changed since. Open them and choose the account there.'))
  return {}
})

/** At which companies people likely work: which, why, and what somebody said of it. */
export const companyRoutes: readonly Action[] = [readCompanies, sayCompany, undoCompany]
