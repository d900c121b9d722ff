import type { Id } from '#kernel/id'
import { ensure, found, Problem } from '#kernel/problem'
import { plusDays } from '#kernel/rule-days'
import { t } from '#kernel/text'
import { dayOf, type Instant } from '#kernel/time'
import { action, question } from '#platform/action/action'
import type { Ctx, ReadCtx } from '#platform/action/context'
import { newId } from '#platform/ids'
import { toldEvents } from '#platform/ledger/told'
import { undoEvent } from '#platform/ledger/undo'
import * as contract from '../contract.ts'
import { workingChanged } from '../events.ts'
import { awayOn, mayBeAway } from '../rules/working.ts'
import { dayAt, isWorking } from '../rules/working-time.ts'
import { allMembers } from '../store/members.ts'
import * as store from '../store/working.ts'
import { absences, memberWork } from '../tables.ts'
import { allWorkingTimes, todayOf } from './calendars.ts'

/** Everybody who may take something over, as they work at a moment. */
export interface AtWork {
  readonly workers: ReadonlyMap<Id<'member'>, contract.Worker>
  /** Whether the hours of somebody's team are running; being away is said apart. Told once for each team. */
  isAtWork(team: string | null): boolean
}

/** Who works here and how, at this moment: two statements, however many there are. The door for whoever gives people something to do. */
export async function peopleAtWork(ctx: Pick<ReadCtx, 'tx' | 'now'>): Promise<AtWork> {
  return (await peopleOver(ctx, ctx.now))(ctx.now)
}

/** The same for any moment from one on until now. Where the days off of a time are not known any more, it counts as worked. */
export async function peopleOver({ tx, now }: Pick<ReadCtx, 'tx' | 'now'>, from: Instant): Promise<(at: Instant) => AtWork> {
  const { company, teams } = await allWorkingTimes({ tx, now })
  const rows = await store.workingMembers(tx, plusDays(dayOf(from), -1), plusDays(dayOf(now), 1))
  const timeOf = (team: string | null) => teams.get(team ?? '') ?? company
  return (at) => {
    const told = new Map<string | null, boolean>()
    const isAtWork = (team: string | null) => {
      const before = told.get(team)
      if (before !== undefined) return before
      const time = timeOf(team)
      const known = dayAt(time.zone, at) >= time.from
      const working = !known || isWorking(time, at)
      told.set(team, working)
      return working
    }
    const workers = rows.map(({ absences: all, languages, ...row }): contract.Worker => {
      const away = all === null ? null : awayOn(all, dayAt(timeOf(row.team).zone, at))
      return { ...row, languages: languages ?? [], away }
    })
    return { workers: new Map(workers.map((one) => [one.id, one])), isAtWork }
  }
}

export const whoWorksWhen = question(contract.whoWorksWhen, async (ctx) => {
  const { teams } = await allWorkingTimes(ctx)
  const { workers, isAtWork } = await peopleAtWork(ctx)
  const today = await todayOf(ctx)
  return {
    today,
    members: [...workers.values()].map(({ id, name, team, languages, capacity, away }) => ({
      ...{ id, name, team, languages: [...languages], capacity },
      atWork: away === null && isAtWork(team),
      awayUntil: away?.until ?? null,
      hours: teams.has(team ?? '') ? ('own' as const) : ('company' as const),
    })),
    absences: (await store.absencesFrom(ctx.tx, today)).map(saidOf),
  }
})

const saidOf = ({ id, memberId, fromDay, untilDay, standInId }: store.AbsenceRow): contract.Absence => ({
  ...{ id, member: memberId, from: fromDay, until: untilDay, standIn: standInId },
})

/** Throws Problem `not-found` for a member who is not there. */
async function ensureMember(ctx: Ctx, id: Id<'member'> | null): Promise<void> {
  if (id === null) return
  found(
    (await allMembers(ctx.tx)).find((one) => one.id === id),
    t('This member'),
  )
}

function tell(ctx: Ctx, member: Id<'member'>, what: 'absent' | 'moved' | 'back' | 'works') {
  ctx.tell(workingChanged, { member, what }, { kind: 'member', id: member })
  return { eventId: ctx.ledger.eventId }
}

export const setWorking = action(contract.setWorking, async (ctx, { id, languages, capacity }) => {
  await ensureMember(ctx, id)
  const before = await store.workOf(ctx.tx, id)
  const wanted = {
    languages: [...new Set(languages ?? before?.languages ?? [])].toSorted(),
    capacity: capacity === undefined ? (before?.capacity ?? null) : capacity,
  }
  const same = wanted.capacity === (before?.capacity ?? null) && wanted.languages.join() === (before?.languages ?? []).join()
  if (same) return { eventId: null }
  if (before) await ctx.ledger.update(memberWork, [{ id: before.id, ...wanted }])
  else await ctx.ledger.insert(memberWork, [{ id: newId<'member_work'>(ctx.now), memberId: id, ...wanted }])
  return tell(ctx, id, 'works')
})

export const addAbsence = action(contract.addAbsence, async (ctx, wanted) => {
  ensure(mayBeAway(wanted))
  await ensureMember(ctx, wanted.member)
  await ensureMember(ctx, wanted.standIn)
  const id = newId<'absence'>(ctx.now)
  await ctx.ledger.insert(absences, [
    { id, memberId: wanted.member, fromDay: wanted.from, untilDay: wanted.until, standInId: wanted.standIn },
  ])
  return { id, ...tell(ctx, wanted.member, 'absent') }
})

const absenceIn = async (ctx: Ctx, id: Id<'absence'>) =>
  found(
    (await store.allAbsences(ctx.tx)).find((row) => row.id === id),
    t('This absence'),
  )

export const changeAbsence = action(contract.changeAbsence, async (ctx, { id, ...patch }) => {
  const row = await absenceIn(ctx, id)
  const before = saidOf(row)
  const said = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
  const wanted: contract.Absence = { ...before, ...said }
  if (JSON.stringify(wanted) === JSON.stringify(before)) return { eventId: null }
  ensure(mayBeAway(wanted))
  await ensureMember(ctx, wanted.standIn)
  await ctx.ledger.update(absences, [{ id, fromDay: wanted.from, untilDay: wanted.until, standInId: wanted.standIn }])
  return tell(ctx, row.memberId, 'moved')
})

export const removeAbsence = action(contract.removeAbsence, async (ctx, { id }) => {
  const row = await absenceIn(ctx, id)
  await ctx.ledger.remove(absences, [id])
  return tell(ctx, row.memberId, 'back')
})

export const undoWorking = action(contract.undoWorking, async (ctx, { eventId }) => {
  found((await toldEvents(ctx.tx, workingChanged.kind, { one: eventId }))[0], t('This change of who works when'))
  const { conflicts } = await undoEvent(ctx.tx, ctx.ledger, eventId, ctx.services.keptTables)
  if (conflicts.length > 0)
    throw new Problem('conflict', t('This was changed again since. Take the later change back first, or change it by hand.'))
  return {}
})
