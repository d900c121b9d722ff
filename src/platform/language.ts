import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage } from 'node:http'
import { parseAccept } from 'hono/utils/accept'
import { learnKept } from '#kernel/said-again'
import { type Catalogue, learn, speakAs } from '#kernel/text'

/** The language of the request at hand, through all that it waits for. Work that no request began has none: it speaks English. */
const asked = new AsyncLocalStorage<string>()
const english = 'en'
const known = new Set([english])

/** Makes the languages known that requests may ask for, and the sentences that are kept in English until then. */
export function knowLanguages(catalogues: ReadonlyMap<string, Catalogue>, kept: readonly string[]): void {
  for (const [tag, catalogue] of catalogues) {
    learn(tag, catalogue)
    known.add(tag)
  }
  learnKept(kept)
  speakAs(() => asked.getStore() ?? english)
}

/** Does something in a language. */
export function inLanguage<T>(tag: string, work: () => T): T {
  return asked.run(tag, work)
}

/** What is read bit by bit, such as the body of a file: it goes on in the language in which it was begun, whoever reads the next bit. */
export function inThisLanguage<T>(bits: AsyncIterable<T>): AsyncIterable<T> {
  const reading = bits[Symbol.asyncIterator]()
  const here = AsyncLocalStorage.snapshot()
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => here(() => reading.next()),
      return: async (value) => (await here(() => reading.return?.(value))) ?? { done: true, value },
    }),
  }
}

/** Does something that outlives the request which began it: what it says is kept, or is for nobody in particular. */
export function inEnglish<T>(work: () => T): T {
  return asked.run(english, work)
}

/**
 * The language that a request asks for, of those that there are: by `language` in its address, as a page cannot set a header on a download, else by
 * Accept-Language. Whoever asks for none, as programs do, gets English.
 */
export function languageOf({ url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>): string {
  const inAddress = url.includes('?') ? new URLSearchParams(url.split('?')[1]).get('language') : null
  const accepted = headers['accept-language']
  // As programs ask, and often.
  if (inAddress === null && accepted === undefined) return english
  const wanted = [inAddress ?? '', ...parseAccept(accepted ?? '').map(({ type }) => type)]
  return wanted.map((tag) => tag.split('-')[0]?.toLowerCase() ?? '').find((tag) => known.has(tag)) ?? english
}
