import { z } from 'zod'
import type { Access } from './access.ts'
import type { RightsObject } from './rights.ts'

/** How often one caller may call: a class, whose numbers the platform knows. */
export type RateClass = 'read' | 'write' | 'heavy' | 'sign-in' | 'form' | 'visit' | 'intake' | 'hook'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * What of the records an endpoint tells or changes. `none`: nothing. `inside`: the action asks for itself, by the record at hand. An object: whoever may
 * not see (or change) it stays outside, and the action leaves out hidden fields by `readableList`; with `names` its answer names people in texts of its own,
 * and addresses that stand for names are taken out. `all`: it tells from all records at once, so whoever may not see something stays outside, unless it is one
 * of the fields that the answer does not rest on.
 */
export type RecordsAsked =
  | 'none'
  | 'inside'
  | { readonly see: RightsObject; readonly names?: 'people' }
  | { readonly change: RightsObject }
  | { readonly allBut: readonly string[] }

/** The largest body and the longest time of one call. */
export interface Limits {
  readonly rate: RateClass
  /** Bytes of body; for uploads the stream is cut at this. Default 1 MiB. */
  readonly bodyBytes?: number
  /** Milliseconds until the call is ended. Default 30,000. */
  readonly timeMs?: number
}

/**
 * One door of the product as data. HTTP, the typed web client, the CLI and OpenAPI read the same description.
 *
 * `kind` is how bodies travel: `json` both ways (default), `upload` takes raw bytes and answers JSON,
 * `download` takes parameters and answers a file, `events` answers a line that stays open and tells what happens (server-sent events).
 */
export interface Endpoint<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  A extends z.ZodType = z.ZodType,
> {
  /** Stable name, `<room>.<verb>`; also the OpenAPI operationId. */
  readonly id: string
  readonly method: Method
  /** With `{name}` for path parameters, always under /api/v1. */
  readonly path: `/api/v1/${string}`
  /** One line for people who read the API page. */
  readonly summary: string
  readonly access: Access
  readonly limits: Limits
  /** Left out, it is for those who see and change everything: nothing is told because somebody forgot to say. */
  readonly records?: RecordsAsked
  readonly kind: 'json' | 'upload' | 'download' | 'events'
  /** Its answer tells a secret, once: it is kept for no repetition of the same request. */
  readonly tellsSecret?: true
  /** Content type of a download. */
  readonly produces?: string
  readonly params: P
  readonly query: Q
  readonly body: B
  readonly answer: A
}

/** What an action receives: path, query and body parameters in one object. */
export type InputOf<E> = E extends Endpoint<infer P, infer Q, infer B, z.ZodType> ? z.output<P> & z.output<Q> & z.output<B> : never

/** What a caller passes, before parsing. */
export type CallOf<E> = E extends Endpoint<infer P, infer Q, infer B, z.ZodType> ? z.input<P> & z.input<Q> & z.input<B> : never

/** What an action must give back, before the answer is parsed. */
export type AnswerOf<E> = E extends Endpoint<z.ZodType, z.ZodType, z.ZodType, infer A> ? z.input<A> : never

/** What a caller receives. */
export type ResultOf<E> = E extends Endpoint<z.ZodType, z.ZodType, z.ZodType, infer A> ? z.output<A> : never

/** Typed as unknown, because the type of an empty zod object forbids every key and would forbid those of its neighbours too. */
const nothing: z.ZodType<unknown, unknown> = z.object({})
type Nothing = typeof nothing

type Declared<P, Q, B, A> = Partial<Pick<Endpoint, 'kind' | 'produces' | 'records' | 'tellsSecret'>> &
  Pick<Endpoint, 'id' | 'method' | 'path' | 'summary' | 'access' | 'limits'> & { params?: P; query?: Q; body?: B; answer: A }

/** Declares an endpoint. Access and limits are required by the type; what is left out of params, query and body is empty. */
export function endpoint<A extends z.ZodType, P extends z.ZodType = Nothing, Q extends z.ZodType = Nothing, B extends z.ZodType = Nothing>(
  declared: Declared<P, Q, B, A>,
): Endpoint<P, Q, B, A> {
  return {
    kind: 'json',
    ...declared,
    params: declared.params ?? (nothing as z.ZodType as P),
    query: declared.query ?? (nothing as z.ZodType as Q),
    body: declared.body ?? (nothing as z.ZodType as B),
  }
}
