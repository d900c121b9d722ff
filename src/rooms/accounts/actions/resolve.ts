import type { Ctx } from '#platform/action/context'
import { OtherIds } from '#rooms/workspace/actions/systems'
import type { Respondent } from '../contract/respondent.ts'
import { isFreeMail } from '../rules/free-mail.ts'
import { phoneKey } from '../rules.ts'
import * as store from '../store/resolve.ts'
import { Book } from './resolve-book.ts'

export type PersonFace = Omit<store.PersonKept, 'madeAt'>
export type AccountFace = store.AccountKept

/** The person behind a response, as they are after all of them, with their company. */
export interface Resolved {
  readonly person: PersonFace
  readonly account: AccountFace | null
  /** Made now: nothing was known of them before. */
  readonly fresh: boolean
  readonly accountFresh: boolean
}

/** What is known of some respondents, from which each is resolved. */
export interface PeopleBook {
  /**
   * The person behind each response: known by the id of another system, else the address, else a telephone number that one person has and nothing speaks against;
   * or made. A company is known by the domain of an address that not anybody can have, else by its name without legal form. What is there stays, what is missing is
   * filled in; custom fields take the last answer. All of it in the open event, once for a book. Where there are `territories`, a new company is put into its own at
   * once.
   */
  resolve(all: readonly Respondent[], territories: boolean): Promise<Resolved[]>
  /** Notes who may be somebody else, never merged; once all are resolved. */
  noteLikely(): Promise<void>
}

/** Looks these respondents up; they are held until the end of the transaction. Only some of them need to be resolved then. */
export async function openPeople(ctx: Ctx, all: readonly Respondent[]): Promise<PeopleBook> {
  const book = await openBook(ctx, all)
  return {
    resolve: async (some, territories) => {
      const drafts = some.map((one) => book.draftOf(one))
      await book.write(territories)
      return drafts.map(({ row, before }) => {
        const account = row.accountId === null ? null : book.accountOf(row.accountId)
        return { person: row, account, fresh: before === null, accountFresh: account !== null && book.isFresh(account) }
      })
    },
    noteLikely: () => book.noteLikely(),
  }
}

const distinct = (values: readonly (string | null)[]) => [...new Set(values.filter((value) => value !== null && value !== ''))] as string[]

const domainOf = ({ domain, mail }: Respondent): string | null => {
  const host = domain ?? mail?.split('@')[1] ?? null
  return host === null || isFreeMail(host) ? null : host
}

async function openBook(ctx: Ctx, all: readonly Respondent[]) {
  const phones = all.map((one) => phoneKey(one.phone, one.country))
  const externalIds = distinct(all.map((one) => one.externalId))
  const others = externalIds.length === 0 ? null : await OtherIds.open(ctx.tx, 'person', externalIds, [])
  const keys = { mails: distinct(all.map((one) => one.mail)), phones: distinct(phones), externalIds, ids: others?.beyond([]) ?? [] }
  const domains = all.map(domainOf)
  const [known, companies] = await Promise.all([
    store.peopleKnownBy(ctx.tx, keys),
    store.accountsKnownBy(ctx.tx, { domains: distinct(domains), nameKeys: distinct(all.map((one) => one.companyKey)), people: keys }),
  ])
  const said = new Map(all.map((one, place) => [one, { phone: phones[place] ?? null, domain: domains[place] ?? null }]))
  return new Book(ctx, said, { known, companies }, others)
}
