import type { Ctx } from '#platform/action/context'
import type { IdsAsked } from '#platform/store/ids-asked'
import { OtherIds } from '#rooms/workspace/actions/systems'
import type { Respondent } from '../contract/respondent.ts'
import { isFreeMail } from '../rules/free-mail.ts'
import { phoneKey } from '../rules.ts'
import * as store from '../store/resolve.ts'
import { Book } from './resolve-book.ts'
import { namesakesAhead } from './resolve-likely.ts'

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

/** Who is looked up, as questions that others can take in; without them where ids of other systems must be read first. */
export interface PeopleAsked {
  readonly people: IdsAsked | null
  readonly accounts: IdsAsked | null
}

/** Looks these respondents up; they are held until the end of the transaction. Only some of them need to be resolved then. */
export function openPeople(
  ctx: Ctx,
  all: readonly Respondent[],
): { readonly book: Promise<PeopleBook>; readonly asked: PeopleAsked | null } {
  const phones = all.map((one) => phoneKey(one.phone, one.country))
  const domains = all.map(domainOf)
  const said = new Map(all.map((one, place) => [one, { phone: phones[place] ?? null, domain: domains[place] ?? null }]))
  const externalIds = distinct(all.map((one) => one.externalId))
  const asking = (ids: readonly string[]) => {
    const people = { mails: distinct(all.map((one) => one.mail)), phones: distinct(phones), externalIds, ids }
    const accounts = { domains: distinct(domains), nameKeys: distinct(all.map((one) => one.companyKey)), people }
    return { people: store.peopleAsked(people), accounts: store.accountsAsked(accounts) }
  }
  const asked = externalIds.length === 0 ? asking([]) : null
  const book = async () => {
    const others = asked ? null : await OtherIds.open(ctx.tx, 'person', externalIds, [])
    const { people, accounts } = asked ?? asking(others?.beyond([]) ?? [])
    const [known, companies, namesakes] = await Promise.all([
      store.peopleKnownBy(ctx.tx, people),
      store.accountsKnownBy(ctx.tx, accounts),
      asked && accounts && all.length <= few ? namesakesAhead(ctx, all, accounts) : null,
    ])
    return bookOf(new Book(ctx, said, { known, companies, namesakes }, others))
  }
  return { book: book(), asked }
}

/** Of more than these only what is needed is asked, once it is known. */
const few = 200

function bookOf(book: Book): PeopleBook {
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
