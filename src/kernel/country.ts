const languages = ['en', 'de', 'es', 'fr'] as const

const key = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}]+/gu, '')

/** Names that people write and CLDR does not. */
const others: Readonly<Record<string, string>> = {
  usa: 'US',
  uk: 'GB',
  england: 'GB',
  greatbritain: 'GB',
  holland: 'NL',
  czechrepublic: 'CZ',
}

const noCountries = ['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'ZZ']

let known: Map<string, string> | undefined

/** Codes by name in the languages whose exports are read, from the names that CLDR has. */
function names(): Map<string, string> {
  if (known) return known
  const made = new Map(Object.entries(others))
  const shown = languages.map((language) => new Intl.DisplayNames([language], { type: 'region', fallback: 'none' }))
  for (let first = 65; first <= 90; first += 1)
    for (let second = 65; second <= 90; second += 1) {
      const code = String.fromCharCode(first, second)
      // Codes that were given up stand for their successors; some stand for no country at all.
      if (Intl.getCanonicalLocales(`und-${code}`)[0] !== `und-${code}` || noCountries.includes(code)) continue
      for (const each of shown) {
        const name = each.of(code)
        if (name && !made.has(key(name))) made.set(key(name), code)
      }
    }
  known = made
  return made
}

/** The ISO 3166-1 code of a country that is named by code or by name in English, German, Spanish or French; null when it is none of these. */
export function countryCode(text: string): string | null {
  const trimmed = text.trim()
  if (/^[A-Z]{2}$/.test(trimmed) && new Set(names().values()).has(trimmed)) return trimmed
  return names().get(key(trimmed)) ?? null
}
