import { asc, gte } from 'drizzle-orm'
import type { Id } from '#kernel/id'
import type { Day } from '#kernel/time'
import type { Tx } from '#platform/store/database'
import type { RowOf } from '#platform/store/kept'
import { absences, memberWork } from '../tables.ts'

export type AbsenceRow = RowOf<typeof absences>
export type WorkRow = RowOf<typeof memberWork>

/** A member with how they work, and what of their absences lies in a stretch of days. */
export interface WorkingRow {
  readonly id: Id<'member'>
  readonly name: string
  readonly team: string | null
  readonly languages: readonly string[] | null
  readonly capacity: number | null
  readonly absences: readonly { from: Day; until: Day; standIn: Id<'member'> | null }[] | null
}

/** Everybody with how they work, by name, and their absences that touch the days from one to another. */
export async function workingMembers(tx: Tx, from: Day, to: Day): Promise<WorkingRow[]> {
  return await tx.query<WorkingRow>(
    `SELECT m.id, m.name, nullif(m.team, '') AS team, w.languages, w.capacity, a.absences
     FROM member m LEFT JOIN member_work w ON w.member_id = m.id
     LEFT JOIN (SELECT member_id, jsonb_agg(jsonb_build_object('from', from_day, 'until', until_day, 'standIn', stand_in_id)
         ORDER BY until_day DESC, id) AS absences
       FROM absence WHERE from_day <= $2::date AND until_day >= $1::date GROUP BY member_id) a ON a.member_id = m.id
     ORDER BY m.name, m.id`,
    [from, to],
  )
}

/** How a member works, if somebody said so; held until the end of the transaction, so that two people take turns. */
export async function workOf(tx: Tx, memberId: Id<'member'>): Promise<WorkRow | undefined> {
  await tx.query('LOCK TABLE member_work IN SHARE ROW EXCLUSIVE MODE')
  const { table } = memberWork
  return (await tx.db.select().from(table)).find((row) => row.memberId === memberId)
}

/** Absences that are not over on a day, the next first. */
export async function absencesFrom(tx: Tx, day: Day): Promise<AbsenceRow[]> {
  const { table } = absences
  return await tx.db.select().from(table).where(gte(table.untilDay, day)).orderBy(asc(table.fromDay), asc(table.untilDay), asc(table.id))
}

/** Every absence, held for a change. */
export async function allAbsences(tx: Tx): Promise<AbsenceRow[]> {
  await tx.query('LOCK TABLE absence IN SHARE ROW EXCLUSIVE MODE')
  return await tx.db.select().from(absences.table)
}
