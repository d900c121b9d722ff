import { languages, others } from '#languages/languages'
import { speak } from './kit/text.ts'

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

/** How numbers are written where the company leaves it to the browser: as the language chosen here has them, so that they are the same in sentences and beside them. */
export function ownLocale(): string {
  const chosen = chosenLanguage()
  if (!chosen) return navigator.language
  return navigator.languages.find((tag) => tag.split('-')[0] === chosen) ?? chosen
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
