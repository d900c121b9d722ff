import type { LikelyPart } from '#rooms/accounts/contract/linkage'
import type { OriginEvidence, OriginRecord, OriginSide, OriginSign, OriginSignSeen } from '../contract/origin.ts'

const ofMarketing =
  /\b(web ?site|web|web ?forms?|forms?|formular|webinars?|campaigns?|kampagnen?|events?|trade ?shows?|messen?|fairs?|conferences?|content|white ?papers?|downloads?|newsletters?|e-?mail (marketing|campaign)|ads?|adverti\w+|anzeigen?|ppc|sem|seo|organic|paid|social|social media|inbound|marketing|landing ?pages?|chat)\b/iu
const ofField =
  /\b(cold|kaltakquise|outbound|prospecting|field|self[- ]?(generated|sourced)|own (contact|network)|sales(person|man| rep)?|rep|reps|sdr|bdr|vertrieb|au(ß|ss)endienst|added by hand|referral from (a )?customer|networking|phone|telefon)\b/iu

/** Whose origin the words of a record tell, the first that tell one; null where none does. */
export function sideOf(...words: readonly (string | null)[]): OriginSide | null {
  for (const said of words) {
    if (said === null) continue
    if (/\b(field|sales)[- ](generated|sourced)\b/iu.test(said)) return 'field'
    if (ofMarketing.test(said)) return 'marketing'
    if (ofField.test(said)) return 'field'
  }
  return null
}

/** What is known of two records that are likely one, the one of marketing first. */
export interface OriginPair {
  readonly first: OriginRecord
  readonly second: OriginRecord
  readonly probability: number
  readonly links: readonly LikelyPart[]
  /** Records that were made in the same minute as the second, itself included. */
  readonly together: number
}

const dayMs = 86_400_000
/** From so many records in a minute on, nobody typed them: a list was taken over. */
const aList = 10
const dealWithin = 90
const responseWithin = 180

/**
 * What each sign adds, in bits: 1 doubles the odds. Set by hand and not learned, since no company has labels; the counts on generated histories are in
 * docs/decisions/0056.
 */
const weights: Readonly<Record<OriginSign, number>> = {
  soon: 1.5,
  at_once: -2.5,
  late: -2,
  list: -4.5,
  company: -4.5,
  place: -4,
  alike: -4.5,
  deal: 1.5,
  no_deal: -1,
  owner: 0.5,
  response: 1,
}

export const daysBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / dayMs

/** The signs for and against that the second record is the first one entered again. */
export function signsOf({ first, second, links, together }: OriginPair): OriginSignSeen[] {
  const days = daysBetween(first.madeAt, second.madeAt)
  const deals = gainedBy(second)
  const heard = first.responses
    .map(({ at }) => daysBetween(at, second.madeAt))
    .filter((before) => before >= 0 && before <= responseWithin)
    .toSorted((a, b) => a - b)[0]
  const other = (column: string, ...levels: readonly string[]) =>
    links.some((link) => link.column === column && (link.level === 'other' || levels.includes(link.level)))
  const seen: [OriginSign, boolean, number | null][] = [
    ['at_once', days < 2, days],
    ['soon', days >= 2 && days <= 180, days],
    ['late', days > 540, days],
    ['list', together >= aList, together],
    ['company', other('company'), null],
    // Mainz and Linz are somewhat alike, and two places.
    ['place', other('city', 'alike') || other('country'), null],
    ['alike', onlyAlike(links), null],
    ['deal', deals.length > 0, deals.length],
    ['no_deal', deals.length === 0, null],
    ['owner', first.owner !== null && second.owner !== null && first.owner !== second.owner, null],
    ['response', heard !== undefined, heard ?? null],
  ]
  return seen.filter(([, holds]) => holds).map(([sign, , n]) => ({ sign, weight: weights[sign], n: n === null ? null : Math.round(n) }))
}

/** Whether two companies share neither a name nor a domain nor a number, and only look alike. Who enters a company again writes one of these as it is. */
function onlyAlike(links: readonly LikelyPart[]): boolean {
  const says = links.filter(({ column }) => ['name', 'domain', 'phone'].includes(column))
  return says.some(({ column }) => column !== 'phone') && says.every(({ level }) => !asItIs.has(level))
}
const asItIs: ReadonlySet<string> = new Set(['same', 'other order'])

/**
 * Pairs of which what is the same says no less than what is nearly the same. Where few records are one, the linkage may learn it the other way round; then
 * all that is the same in that column says so much more that the rarest value reaches the best near miss. Common values keep their distance to rare ones.
 */
export function evened<Pair extends Pick<OriginPair, 'probability' | 'links'>>(pairs: readonly Pair[]): Pair[] {
  const best = { same: new Map<string, number>(), less: new Map<string, number>() }
  for (const { links } of pairs)
    for (const { column, level, weight } of links) {
      const of = level === 'same' ? best.same : best.less
      of.set(column, Math.max(weight, of.get(column) ?? Number.NEGATIVE_INFINITY))
    }
  const liftOf = (column: string) => Math.max(0, (best.less.get(column) ?? Number.NEGATIVE_INFINITY) - (best.same.get(column) ?? 0))
  return pairs.map((pair) => {
    const links = pair.links.map((link) => {
      const lift = link.level === 'same' ? liftOf(link.column) : 0
      return lift > 0 ? { ...link, weight: Math.round((link.weight + lift) * 100) / 100 } : link
    })
    const gained = links.reduce((sum, { weight }, i) => sum + weight - (pair.links[i]?.weight ?? 0), 0)
    return { ...pair, links, probability: pair.probability / (pair.probability + (1 - pair.probability) * 2 ** -gained) }
  })
}

/** Deals that were opened soon after a record was entered. */
export const gainedBy = ({ deals, madeAt }: OriginRecord) =>
  deals.filter(({ openedAt }) => openedAt !== null && daysBetween(madeAt, openedAt) >= -2 && daysBetween(madeAt, openedAt) <= dealWithin)

/** How likely the second was entered again, if both are one. */
export function enteredAgain(signs: readonly OriginSignSeen[]): number {
  return 1 / (1 + 2 ** -signs.reduce((sum, { weight }) => sum + weight, 0))
}

/** A pair as a case; null where nothing is in dispute: marketing was not first, or the other does not say that it came from the field. */
export function judgePair(
  pair: OriginPair,
  sides: { readonly first: OriginSide | null; readonly second: OriginSide | null },
): Judged | null {
  const { first, second, probability, links } = pair
  const days = daysBetween(first.madeAt, second.madeAt)
  if (sides.first !== 'marketing' || sides.second !== 'field' || days <= 0) return null
  const signs = signsOf(pair)
  const entered = enteredAgain(signs)
  return { evidence: { first, second, days, links: [...links], signs }, probability, entered, confidence: probability * entered }
}

export interface Judged {
  readonly evidence: OriginEvidence
  readonly probability: number
  readonly entered: number
  readonly confidence: number
}

/** A response counts for a deal that was opened within so many days after it, as everywhere else. */
const reachBack = 365

/** Which deals name which campaign once the origin is marketing's: those that name none yet, and the first response that they may have come from. */
export function correctionsOf({ first, second }: OriginEvidence): { dealId: string; ref: string; campaign: string }[] {
  const responses = first.responses.toSorted((a, b) => a.at.localeCompare(b.at))
  return second.deals.flatMap(({ id, openedAt, campaign }) => {
    if (campaign !== null || openedAt === null) return []
    const from = responses.find(({ at, ref }) => ref !== null && daysBetween(at, openedAt) >= 0 && daysBetween(at, openedAt) <= reachBack)
    return from?.ref ? [{ dealId: id, ref: from.ref, campaign: from.campaign ?? from.ref }] : []
  })
}
