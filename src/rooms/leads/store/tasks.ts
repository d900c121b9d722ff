import type { Id } from '#kernel/id'
import { type Rights, sees } from '#kernel/rights'
import type { Day } from '#kernel/time'
import type { Tx } from '#platform/store/database'
import { type Task, type TimelineKind, timelineKinds } from '../contract.ts'
import { belongs } from './timeline.ts'
import { aboutRecord } from './timeline-about.ts'

type Row = Task & Record<string, unknown>

/** A task as it is shown; of several records that it names, the one that is nearest to the money. */
const shown = `SELECT x.id, x.touched_by AS version, coalesce(x.subject, x.type, 'Task') AS title, (x.due_at AT TIME ZONE 'UTC')::date::text AS "dueOn", x.done IS TRUE AS done,
    CASE WHEN m.id IS NOT NULL THEN jsonb_build_object('id', m.id, 'name', m.name) END AS who,
    CASE WHEN d.id IS NOT NULL THEN ${aboutRecord('deal', 'd.id', 'd.name')} WHEN xl.id IS NOT NULL THEN ${aboutRecord('lead', 'xl.id', 'lp.full_name')}
      WHEN p.id IS NOT NULL THEN ${aboutRecord('person', 'p.id', 'p.full_name')} WHEN a.id IS NOT NULL THEN ${aboutRecord('account', 'a.id', 'a.name')} END AS about
  FROM activity x LEFT JOIN member m ON m.id = x.owner_id LEFT JOIN deal d ON d.id = x.deal_id LEFT JOIN person p ON p.id = x.person_id
    LEFT JOIN lead xl ON xl.id = x.lead_id LEFT JOIN person lp ON lp.id = xl.person_id LEFT JOIN account a ON a.id = x.account_id`

/** Tasks of records that may not be seen are left out. */
const seen = (rights: Rights) =>
  timelineKinds
    .filter((one) => !sees(rights, one))
    .map((one) => ` AND x.${one}_id IS NULL`)
    .join('')

const open = "x.kind = 'task' AND x.done IS FALSE"

export interface Place {
  readonly due: Day | null
  readonly id: string
}

/** Open tasks by their day, behind a place; `member` null is everyone's. */
export async function openTasks(
  tx: Tx,
  rights: Rights,
  { member, place, limit }: { readonly member: string | null; readonly place: Place | null; readonly limit: number },
): Promise<Task[]> {
  return await tx.query<Row>(
    `${shown} WHERE ${open}${seen(rights)} AND ($1::uuid IS NULL OR x.owner_id = $1::uuid)
       AND ($3::uuid IS NULL OR (coalesce((x.due_at AT TIME ZONE 'UTC')::date, 'infinity'::date), x.id) > (coalesce($2::date, 'infinity'::date), $3::uuid))
     ORDER BY coalesce((x.due_at AT TIME ZONE 'UTC')::date, 'infinity'::date), x.id LIMIT $4::integer`,
    [member, place?.due ?? null, place?.id ?? null, limit],
  )
}

/** How many open tasks are overdue, due today, later, and on no day. */
export async function countTasks(
  tx: Tx,
  rights: Rights,
  member: string | null,
  today: Day,
): Promise<{ overdue: number; today: number; later: number; someday: number }> {
  const due = "(x.due_at AT TIME ZONE 'UTC')::date"
  const [row] = await tx.query<{ overdue: number; today: number; later: number; someday: number }>(
    `SELECT count(*) FILTER (WHERE ${due} < $2::date) AS overdue, count(*) FILTER (WHERE ${due} = $2::date) AS today,
       count(*) FILTER (WHERE ${due} > $2::date) AS later, count(*) FILTER (WHERE x.due_at IS NULL) AS someday
     FROM activity x WHERE ${open}${seen(rights)} AND ($1::uuid IS NULL OR x.owner_id = $1::uuid)`,
    [member, today],
  )
  return row ?? { overdue: 0, today: 0, later: 0, someday: 0 }
}

const mostOfRecord = 200

/** The tasks on a record: open ones by their day, then those that were done last. */
export async function recordTasks(tx: Tx, rights: Rights, kind: TimelineKind, id: string): Promise<Task[]> {
  return await tx.query<Row>(
    `${shown} WHERE x.kind = 'task' AND (${belongs[kind]})${seen(rights)} ORDER BY x.done IS TRUE, CASE WHEN x.done IS TRUE THEN NULL ELSE x.due_at END, x.at DESC NULLS LAST, x.id LIMIT ${mostOfRecord}`,
    [id],
  )
}

/** One task as it is shown, locked where it is going to be changed, with all records that it names. */
export async function taskOf(
  tx: Tx,
  id: string,
  { lock = false }: { readonly lock?: boolean } = {},
): Promise<(Task & { readonly names: readonly TimelineKind[] }) | undefined> {
  if (lock) await tx.query('SELECT FROM activity WHERE id = $1::uuid FOR UPDATE', [id])
  const [task] = await tx.query<Row>(`${shown} WHERE x.kind = 'task' AND x.id = $1::uuid`, [id])
  if (!task) return undefined
  const [named] = await tx.query<Record<TimelineKind, boolean>>(
    `SELECT ${timelineKinds.map((kind) => `${kind}_id IS NOT NULL AS ${kind}`).join(', ')} FROM activity WHERE id = $1::uuid`,
    [id],
  )
  return { ...task, names: timelineKinds.filter((kind) => named?.[kind]) }
}

/** The member who is called so, where one is. */
export async function memberCalled(tx: Tx, nameKey: string): Promise<Id<'member'> | null> {
  const rows = await tx.query<{ id: Id<'member'> }>('SELECT id FROM member WHERE name_key = $1 ORDER BY id LIMIT 1', [nameKey])
  return rows[0]?.id ?? null
}
