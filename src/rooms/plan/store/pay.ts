import type { Id } from '#kernel/id'
import type { Tx } from '#platform/store/database'
import type { RowOf } from '#platform/store/kept'
import type { payComments, payPlans, payVersions } from '../tables/pay.ts'

type PlanRow = RowOf<typeof payPlans>
type VersionRow = RowOf<typeof payVersions>
type CommentRow = RowOf<typeof payComments>

/** All plans, the newest first. */
export async function allPlans(tx: Tx): Promise<PlanRow[]> {
  return await tx.query<PlanRow & Record<string, unknown>>(
    'SELECT id, name, made_at AS "madeAt", touched_by AS "touchedBy" FROM pay_plan ORDER BY made_at DESC, id',
  )
}

/** One plan, held for a change. */
export async function planHeld(tx: Tx, id: Id<'pay_plan'>): Promise<PlanRow | undefined> {
  const [row] = await tx.query<PlanRow & Record<string, unknown>>(
    'SELECT id, name, made_at AS "madeAt", touched_by AS "touchedBy" FROM pay_plan WHERE id = $1 FOR UPDATE',
    [id],
  )
  return row
}

/** The versions of all plans, the newest first. */
export async function allVersions(tx: Tx): Promise<VersionRow[]> {
  return await tx.query<VersionRow & Record<string, unknown>>(
    'SELECT id, plan_id AS "planId", number, document, warned, why, by, at, touched_by AS "touchedBy" FROM pay_version ORDER BY number DESC',
  )
}

export async function lastVersion(tx: Tx, id: Id<'pay_plan'>): Promise<number> {
  const [row] = await tx.query<{ number: number | null }>('SELECT max(number) AS number FROM pay_version WHERE plan_id = $1', [id])
  return row?.number ?? 0
}

export async function allComments(tx: Tx): Promise<CommentRow[]> {
  return await tx.query<CommentRow & Record<string, unknown>>(
    'SELECT id, plan_id AS "planId", text, by, at, touched_by AS "touchedBy" FROM pay_comment ORDER BY at, id',
  )
}
