import type { Role } from '#kernel/access'
import { normKey } from '#kernel/normal'
import { t } from '#kernel/text'
import type { Instant } from '#kernel/time'
import { no, ok, type Verdict } from '#kernel/verdict'
import type { Wording, wordOrigins } from '../contract/glossary.ts'
import type { Side } from '../contract/versions.ts'
import { signsFor } from './life.ts'

/** A word that came with the product. */
export interface FirstWord extends Wording {
  readonly key: string
}

/** What the company wrote about a word last. */
interface Written extends Wording {
  readonly key: string
  readonly number: number
  readonly gone: boolean
}

/** A word as it holds: what the company says, else what the product says. */
export interface Holding<W extends Written = Written> {
  readonly key: string
  readonly origin: (typeof wordOrigins)[number]
  readonly wording: Wording
  readonly ours: Wording | null
  /** What the company wrote last, also where it took that back. */
  readonly written: W | undefined
}

const only = ({ name, meaning, marketing, sales, example, isNot }: Wording): Wording => ({
  ...{ name, meaning, marketing, sales, example, isNot },
})

/** All words that hold. What the company says of a word of the product stands in front of it, and does not hide it. */
export function wordsThatHold<W extends Written>(first: readonly FirstWord[], written: readonly W[]): Holding<W>[] {
  const newest = new Map<string, W>()
  for (const one of written) if ((newest.get(one.key)?.number ?? 0) < one.number) newest.set(one.key, one)
  const known = new Set(first.map(({ key }) => key))
  return [
    ...first.map((ours): Holding<W> => {
      const own = newest.get(ours.key)
      return own === undefined || own.gone
        ? { key: ours.key, origin: 'ours', wording: only(ours), ours: null, written: own }
        : { key: ours.key, origin: 'otherwise', wording: only(own), ours: only(ours), written: own }
    }),
    ...[...newest.values()].flatMap((own): Holding<W>[] =>
      own.gone || known.has(own.key) ? [] : [{ key: own.key, origin: 'own', wording: only(own), ours: null, written: own }],
    ),
  ]
}

/** What is sealed and confirmed: the wording as text. */
export const wordingText = (wording: Wording): string => JSON.stringify(Object.values(only(wording)))

/** The key of a new word, by its name; another one where that is taken. */
export function keyFor(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40)
  const base = plain === '' ? 'word' : plain
  for (let n = 1; ; n++) {
    const key = n === 1 ? base : `${base}-${n}`
    if (!taken.has(key)) return key
  }
}

/** Whether a word may be written: nobody wrote it since, and no other word has its name, because a word has one meaning. */
export function mayDefine(
  { key, name, basedOn }: { readonly key: string; readonly name: string; readonly basedOn: number },
  holding: readonly Holding[],
  newest: { readonly number: number; readonly by: string } | undefined,
): Verdict {
  if ((newest?.number ?? 0) !== basedOn)
    return no(
      t('{{by}} changed “{{name}}” since. Load the page again, so that nothing of theirs is lost.', {
        by: newest?.by ?? t('Nobody'),
        name,
      }),
    )
  const other = holding.find((one) => one.key !== key && normKey(one.wording.name) === normKey(name))
  return other
    ? no(
        t('“{{name}}” is a word here already, and a word has one meaning. Change that one, or find another name.', {
          name: other.wording.name,
        }),
      )
    : ok
}

/** Whether a word may be taken back: the company wrote it, and it holds. */
export function mayRemove({ wording: { name }, origin, written }: Holding, basedOn: number): Verdict {
  if (origin === 'ours')
    return no(t('“{{name}}” came with Interlock and cannot be taken out. Define it otherwise, if you mean another thing by it.', { name }))
  return written?.number === basedOn ? ok : no(t('“{{name}}” was changed since. Load the page again.', { name }))
}

export interface Confirming {
  readonly side: Side
  readonly seal: string
  readonly role: Role | null
  readonly userId: string | null
}

interface Confirmable {
  readonly name: string
  readonly seal: string
  readonly given: readonly { readonly side: Side; readonly userId: string; readonly name: string }[]
}

/** Whether somebody may confirm a wording for a side. Each side is a person of its own. */
export function mayConfirmWord({ name, seal, given }: Confirmable, by: Confirming): Verdict {
  if (by.userId === null) return no(t('What a word means is confirmed by a person. Sign in as yourself; API keys do not confirm.'))
  if (!signsFor(by.role).includes(by.side))
    return no(
      by.side === 'sales'
        ? t('Members of sales confirm for sales, and owners and admins. Ask one of them.')
        : t('Members of marketing confirm for marketing, and owners and admins. Ask one of them.'),
    )
  if (seal !== by.seal) return no(t('“{{name}}” was changed since you read it. Load the page again.', { name }))
  if (given.some(({ side }) => side === by.side)) return no(t('“{{name}}” is confirmed for this side already.', { name }))
  if (given.some(({ userId }) => userId === by.userId))
    return no(t('You confirmed “{{name}}” for the other side. Each side is a person of its own.', { name }))
  return ok
}

/** Who confirmed a wording for each side: the first of each. */
export function confirmedBy(
  given: readonly { readonly key: string; readonly seal: string; readonly side: Side; readonly name: string; readonly at: Instant }[],
  { key, seal }: { readonly key: string; readonly seal: string },
): Record<Side, { name: string; at: Instant } | null> {
  const first = (side: Side) => {
    const one = given.find((each) => each.key === key && each.seal === seal && each.side === side)
    return one ? { name: one.name, at: one.at } : null
  }
  return { marketing: first('marketing'), sales: first('sales') }
}
