import type { LikelyKind } from '../contract/likely.ts'
import type { Spelled } from './linkage-agree.ts'

/** A text as a whole number of 32 bits (FNV-1a). Two texts in some thousand millions share one: that costs a comparison, and decides nothing. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash | 0
}

type Part = string | null | undefined
const first = (value: Part, letters: number): Part => (value ? value.slice(0, letters) : value)

/** Numbers of one switchboard begin alike: the last nine digits without the last three. */
export const phoneBlock = (phone: Part): string | null => (phone?.length === 9 ? phone.slice(0, 6) : null)

/** What a record is found by when another arrives: whole values that tell apart, and two that tell apart together. The looks at all records have more. */
const parts: Readonly<Record<LikelyKind, (of: Spelled) => readonly (readonly Part[])[]>> = {
  person: ({ values: [given, surname, email, phone, company], extras }) => [
    [email],
    [extras[2]],
    [phone],
    given && surname && surname < given ? [surname, given] : [given, surname],
    [first(given, 3), first(surname, 4)],
    [first(surname, 4), company],
    [first(given, 3), company],
  ],
  account: ({ values: [name, domain, phone, city, country], extras: [sorted] }) => [
    [name],
    [sorted],
    [domain],
    [phone],
    [first(name, 5), city],
    [first(name, 5), country],
    [phoneBlock(phone)],
  ],
}

/** The keys of a record in their order, null where it lacks one of the values. */
export function keysOf(kind: LikelyKind, of: Spelled): (number | null)[] {
  return parts[kind](of).map((values, at) => (values.every(Boolean) ? hashOf(`${kind} ${at} ${values.join('\n')}`) : null))
}

/** Under which number it is kept how many records of a kind have a value in a column. */
export const oftenKey = (column: number, value: string): number => hashOf(`${column} ${value}`)
