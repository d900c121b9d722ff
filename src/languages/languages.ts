import type { Catalogue } from '#kernel/text'

/** A language that people can read Interlock in. */
interface Language {
  /** BCP 47. */
  readonly tag: string
  /** Its name in itself. */
  readonly name: string
  /** What it says instead of English. */
  readonly load: () => Promise<Catalogue>
}

/** The languages other than English. A new one is a folder like `de` and a line here; the house rule says what it lacks. */
export const others: readonly Language[] = [{ tag: 'de', name: 'Deutsch', load: async () => (await import('./de/catalogue.ts')).catalogue }]

/** All languages that can be chosen, English first. */
export const languages: readonly Pick<Language, 'tag' | 'name'>[] = [{ tag: 'en', name: 'English' }, ...others]
