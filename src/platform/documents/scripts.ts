import { said } from '#kernel/text'

/** Scripts that no typeface of ours sets, by the names that people know them by. */
const names = [
  ...['Arabic', 'Hebrew', 'Thai', 'Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya', 'Tamil', 'Telugu', 'Kannada', 'Malayalam'],
  ...['Sinhala', 'Lao', 'Khmer', 'Myanmar', 'Tibetan', 'Georgian', 'Armenian', 'Ethiopic', 'Mongolian', 'Syriac', 'Thaana'],
] as const

/** Of what is no letter of these: emoji, rare signs. */
const other = 'sign'

/** All that a page may have to name, in the language that is spoken. */
export function missable(): readonly string[] {
  return [...names, other].map((name) => said(name))
}

const scripts = names.map((name) => ({ name, has: new RegExp(`\\p{Script=${name}}`, 'u') }))

function scriptOf(letter: string): string {
  return scripts.find(({ has }) => has.test(letter))?.name ?? other
}

/**
 * Puts the name of the script, as in "[Arabic]", for each stretch of letters that cannot be set: an empty box or a question mark would not tell
 * that something is left out. `missed` gets the names.
 */
export function withSigns(says: string, canSet: (letter: string) => boolean, missed: Set<string>): string {
  let made = ''
  let open: string | null = null
  let blanks = ''
  for (const letter of says) {
    if (open !== null && letter === ' ') {
      blanks += letter
      continue
    }
    if (canSet(letter)) {
      made += blanks + letter
      open = null
      blanks = ''
      continue
    }
    const script: string = open !== null && /\p{M}/u.test(letter) ? open : scriptOf(letter)
    if (script !== open) made += `${blanks}[${said(script)}]`
    missed.add(said(script))
    open = script
    blanks = ''
  }
  return made + blanks
}
