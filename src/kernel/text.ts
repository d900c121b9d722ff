import i18next from 'i18next'

/**
 * What people read, in the reader's language. English stands in the code and is its own key; what another language says instead stands in its catalogue
 * (src/languages). A screen speaks one language; the server speaks that of the request at hand (src/platform/language.ts), so there a text may not stand
 * in a constant.
 */

/** What a language says instead of each English text; for texts that count, under the text for many with `_one` and `_other` behind it. */
export type Catalogue = Readonly<Record<string, string>>

/** What goes into the gaps of a text, such as `{{name}}`. */
export type Gaps = Readonly<Record<string, string | number>>

/** The texts; RichText takes them too. */
export const texts = i18next.createInstance()

void texts.init({
  lng: 'en',
  initAsync: false,
  resources: {},
  keySeparator: false,
  nsSeparator: false,
  returnEmptyString: false,
  interpolation: { escapeValue: false },
})

let language: () => string = () => texts.language

/** Makes a language known. */
export function learn(tag: string, catalogue: Catalogue): void {
  texts.addResourceBundle(tag, 'translation', catalogue)
}

/** Has the language found out anew for each text, by whoever runs the program. */
export function speakAs(of: () => string): void {
  language = of
}

/** The language that is spoken, as a BCP 47 tag. */
export function spoken(): string {
  return language()
}

/** A text for people. The English text stands here as a plain literal: the catalogues are checked against all that stand so. */
export function t(text: string, gaps: Gaps = {}): string {
  return texts.t(text, { replace: gaps, lng: language() })
}

/** A text about a number of things; screens take `tn` of the formats, which also writes the number. */
export function plural(n: number, one: string, many: string, gaps: Gaps): string {
  return texts.t(many, { replace: gaps, lng: language(), count: n, defaultValue_one: one, defaultValue_other: many })
}

/**
 * A text that comes from data of our own, such as the label of a field in a contract; English where the catalogue does not know it.
 * A word with two meanings is told apart by a context: "owner" as a role stands under `owner_role`.
 */
export function said(text: string, context?: string): string {
  return texts.t(text, { lng: language(), ...(context === undefined ? {} : { context }) })
}

/** Writes numbers as the language does; English as in Britain, whose numbers are those of most. */
export function numbers(options: Intl.NumberFormatOptions): (n: number) => string {
  const writers = new Map<string, Intl.NumberFormat>()
  return (n) => {
    const locale = spoken() === 'en' ? 'en-GB' : spoken()
    const writer = writers.get(locale) ?? new Intl.NumberFormat(locale, options)
    writers.set(locale, writer)
    return writer.format(n)
  }
}
