import { type Instant, later } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { hasten } from '#platform/due/due'
import type { ContractDocument } from '#rooms/agreement/contract'
import { type WorkingClock, workingClockOf } from '#rooms/workspace/actions/working-clock'
import { type Deadlines, warnAt } from '../rules/clocks.ts'

/** What is promised for one hand-over, with the moment at which its clocks are to be looked at first. */
export type Promised = Deadlines & { readonly warnsAt: Instant }

/** By when each thing is promised for a hand-over that was offered at `at`. One object for a batch: working time is read once, answers for one moment are remembered. */
export interface Promises {
  of(document: Pick<ContractDocument, 'sales' | 'clocks'>, at: Instant): Promised
}

/** Opens the promises of a lead contract; `team` is the one whose calendar it goes by, null for the company's. */
export async function openPromises(ctx: Pick<Ctx, 'tx' | 'now'>, team: string | null): Promise<Promises> {
  const working = await workingClockOf(ctx, team === null ? {} : { team })
  const remembered = new Map<string, Promised>()
  return {
    of: ({ sales, clocks }, at) => {
      const times = [clocks.place, sales.accept, sales.firstContact, clocks.failed, clocks.cold] as const
      const key = `${at} ${times.map(({ hours, of }) => `${hours}${of}`).join(' ')}`
      const before = remembered.get(key)
      if (before) return before
      const promised = promisedBy(working, times, at)
      remembered.set(key, promised)
      return promised
    },
  }
}

type Given = ContractDocument['clocks']['place']

function promisedBy(working: WorkingClock, times: readonly [Given, Given, Given, Given, Given], at: Instant): Promised {
  const [placeBy, acceptBy, contactBy, failsAt, coldAt] = times.map(({ hours, of }) => {
    const ms = Math.round(hours * 3_600_000)
    return of === 'working' ? working.after(at, ms) : later(at, ms)
  }) as [Instant, Instant, Instant, Instant, Instant]
  const looks = [...[placeBy, acceptBy, contactBy].map((by) => warnAt(working, at, by)), failsAt, coldAt]
  const warnsAt = looks.reduce((first, one) => (one < first ? one : first))
  return { placeBy, acceptBy, contactBy, failsAt, coldAt, warnsAt }
}

/** The earliest moment at which a new hand-over's clocks do something; goes to `lead.next_at`. */
export const firstLook = ({ warnsAt }: Promised): Instant => warnsAt

/** Work that is due under this name looks at the clocks of leads; there is one item for a workspace. */
export const clockWork = 'clocks'
export const clockSubject = '00000000-0000-7000-8000-00000000c10c'

/** After leads were offered or changed: sets the workspace's one timer to the earliest of their next looks. Call it in the same transaction. */
export async function wakeClocks(ctx: Pick<Ctx, 'tx' | 'now'>, nextAt: Instant | null): Promise<void> {
  if (nextAt !== null) await hasten(ctx.tx, ctx.now, { kind: clockWork, subjectId: clockSubject, dueAt: nextAt, slackMs: 2 * tickMs })
}

/** While any clock runs, leads are looked at this often at least: what a transaction offered that was still open at the last look is seen by the next one. */
export const tickMs = 60_000
