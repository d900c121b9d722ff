import { said, spoken, t } from './text.ts'

/**
 * Sentences that were kept in English, such as why a row of a file came back, said in the reader's language. What is kept has no reader yet, so work in
 * the background writes English, and the English sentence is its own key here too: it is known by the text that stands around its gaps.
 */
interface Pattern {
  readonly text: string
  readonly whole: RegExp
  readonly gaps: readonly string[]
}

let plain: ReadonlySet<string> = new Set()
let patterns: readonly Pattern[] = []
const gap = /\{\{(\w+)\}\}/

/**
 * Makes the sentences known that are kept. Between gaps they need text of their own. A gap whose name ends in `Word` holds one of our own words or
 * sentences, one in `Words` several with commas between; they are said too. All others hold what people and files say, and stay.
 */
export function learnKept(texts: readonly string[]): void {
  plain = new Set(texts.filter((text) => !gap.test(text)))
  patterns = texts
    .filter((text) => gap.test(text))
    .map((text) => {
      const parts = text.split(gap)
      return {
        text,
        whole: new RegExp(
          `^${parts.map((part, at) => (at % 2 === 0 ? part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&') : '(.*?)')).join('')}$`,
          's',
        ),
        gaps: parts.filter((_, at) => at % 2 === 1),
      }
    })
    .toSorted((a, b) => literal(b).length - literal(a).length)
}

const literal = ({ text }: Pattern) => text.replaceAll(/\{\{\w+\}\}/g, '')

/** A kept sentence, or several one after the other, in the language that is spoken; as it is where it is not one of ours. */
export function saidAgain(english: string): string {
  if (spoken() === 'en') return english
  const one = known(english)
  const each = english.split(/(?<=[.?!]) (?=\S)/).map(known)
  return each.length > 1 && each.every((sentence) => sentence !== null) ? each.join(' ') : (one ?? said(english))
}

function known(english: string): string | null {
  if (plain.has(english)) return said(english)
  for (const { text, whole, gaps } of patterns) {
    const found = whole.exec(english)
    if (found) return t(text, Object.fromEntries(gaps.map((name, at) => [name, inGap(name, found[at + 1] ?? '')])))
  }
  return null
}

function inGap(name: string, value: string): string {
  if (name.endsWith('Words')) return value.split(', ').map(word).join(', ')
  return name.endsWith('Word') ? word(value) : value
}

/** One of our own words; in the middle of an English sentence it may have lost its capital. */
function word(english: string): string {
  const begun = english.charAt(0).toUpperCase() + english.slice(1)
  const all = [known(english) ?? said(english), said(begun)]
  return all.find((again) => again !== english && again !== begun) ?? english
}
