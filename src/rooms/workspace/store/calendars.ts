import { eq } from 'drizzle-orm'
import type { Id } from '#kernel/id'
import type { Tx } from '#platform/store/database'
import type { RowOf } from '#platform/store/kept'
import { calendars, members } from '../tables.ts'

export type CalendarRow = RowOf<typeof calendars>

/** All calendars that somebody set, the company's first. */
export function allCalendars(tx: Tx): Promise<CalendarRow[]> {
  const { table } = calendars
  return tx.db.select().from(table).orderBy(table.team)
}

/** The names of all teams that members are in. */
export async function teamsKept(tx: Tx): Promise<string[]> {
  const { table } = members
  const rows = await tx.db.selectDistinct({ team: table.team }).from(table).orderBy(table.team)
  return rows.flatMap(({ team }) => (team === null || team === '' ? [] : [team]))
}

/** A member with their team. */
export async function memberWithTeam(tx: Tx, memberId: Id<'member'>): Promise<{ team: string | null } | undefined> {
  const { table } = members
  const [row] = await tx.db.select({ team: table.team }).from(table).where(eq(table.id, memberId))
  return row
}
