import type { AnswerOf, Endpoint, InputOf } from '#kernel/endpoint'
import type { Ctx, FileAnswer, FollowCtx, OutsideCtx, PublicCtx, ReadCtx } from './context.ts'

/**
 * One verb behind one endpoint. The mode says what it runs in: `write` one transaction and one event, `read` one read-only
 * transaction, `outside` no transaction of its own, `public` no workspace, `follow` one read-only transaction after each commit.
 */
export type Action = { readonly endpoint: Endpoint } & (
  | { readonly mode: 'write'; run(ctx: Ctx, input: never): Promise<unknown> }
  | { readonly mode: 'read'; run(ctx: ReadCtx, input: never): Promise<unknown> }
  | { readonly mode: 'outside'; readonly ownKeys?: boolean; run(ctx: OutsideCtx, input: never): Promise<unknown> }
  | { readonly mode: 'follow'; run(ctx: FollowCtx, input: never): Promise<unknown> }
  | { readonly mode: 'public'; run(ctx: PublicCtx, input: never): Promise<unknown> }
)

type Answered<E extends Endpoint> = AnswerOf<E> | FileAnswer

/** A verb that changes something: one transaction, one event, undoable. */
export function action<E extends Endpoint>(endpoint: E, run: (ctx: Ctx, input: InputOf<E>) => Promise<AnswerOf<E>>) {
  return { endpoint, mode: 'write' as const, run }
}

/** A verb that only looks: one read-only transaction. */
export function question<E extends Endpoint>(endpoint: E, run: (ctx: ReadCtx, input: InputOf<E>) => Promise<AnswerOf<E>>) {
  return { endpoint, mode: 'read' as const, run }
}

/** A long verb (upload, download, job): opens the transactions that it needs itself. */
export function errand<E extends Endpoint>(endpoint: E, run: (ctx: OutsideCtx, input: InputOf<E>) => Promise<Answered<E>>) {
  return { endpoint, mode: 'outside' as const, run }
}

/**
 * A long verb that minds idempotency keys itself, in the transaction that does the work, and reads texts itself: what no database can keep fails one part of its
 * input and not all of it.
 */
export function minding<E extends Endpoint>(endpoint: E, run: (ctx: OutsideCtx, input: InputOf<E>) => Promise<AnswerOf<E>>) {
  return { endpoint, mode: 'outside' as const, ownKeys: true, run }
}

/**
 * A verb that goes on telling while somebody listens: asked after commits what is new between two places of the ledger; null when nothing is. What it tells is
 * told alike to all who may listen, so that many lines cost one question.
 */
export function follow<E extends Endpoint>(endpoint: E, run: (ctx: FollowCtx, input: InputOf<E>) => Promise<AnswerOf<E> | null>) {
  return { endpoint, mode: 'follow' as const, run }
}

/** A verb that belongs to no workspace. */
export function publicly<E extends Endpoint>(endpoint: E, run: (ctx: PublicCtx, input: InputOf<E>) => Promise<AnswerOf<E>>) {
  return { endpoint, mode: 'public' as const, run }
}

/** Whether an answer is a file to be streamed instead of JSON. */
export function isFileAnswer(answer: unknown): answer is FileAnswer {
  return typeof answer === 'object' && answer !== null && 'fileName' in answer && 'body' in answer
}
