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

/** Texts that are looked at in one event to leave names out; of one that has more, only the kind is told. */
const mostTexts = 100

/**
 * An event in words without what somebody wrote or is called: each text of the payload that may be any text stands as "…". What is one of a few words, an id or a day
 * is known by its shape, which takes no other.
 */
export function toldWithoutNames(kind: string, payload: unknown): string {
  const known = declared.get(kind)
  if (!known || payload === null || typeof payload !== 'object') return kind
  const copy = structuredClone(payload) as object
  const texts = [...textsIn(copy)]
  if (texts.length > mostTexts) return kind
  for (const { of, at } of texts) {
    const was = of[at]
    of[at] = '…'
    if (!known.payload.safeParse(copy).success) of[at] = was
  }
  return toldInWords(kind, copy)
}

function* textsIn(value: object): Generator<{ readonly of: Record<string, unknown>; readonly at: string }> {
  for (const [at, inner] of Object.entries(value)) {
    if (typeof inner === 'string') yield { of: value as Record<string, unknown>, at }
    else if (typeof inner === 'object' && inner !== null) yield* textsIn(inner)
  }
}
