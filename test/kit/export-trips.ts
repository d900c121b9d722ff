import { listWorkspaces } from '#platform/store/workspaces'
import type { Import } from '#rooms/capture/contract'
import type { TestApp } from './app.ts'
import { manifestOf } from './exported.ts'
import { fillRecords, hardValue } from './fill-records.ts'

/** Fills every record table of the first company with rows that are hard to carry. */
export async function filled(app: TestApp, rowsEach: number, make = hardValue): Promise<void> {
  const { database, keptTables } = app.served.app.services
  const [workspace] = await database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  await database.inWorkspace(workspace, (tx) => fillRecords(tx, keptTables.values(), rowsEach, make))
}

/** Brings an export into a company; throws with status and words when it is refused. */
export async function restore(app: TestApp, workspace: string, zip: Buffer): Promise<Import> {
  const response = await app.raw('/api/v1/export/restore?name=everything.zip', {
    method: 'POST',
    body: zip as BodyInit,
    headers: { 'content-type': 'application/octet-stream', 'interlock-workspace': workspace },
  })
  const said = (await response.json()) as Import & { detail?: string }
  if (!response.ok) throw new Error(`${response.status} ${said.detail}`)
  return said
}

/** The files of an export as text, without what tells one export from another. */
export function comparable(files: ReadonlyMap<string, Buffer>): Record<string, string> {
  const { workspace: _workspace, at: _at, ledgerPosition: _position, ...manifest } = manifestOf(files)
  return {
    ...Object.fromEntries([...files].map(([name, bytes]) => [name, bytes.toString('utf8')])),
    'manifest.json': JSON.stringify(manifest),
  }
}
