import type { Services } from '#platform/action/context'
import type { WorkspaceRef } from '#platform/store/database'
import { workspaceById } from '#platform/store/workspaces'

/** A public address names the workspace by its id, and a thing in it by a short word of its own. */
const idLength = 22

/** What stands in a public address. */
export function publicKey({ id }: Pick<WorkspaceRef, 'id'>, slug = ''): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url') + slug
}

/** The workspace that a public address names, with the rest; null where there is none. */
export async function openPublicKey({ database }: Services, key: string): Promise<{ workspace: WorkspaceRef; slug: string } | null> {
  if (!/^[\w-]{22,44}$/.test(key)) return null
  const hex = Buffer.from(key.slice(0, idLength), 'base64url').toString('hex')
  if (hex.length !== 32) return null
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  const workspace = await database.inPublic((tx) => workspaceById(tx, id), { readOnly: true })
  return workspace ? { workspace, slug: key.slice(idLength) } : null
}
