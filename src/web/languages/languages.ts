import { type Catalogue, speak } from '../kit/text.ts'

/** A language of the screens. */
interface Language {
  /** BCP 47. */
  readonly tag: string
  /** Its name in itself. */
  readonly name: string
  /** What it says instead of English. */
  readonly load: () => Promise<Catalogue>
}

/** The languages other than English. A new one is a folder like `de` and a line here; languages.test.ts says what it lacks. */
const others: readonly Language[] = [{ tag: 'de', name: 'Deutsch', load: async () => (await import('./de/catalogue.ts')).catalogue }]

/** All languages that can be chosen, English first. */
export const languages: readonly Pick<Language, 'tag' | 'name'>[] = [{ tag: 'en', name: 'English' }, ...others]

const storageKey = 'interlock.language'

/** The language chosen in this browser; undefined when it follows the browser. */
export function chosenLanguage(): string | undefined {
  try {
    return localStorage.getItem(storageKey) ?? undefined
  } catch {
    // Without storage the browser's own language stays.
    return undefined
  }
}

/** Chooses a language for this browser, or with undefined the browser's own, and draws everything anew in it. */
export function chooseLanguage(tag: string | undefined): void {
  try {
    if (tag) localStorage.setItem(storageKey, tag)
    else localStorage.removeItem(storageKey)
  } catch {
    // As above.
  }
  window.location.reload()
}

/** Loads and speaks the chosen language, else the first one of the browser's that there is. To be awaited before any screen is loaded. */
export async function speakChosen(): Promise<void> {
  const wanted = [chosenLanguage(), ...navigator.languages].map((tag) => tag?.split('-')[0])
  const found = wanted.map((tag) => languages.find((one) => one.tag === tag)).find((one) => one !== undefined)
  const other = others.find((one) => one.tag === found?.tag)
  if (!other) return
  await speak(other.tag, await other.load())
  document.documentElement.lang = other.tag
}
