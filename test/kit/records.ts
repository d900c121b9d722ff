import { listWorkspaces } from '#platform/store/workspaces'
import type { TestApp } from './app.ts'

/** What a query answers in the only workspace of an app. */
export async function rowsOf(app: TestApp, sql: string): Promise<Record<string, unknown>[]> {
  const { database } = app.served.app.services
  const [workspace] = await database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  return await database.inWorkspace(workspace, (tx) => tx.query(sql), { readOnly: true })
}
