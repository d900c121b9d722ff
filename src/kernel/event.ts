import type { z } from 'zod'

/** A kind of event that a room tells, for example `deal.imported`. */
export interface EventKind<Payload extends z.ZodType = z.ZodType> {
  /** `<noun>.<past participle>` */
  readonly kind: string
  readonly payload: Payload
  /** The event as one English sentence for timelines and the audit log. */
  readonly say: (payload: z.output<Payload>) => string
}

/** Every kind of event of the running program; a kind that is declared is known to the audit log. */
const declared = new Map<string, EventKind>()

/** Declares a kind of event. */
export function eventKind<P extends z.ZodType>(kind: string, payload: P, say: (payload: z.output<P>) => string): EventKind<P> {
  const made = { kind, payload, say }
  declared.set(kind, made as unknown as EventKind)
  return made
}

/** All kinds of events that this program knows. */
export function eventKinds(): readonly string[] {
  return [...declared.keys()]
}

/** A kept event in words. One that an older version wrote otherwise, or that this one does not know, is named by its kind. */
export function toldInWords(kind: string, payload: unknown): string {
  const known = declared.get(kind)
  const read = known?.payload.safeParse(payload)
  return known && read?.success ? known.say(read.data) : kind
}
