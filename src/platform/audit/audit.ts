import type { z } from 'zod'
import type { Actor } from '#kernel/actor'
import type { EventKind } from '#kernel/event'
import type { WorkspaceId } from '#kernel/id'
import type { Instant } from '#kernel/time'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/store/database'

/** Who did what is noted, from where, in which workspace. */
export interface Doing {
  readonly actor: Actor
  /** Network address of whoever called. */
  readonly address: string | null
  /** Null for what belongs to no company. */
  readonly workspace: { readonly id: WorkspaceId } | null
  readonly now: Instant
}

/** Adds one entry to the audit log, in a transaction on the directory. Nobody changes or deletes entries: the database gives no right to. Answers its id. */
export async function noteAudit<P extends z.ZodType>(tx: Tx, doing: Doing, event: EventKind<P>, payload: z.input<P>): Promise<string> {
  const { actor, address, workspace, now } = doing
  const id = newId<'audit_entry'>(now)
  await tx.query(
    `INSERT INTO audit_entry (id, workspace_id, kind, actor_kind, actor_id, actor_name, address, payload, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9)`,
    [id, workspace?.id ?? null, event.kind, actor.kind, actor.id, actor.name, address, JSON.stringify(event.payload.parse(payload)), now],
  )
  return id
}
