import type { ResultOf } from '#kernel/endpoint'
import { queueSorts, type readHandOver } from '../contract.ts'

/** One hand-over with all that is known of it. */
export type HandOver = ResultOf<typeof readHandOver>

type Whose = 'mine' | 'queue' | 'everyone'

/** What of the day stands in the address. */
export interface Look {
  readonly whose: Whose
  readonly queue: string
  readonly sort: (typeof queueSorts)[number]
  readonly lead: string
}

/** Whose hand-overs are shown. */
export const whoses: readonly Whose[] = ['mine', 'queue', 'everyone']

/** The look of the address. */
export function lookOf(said: Readonly<Record<string, string | undefined>>): Look {
  const { whose, queue = '', sort, lead = '' } = said
  return {
    whose: whoses.find((one) => one === whose) ?? 'mine',
    queue,
    sort: queueSorts.find((one) => one === sort) ?? 'clock',
    lead,
  }
}

/** The address of a look. */
export function hrefOf(look: Look): string {
  const params = new URLSearchParams()
  if (look.whose !== 'mine') params.set('whose', look.whose)
  if (look.whose === 'queue' && look.queue !== '') params.set('queue', look.queue)
  if (look.sort !== 'clock') params.set('sort', look.sort)
  if (look.lead !== '') params.set('lead', look.lead)
  const text = params.toString()
  return text === '' ? '/day' : `/day?${text}`
}
