/**
 * Keys under which two spellings are the same thing. The SQL of the same names is in platform/analytics/keys.ts;
 * a property test holds both to one answer. White space is that of RE2, so that both know the same.
 */

/** Legal forms that are no part of a company's name, as single words after `words`. */
export const legalForms = [
  ...['inc', 'incorporated', 'corp', 'corporation', 'co', 'company', 'llc', 'llp', 'lp', 'ltd', 'limited', 'plc', 'pty', 'pte'],
  ...['gmbh', 'ag', 'kg', 'kgaa', 'ohg', 'ug', 'mbh', 'ev', 'eg', 'se'],
  ...['sa', 'sas', 'sasu', 'sarl', 'eurl', 'snc', 'srl', 'spa', 'sl', 'slu', 'sau', 'bv', 'nv', 'ab', 'as', 'asa', 'aps', 'oy', 'oyj'],
  ...['kft', 'zrt', 'sro', 'doo', 'spzoo', 'ltda', 'eireli', 'me', 'kk'],
] as const

/** Lower case, without accents, everything but letters and digits as single spaces, trimmed. */
export function words(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** Only letters and digits: `GTX Pro` and `GTXPro` are one. */
export function normKey(text: string): string {
  return words(text).replaceAll(' ', '')
}

/** The address in lower case without spaces around it; empty when it is none. */
export function normEmail(text: string): string {
  const found = /[^\t\n\f\r ,;<>"'()]+@[^\t\n\f\r ,;<>"'()]+\.[^\t\n\f\r ,;<>"'()]+/.exec(text)
  return found ? found[0].toLowerCase() : ''
}

/** The host of an address or e-mail in lower case without `www.`; empty when there is none. */
export function normDomain(text: string): string {
  const host = text
    .replace(/^[\t\n\f\r ]+|[\t\n\f\r ]+$/g, '')
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(/^[^/?#]*@/, '')
    .replace(/[/?#:].*$/s, '')
    .replace(/^www\d?\./, '')
  return /^[^\t\n\f\r .]+(\.[^\t\n\f\r .]+)+$/.test(host) ? host : ''
}

/** An international telephone number as E.164 (`+` and 8 to 15 digits); empty when it does not begin with `+` or `00`, or is none. */
export function normPhone(text: string): string {
  const begun = /^[\t\n\f\r ]*(?:\+|00)([1-9][0-9 ()./-]*)/.exec(text)
  const digits = (begun?.[1] ?? '').replaceAll('(0)', '').replace(/[^0-9]+/g, '')
  return digits.length >= 8 && digits.length <= 15 ? `+${digits}` : ''
}

const formAtEnd = new RegExp(`( (?:${legalForms.join('|')}))+$`)

/** The name without legal form, as one key: `Acme, Inc.` and `ACME Incorporated` are one; a name of nothing but legal form stays. */
export function normCompany(text: string): string {
  const plain = words(text.replaceAll('.', ''))
  return plain.replace(formAtEnd, '').replaceAll(' ', '')
}
