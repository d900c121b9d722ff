import type { ReadCtx } from '#platform/action/context'
import { contractNumbered } from '#rooms/agreement/actions'
import type { ContractDocument } from '#rooms/agreement/contract'
import { type WorkingClock, workingClockOf } from '#rooms/workspace/actions/working-clock'

/** What was agreed on for a lead: the version of the contract that handed it over, and the working time that it goes by. */
export interface Terms {
  readonly document: ContractDocument | null
  readonly working: WorkingClock
}

/** The terms of leads, each version read once. */
export class TermsBook {
  readonly #ctx: Pick<ReadCtx, 'tx' | 'now'>
  readonly #byNumber = new Map<number | null, Terms>()
  readonly #byTeam = new Map<string | null, WorkingClock>()

  constructor(ctx: Pick<ReadCtx, 'tx' | 'now'>) {
    this.#ctx = ctx
  }

  /** The terms of a version; of a lead that names none, the company's working time. */
  async of(number: number | null): Promise<Terms> {
    const before = this.#byNumber.get(number)
    if (before) return before
    const document = number === null ? null : await contractNumbered(this.#ctx.tx, number)
    const terms = { document, working: await this.#working(document?.team ?? null) }
    this.#byNumber.set(number, terms)
    return terms
  }

  async #working(team: string | null): Promise<WorkingClock> {
    const before = this.#byTeam.get(team)
    if (before) return before
    const working = await workingClockOf(this.#ctx, team === null ? {} : { team })
    this.#byTeam.set(team, working)
    return working
  }
}
