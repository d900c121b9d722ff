import type { Endpoint } from '#kernel/endpoint'
import * as access from '#platform/access/contract'
import { createImport } from '#rooms/capture/contract'
import type { TestApp, Visitor } from './app.ts'
import { type Bounds, fillRecords, hardValue, shapedValue } from './fill-records.ts'
import { sampleQuery } from './sample-input.ts'

/** Stands in everything that the other company has. */
export const canary = 'Canary-7f3a'

/** Ids of a company's records, by the part of an address that leads to them. */
export type Places = ReadonlyMap<string, string>

/** Fills a company with records in which a word stands, and tells where they lie. Rows of two companies differ by where their numbers begin. */
export async function plant(app: TestApp, workspace: string, by: Visitor, word = canary, from = 0): Promise<Places> {
  const { database, keptTables } = app.served.app.services
  const schema = `w_${workspace.replaceAll('-', '')}`
  const marked = (bounds: Bounds) => {
    const { table, column, oneOf, number } = bounds
    const shaped = shapedValue(bounds, word)
    if (shaped !== undefined) return shaped
    // What a deal was worth, and when it closed, is read back from there as numbers and days.
    if (table === 'deal_value' && column.name === 'value') return null
    if (column.sqlType === 'text' && oneOf.length === 0) return `${word} ${number}`
    // Instants before Christ and without end are the business of exports.
    if (column.sqlType.startsWith('timestamp') || column.sqlType === 'date') return '2026-03-02'
    if (column.name === 'custom') return JSON.stringify({ [word]: word })
    return hardValue(bounds)
  }
  const invited = await app.call(access.invite, { email: `${word}@company.example`, role: 'viewer' }, by)
  const made = await app.call(createImport, {}, by)
  await database.inWorkspace({ schema }, (tx) => fillRecords(tx, keptTables.values(), 3, marked, from))
  const ids = await database.inWorkspace({ schema }, async (tx) => {
    const [found] = await tx.query<Record<string, string>>(
      `SELECT (SELECT id FROM deal ORDER BY id LIMIT 1) AS deals, (SELECT id FROM account ORDER BY id LIMIT 1) AS accounts,
        (SELECT id FROM person ORDER BY id LIMIT 1) AS people, (SELECT id FROM lead ORDER BY id LIMIT 1) AS leads,
        (SELECT id FROM exchange_rate ORDER BY id LIMIT 1) AS "exchange-rates", (SELECT id FROM saved_view ORDER BY id LIMIT 1) AS views`,
    )
    return found ?? {}
  })
  const key = (await app.call(access.listKeys, {}, by)).keys[0]?.id ?? ''
  return new Map(Object.entries({ ...ids, imports: made.id, invitations: invited.id, 'api-keys': key }))
}

/** The address of an endpoint with ids of those records wherever an id is asked for. */
export function addressOf(endpoint: Endpoint, places: Places): string {
  const parts = endpoint.path.split('/')
  const filled = parts.map((part, index) => (part.startsWith('{') ? valueAt(part, parts[index - 1], places) : part))
  const search = new URLSearchParams(sampleQuery(endpoint))
  return filled.join('/') + (search.size > 0 ? `?${search}` : '')
}

/** What may stand in one part of an address, like `{id}`, behind the part before it. */
export function valueAt(part: string, before: string | undefined, places: Places): string {
  if (part === '{kind}') return 'deal'
  if (part === '{name}') return 'close_rate'
  if (part === '{key}' || part === '{by}') return 'owner'
  return places.get(before ?? '') ?? places.get('deals') ?? ''
}
