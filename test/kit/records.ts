import { expect } from 'vitest'
import { listWorkspaces } from '#platform/store/workspaces'
import type { Import } from '#rooms/capture/contract'
import type { TestApp } from './app.ts'
import { everything } from './workspace.ts'

export type Row = Record<string, unknown>

/** Every record of the only workspace of an app, by table. */
export async function recordsOf(app: TestApp): Promise<Record<string, Row[]>> {
  const { services } = app.served.app
  const [workspace] = await services.database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  const all = await everything({ services, workspace })
  return Object.fromEntries(Object.entries(all).map(([table, rows]) => [table, (rows as { row: Row }[]).map(({ row }) => row)]))
}

/** A file of these lines. */
export const lines = (...rows: readonly string[]) => `${rows.join('\n')}\n`

/** These columns of a row. */
export const picked = (row: Row | undefined, keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, row?.[key]]))

/** The import is in, and every row of its files is in exactly one bucket. */
export function expectEveryRowOnce(done: Import): void {
  expect(done.failure).toBeNull()
  for (const each of done.result?.kinds ?? []) {
    const rows = each.create + each.update + each.skip + each.reject + each.duplicate + each.deleted + each.leftOut
    expect({ kind: each.kind, rows }).toEqual({ kind: each.kind, rows: each.rows })
  }
}

/** Two contacts and a lead, for files that speak of them. */
export const people = [
  {
    name: 'contacts.csv',
    text: lines(
      'Contact ID,First Name,Last Name,Email,Account Name,Contact Owner,Lead Source',
      '003A,Ann,Lee,ann@acme.com,Acme Inc.,Kim Roe,Partner',
      '003B,Bo,Ek,,Borealis,Kim Roe,',
    ),
  },
  {
    name: 'leads.csv',
    text: lines(
      'Lead ID,First Name,Last Name,Company,Email,Lead Owner,Lead Status,Lead Source',
      '00Q1,Cy,Fox,Cygnus,cy@cygnus.com,Kim Roe,Open,Web',
    ),
  },
] as const

/** What a query answers in the only workspace of an app. */
export async function rowsOf(app: TestApp, sql: string): Promise<Row[]> {
  const { database } = app.served.app.services
  const [workspace] = await database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  return await database.inWorkspace(workspace, (tx) => tx.query<Row>(sql), { readOnly: true })
}
