import { rightsOf } from '#kernel/actor'
import type { Id } from '#kernel/id'
import { type Changes, textIn } from '#kernel/list-change'
import { normCompany, normDomain, normEmail, normKey } from '#kernel/normal'
import { Problem } from '#kernel/problem'
import { hides } from '#kernel/rights'
import { t } from '#kernel/text'
import type { Ctx, ReadCtx } from '#platform/action/context'
import { newId } from '#platform/ids'
import { type Alike, type Along, type Maker, type Making, makingActions, me } from '#platform/list/making'
import { patchOf } from '#platform/list/patch'
import type { NewRowOf } from '#platform/store/kept'
import { ensureMembers } from '#rooms/workspace/actions'
import { OtherIds } from '#rooms/workspace/actions/systems'
import { accountMaking, originByHand, personMaking } from '../contract.ts'
import { matchAccounts, matchPeople } from '../rules/matching.ts'
import { fullNameOf, phoneKey, refByName } from '../rules.ts'
import { accountSource, personSource } from '../store/lists.ts'
import { accountsLike, peopleLike } from '../store/matching.ts'
import * as store from '../store.ts'
import { accounts, likelyDuplicates, people } from '../tables.ts'
import { erasedAmong } from './suppressed.ts'

const domainOf = (values: Changes) => normDomain(textIn(values, 'domain') ?? textIn(values, 'website') ?? '') || null

/** What belongs to a company that is typed in. */
export const accountMaker: Making = {
  source: accountSource,
  about: ['domain', 'city', 'country', 'owner'],
  alike: async (ctx, values) => {
    const name = textIn(values, 'name')
    if (name === null) throw new Problem('invalid-input', t('Say what the account is called.'))
    const externalIds = idsOf(values)
    const others = await OtherIds.open(ctx.tx, 'account', externalIds, [])
    const said = {
      externalIds,
      nameKey: normCompany(name),
      // What is said is compared with fields that whoever says it may read; nothing is guessed by what matches.
      domain: reads(ctx, 'account', 'domain') ? domainOf(values) : null,
      cityKey: normKey(textIn(values, 'city') ?? ''),
    }
    const found = await accountsLike(ctx.tx, { ...said, ids: others.beyond([]) })
    const there = found.map((account) => ({
      id: account.id,
      externalIds: allIds(account, others),
      nameKey: account.nameKey,
      domain: account.domain,
      cityKey: normKey(account.city ?? ''),
    }))
    return matchAccounts(said, there).map((one) => ({ kind: 'account' as const, ...one }))
  },
  write: async (ctx, values) => {
    const id = newId<'account'>(ctx.now)
    const name = textIn(values, 'name') ?? ''
    const row = {
      custom: {},
      ...patchOf(accountSource, accounts, await withOwner(ctx, values), {}),
      id,
      nameKey: normCompany(name),
      domain: domainOf(values),
      madeAt: ctx.now,
    }
    await ctx.ledger.insert(accounts, [row as NewRowOf<typeof accounts>])
    return id
  },
}

/** What belongs to a person who is typed in. */
export const personMaker: Making = {
  source: personSource,
  about: ['title', 'account', 'email', 'origin'],
  alike: async (ctx, values, along) => {
    if (nameOf(values) === '') throw new Problem('invalid-input', t('Say what the person is called, or their e-mail address.'))
    if (textIn(values, 'email') !== null && normEmail(textIn(values, 'email') ?? '') === '')
      throw new Problem('invalid-input', t('"{{email}}" is no e-mail address.', { email: textIn(values, 'email') ?? '' }))
    const keys = await personKeys(ctx, values, along)
    await ensureNotErased(ctx, values)
    const others = await OtherIds.open(ctx.tx, 'person', keys.externalIds, [])
    const found = await peopleLike(ctx.tx, { ...keys, ids: others.beyond([]) })
    const there = found.map((person) => ({
      id: person.id,
      externalIds: allIds(person, others),
      mail: person.emailKey ?? '',
      phoneKey: person.phoneKey,
      nameKey: normKey(person.fullName),
      accountId: person.accountId,
    }))
    return matchPeople(keys, there).map((one) => ({ kind: 'person' as const, ...one }))
  },
  write: async (ctx, values) => {
    const id = newId<'person'>(ctx.now)
    const keys = await personKeys(ctx, values, {})
    const [holder] = keys.mail === '' ? [] : await store.peopleBy(ctx.tx, { externalIds: [], emailKeys: [keys.mail] })
    const row = {
      custom: {},
      ...patchOf(personSource, people, await withOwner(ctx, values), {}),
      id,
      externalId: keys.externalIds[0] ?? null,
      fullName: nameOf(values),
      // An address is held by one person; who shares it is somebody else, and noted as likely the same.
      emailKey: holder || keys.mail === '' ? null : keys.mail,
      phoneKey: keys.phoneKey,
      origin: originByHand(textIn(values, 'source')),
      madeAt: ctx.now,
    }
    await ctx.ledger.insert(people, [row as NewRowOf<typeof people>])
    return id
  },
}

/** The values of a new record with its owner by their id. Whoever makes one that is to be theirs becomes a member by name. */
export async function withOwner(ctx: Ctx, values: Changes): Promise<Changes> {
  if (values.get('owner') !== me) return values
  const [id] = await ensureMembers(ctx, [{ externalId: null, name: ctx.actor.name }])
  return new Map([...values, ['owner', id ?? null]])
}

const reads = ({ actor }: Pick<ReadCtx, 'actor'>, object: 'account' | 'person', key: string) => !hides(rightsOf(actor), object, key)

const idsOf = (values: Changes): string[] => [textIn(values, 'externalId')].filter((id) => id !== null)

function allIds(record: { readonly id: string; readonly externalId: string | null }, others: OtherIds): string[] {
  return [...(record.externalId === null ? [] : [record.externalId]), ...others.of([record]).map(([id]) => id)]
}

const nameOf = (values: Changes) =>
  fullNameOf({
    fullName: textIn(values, 'name'),
    firstName: textIn(values, 'firstName'),
    lastName: textIn(values, 'lastName'),
    email: textIn(values, 'email'),
  })

/** By what a person is known who is typed in; without id and address by name and company, as in a file. */
async function personKeys(ctx: Pick<ReadCtx, 'tx' | 'actor'>, values: Changes, along: Along) {
  const accountId = textIn(values, 'account')
  const [account] = accountId === null ? [] : await store.accountsOf(ctx.tx, [accountId])
  const company = along.account ? textIn(along.account, 'name') : (account?.name ?? null)
  const country = along.account ? textIn(along.account, 'country') : reads(ctx, 'account', 'country') ? (account?.country ?? null) : null
  const mail = normEmail(textIn(values, 'email') ?? '')
  const ids = idsOf(values)
  return {
    externalIds: ids.length > 0 || mail !== '' ? ids : [refByName(nameOf(values), company)],
    mail,
    phoneKey: phoneKey(textIn(values, 'phone'), country),
    nameKey: normKey(nameOf(values)),
    accountId,
  }
}

/** Who was erased does not come back by being typed in, as by no import. */
async function ensureNotErased({ tx }: Pick<ReadCtx, 'tx'>, values: Changes): Promise<void> {
  const erased = await erasedAmong(tx)
  if (erased === null) return
  for (const [by, key] of [
    ['address', 'email'],
    ['phone', 'phone'],
    ['person id', 'externalId'],
  ] as const) {
    const value = textIn(values, key)
    if (value !== null && (await erased(by, [value]))[0])
      throw new Problem(
        'conflict',
        t('Somebody who is known by "{{value}}" was erased here and is not to be kept again. Leave it out, or do not make this record.', {
          value,
        }),
      )
  }
}

/** Notes that a new record may be one that is there: the queue of likely duplicates. Nothing is merged by itself. */
export async function noteAlike(
  ctx: Ctx,
  { kind, id }: { readonly kind: Alike['kind']; readonly id: string },
  alike: readonly Alike[],
): Promise<void> {
  const pairs = alike.filter((one) => one.kind === kind)
  if (pairs.length === 0) return
  await ctx.ledger.insert(
    likelyDuplicates,
    pairs.map((one) => ({
      id: newId<'likely_duplicate'>(ctx.now),
      kind,
      firstId: one.id as Id<typeof kind>,
      secondId: id as Id<typeof kind>,
      why: one.why,
      state: 'open' as const,
    })),
  )
}

/** How a person was won first, as far as anybody said and whoever asks may read it. */
export async function wonBy(ctx: Pick<ReadCtx, 'tx' | 'actor'>, personId: string): Promise<string | null> {
  const [person] = await store.peopleOf(ctx.tx, [personId])
  const origin = reads(ctx, 'person', 'origin') ? (person?.origin ?? null) : null
  return origin ?? (reads(ctx, 'person', 'source') ? (person?.source ?? null) : null)
}

const accountByHand: Maker = { ...accountMaker, along: {}, note: noteAlike }
const personByHand: Maker = { ...personMaker, along: { account: accountMaker }, note: noteAlike }

/** Accounts and people made by hand. */
export const accountMadeByHand = makingActions(accountMaking, accountByHand)
export const personMadeByHand = makingActions(personMaking, personByHand)
