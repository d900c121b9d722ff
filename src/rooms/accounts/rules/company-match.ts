import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { countryCode } from '#kernel/country'
import { normCompany, normDomain } from '#kernel/normal'
import { comparedBy } from '../contract/likely.ts'
import type { LikelyPart, Model } from '../contract/linkage.ts'
import { isFreeMail } from './free-mail.ts'
import { agreementOf, type Spelled, spell } from './linkage-agree.ts'
import { logit } from './linkage-em.ts'
import { phoneBlock } from './linkage-keys.ts'
import { partsOf } from './linkage-weights.ts'

/** What a person says of where they work. */
export interface CompanySaid {
  /** As they called it; null where they did not. */
  readonly name: string | null
  /** Of their address, where not anybody can have one there. */
  readonly domain: string | null
  readonly phone: string | null
  /** Of their number, as a code. */
  readonly country: string | null
}

/** A company that is there, by the texts that companies are compared by. */
export interface CompanyThere {
  readonly name: string
  readonly domain: string | null
  readonly phone: string | null
  readonly city: string | null
  readonly country: string | null
}

export function saidBy(
  person: { email: string | null; phone: string | null; phoneKey: string | null },
  company: string | null,
): CompanySaid {
  const domain = normDomain(person.email ?? '')
  const own = domain === '' || isFreeMail(domain) ? null : domain
  return {
    // A company that was made of an address is called by it: that says the same once more.
    name: company !== null && normDomain(company) === own && own !== null ? null : company,
    domain: own,
    phone: person.phoneKey ?? person.phone,
    country: person.phoneKey === null ? null : (parsePhoneNumberFromString(person.phoneKey)?.country ?? null),
  }
}

/** Endings of two parts, as `co.uk`, have short first ones. */
const shortEnding = 3

/** What a domain is called: `acme-widgets` of `mail.acme-widgets.co.uk`. */
export function labelOf(domain: string): string {
  const labels = domain.split('.')
  const at = labels.length > 2 && (labels.at(-2) ?? '').length <= shortEnding ? -3 : -2
  return labels.at(at) ?? domain
}

/** The domain and those that it lies under: `eu.acme.com`, `acme.com`. */
export function domainsAbove(domain: string): string[] {
  const labels = domain.split('.')
  return labels.slice(0, -1).map((_, at) => labels.slice(at).join('.'))
}

/** The texts by which a person's company is compared with one that is there. What differs only in how it is written is taken for the same. */
function textsBeside(said: CompanySaid, there: CompanyThere): (string | null)[] {
  const label = said.domain === null ? null : labelOf(said.domain)
  // Where the company's domain is known the person's is compared with it; what it is called says nothing besides.
  const called = said.name ?? (there.domain === null ? label : null)
  const known = there.domain === null ? '' : normDomain(there.domain)
  const under = said.domain !== null && known !== '' && domainsAbove(said.domain).includes(known)
  const sameCountry = said.country !== null && there.country !== null && countryCode(there.country) === said.country
  return [
    called !== null && normCompany(called) === normCompany(there.name) ? there.name : called,
    under ? known : said.domain,
    said.phone,
    null,
    sameCountry ? there.country : said.country,
  ]
}

/** What the workspace knows of where people work. */
export interface Known {
  /** The share of people whose company is known. */
  readonly placed: number
  /** The share of those whose number begins as that of their company does. */
  readonly inBlock: number
  /** How many companies have numbers that begin as this person's. */
  readonly companies: number
  /** How many companies have the value of a column. */
  often(column: number, value: string): number
}

export interface CompanyMatch {
  readonly weight: number
  readonly parts: readonly LikelyPart[]
}

/** That their number lies in the block of the company's. */
export const sameBlock = 'same block'
/** As with the values that companies have: what few have may be a frequent one seen seldom. */
const beyond = 1_000
const rarest = 2

/**
 * How likely a person works at a company. That each of them may be theirs is known before: the share of people whose company is here, over all companies. Name,
 * domain and country say as much as was learned of companies that are one, the number what the people say whose company is known.
 */
export function companyMatch(
  model: Model,
  said: CompanySaid,
  there: CompanyThere,
  { placed, inBlock, companies, often }: Known,
): CompanyMatch {
  const columns = comparedBy.account
  const [one, other]: [Spelled, Spelled] = [
    spell(columns, textsBeside(said, there)),
    spell(columns, [there.name, there.domain, there.phone, there.city, there.country]),
  ]
  const parts = partsOf(model, agreementOf(columns, one, other, often))
  const [number, theirs] = [phoneBlock(one.values[2]), phoneBlock(other.values[2])]
  const begun = number !== null && number === theirs && one.values[2] !== other.values[2]
  const chance = Math.max(companies, rarest) / (model.records + beyond)
  const block = { column: 'phone', level: sameBlock, weight: Math.round(100 * Math.log2(inBlock / chance)) / 100 }
  // A person has a number of their own: that it is another than the company's says nothing against.
  const rest = parts.filter(({ column, level }) => column !== 'phone' || level === 'same')
  const all = begun ? [...rest, block].toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight)) : rest
  const before = logit(Math.min(0.5, placed / Math.max(1, model.records)))
  return { weight: all.reduce((sum, { weight }) => sum + weight, before), parts: all }
}
