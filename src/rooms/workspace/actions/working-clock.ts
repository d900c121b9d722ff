import { type Day, type Instant, later } from '#kernel/time'
import type { ReadCtx } from '#platform/action/context'
import { afterWorking, endOfDay, instantAt, isWorking, type WorkingTime, workingMs } from '../rules/working-time.ts'
import { type Whose, workingTimeOf } from './calendars.ts'

/** Working time as other rooms count it. */
export interface WorkingClock {
  /** The instant by which so many milliseconds of working time have gone by; where the known days do not hold as much, the end of them. */
  after(from: Instant, ms: number): Instant
  /** How many milliseconds of working time lie between two instants; what lies beyond the days that are known counts as none. */
  between(from: Instant, to: Instant): number
  /** Whether it is worked at an instant. */
  isOpen(at: Instant): boolean
}

/** The working time of a team, a member or the company, read once and asked often. Days off are known from the year before `now` to the second one after. */
export async function workingClockOf(ctx: Pick<ReadCtx, 'tx' | 'now'>, whose: Whose = {}): Promise<WorkingClock> {
  return clockOf(await workingTimeOf(ctx, whose))
}

function clockOf(time: WorkingTime): WorkingClock {
  const begin = instantAt(time.zone, time.from, '00:00')
  const end = later(endOfDay(time.zone, time.to as Day), -1)
  const within = (at: Instant) => (at < begin ? begin : at > end ? end : at)
  return {
    after: (from, ms) => afterWorking(time, within(from), ms) ?? end,
    between: (from, to) => workingMs(time, within(from), within(to)),
    isOpen: (at) => isWorking(time, within(at)),
  }
}
