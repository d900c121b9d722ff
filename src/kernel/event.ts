import type { z } from 'zod'

/** A kind of event that a room tells, for example `deal.imported`. */
export interface EventKind<Payload extends z.ZodType = z.ZodType> {
  /** `<noun>.<past participle>` */
  readonly kind: string
  readonly payload: Payload
  /** The event as one English sentence for timelines and the audit log. */
  readonly say: (payload: z.output<Payload>) => string
}

/** Declares a kind of event. */
export function eventKind<P extends z.ZodType>(kind: string, payload: P, say: (payload: z.output<P>) => string): EventKind<P> {
  return { kind, payload, say }
}
