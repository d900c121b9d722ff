import { catalogue } from '#languages/de/catalogue'
import { keptTexts } from '#languages/kept'
import { inLanguage, knowLanguages } from '#platform/language'

/** Does something as in a request that asks for German. */
export function inGerman<T>(work: () => T): T {
  knowLanguages(new Map([['de', catalogue]]), keptTexts)
  return inLanguage('de', work)
}
