import { z } from 'zod'
import { words } from './normal.ts'

/**
 * Records know the id that they have in the system which they came from. The ids of the first system of a workspace stand as they are. Those of any
 * other have its name before them, "pipedrive::17", so that two systems that both count from 1 never mean one record.
 */
const separator = '::'
const name = '[a-z0-9][a-z0-9-]{0,39}'

/** What a system is called: small letters, digits and dashes. */
export const systemShape = z
  .string()
  .regex(new RegExp(`^(?!same$)${name}$`), 'small letters, digits and dashes, at most 40, such as "pipedrive-eu"; "same" is taken')

/** The name of the system before an id, for SQL and here; an id that we made of a lead's has "lead:" before all. */
export const systemPattern = `^(?:lead:)?(${name})${separator}`
const before = new RegExp(systemPattern)

/** What people call a system, as its name: "HubSpot EU" is "hubspot-eu". Empty when nothing is left. */
export function systemName(said: string): string {
  return words(said)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 40)
    .replace(/-+$/, '')
}

/** What stands before the ids of a system; nothing for the first. */
export function systemPrefix(system: string): string {
  return system === '' ? '' : `${system}${separator}`
}

/** Which system an id belongs to; empty for the first. */
export function systemOf(externalId: string): string {
  return before.exec(externalId)?.[1] ?? ''
}

/** An id as its own system and its people know it. */
export function bareId(externalId: string): string {
  const system = systemOf(externalId)
  return system === '' ? externalId : externalId.replace(`${system}${separator}`, '')
}

/** Ids that we made for records whose file has none, or that somebody made by hand; they tell people nothing. */
const ours = /^(?:ref|name|person|hand):/

/** An id as it is shown to people: that of their CRM, behind it the system if it is not the first; null where the CRM gave none. */
export function shownId(externalId: string): string | null {
  const id = bareId(externalId)
  if (ours.test(id)) return null
  const system = systemOf(externalId)
  return system === '' ? id : `${id} (${system})`
}
