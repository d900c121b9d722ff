import { z } from 'zod'
import { said, t } from './text.ts'
import type { Verdict } from './verdict.ts'

/** The closed list of what can go wrong, with the HTTP status and the process exit code of each. */
export const problemKinds = {
  'invalid-input': { status: 400, exit: 2, title: 'The input cannot be used' },
  'not-signed-in': { status: 401, exit: 4, title: 'Sign in first' },
  'not-allowed': { status: 403, exit: 4, title: 'Not allowed' },
  'not-found': { status: 404, exit: 3, title: 'Not found' },
  'method-not-allowed': { status: 405, exit: 2, title: 'This address has no such method' },
  'time-out': { status: 408, exit: 7, title: 'Took too long' },
  conflict: { status: 409, exit: 5, title: 'Not possible in this state' },
  'too-large': { status: 413, exit: 2, title: 'Too large' },
  'wrong-type': { status: 415, exit: 2, title: 'Wrong content type' },
  'key-reused': { status: 422, exit: 5, title: 'Idempotency key was used for another request' },
  'too-many': { status: 429, exit: 6, title: 'Too many requests' },
  internal: { status: 500, exit: 1, title: 'Something broke on our side' },
  unavailable: { status: 503, exit: 6, title: 'Not available at the moment' },
} as const

export type ProblemKind = keyof typeof problemKinds

/** RFC 9457 problem details, as they go over the wire. */
export const problemShape = z.object({
  type: z.string().describe('Stable name of the kind, as urn:interlock:problem:<kind>'),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe('What happened, to which thing, and what to do next'),
  instance: z.string().optional().describe('The request id, as found in the log'),
  issues: z
    .array(
      z.object({
        path: z.string(),
        message: z.string(),
        where: z.enum(['path', 'query', 'body']).optional().describe('Part of the request in which it was looked for'),
      }),
    )
    .optional()
    .describe('For invalid input: where, and what is wrong there'),
})

export type ProblemIssue = { readonly path: string; readonly message: string; readonly where?: 'path' | 'query' | 'body' | undefined }

/** The one error class that may reach a person. `detail` says what happened, to which thing, and what to do next. */
export class Problem extends Error {
  readonly kind: ProblemKind
  readonly issues: readonly ProblemIssue[]
  /** Seconds after which it makes sense to try again. */
  readonly retryAfter: number | undefined

  constructor(kind: ProblemKind, detail: string, more: { issues?: readonly ProblemIssue[]; retryAfter?: number; cause?: unknown } = {}) {
    super(detail, more.cause === undefined ? undefined : { cause: more.cause })
    this.name = 'Problem'
    this.kind = kind
    this.issues = more.issues ?? []
    this.retryAfter = more.retryAfter
  }

  get status(): number {
    return problemKinds[this.kind].status
  }

  /** As RFC 9457 details. */
  toJSON(): z.infer<typeof problemShape> {
    return {
      type: `urn:interlock:problem:${this.kind}`,
      title: said(problemKinds[this.kind].title),
      status: this.status,
      detail: this.message,
      ...(this.issues.length > 0 ? { issues: [...this.issues] } : {}),
    }
  }
}

/** Turns a no into a 409 with the rule's own sentence. */
export function ensure(verdict: Verdict): void {
  if (!verdict.ok) throw new Problem('conflict', verdict.why)
}

/** The value, or a 404 that names the thing. */
export function found<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined)
    throw new Problem('not-found', t('{{what}} does not exist in this workspace, or was removed.', { what }))
  return value
}

/** Turns zod's findings into issues with readable paths. */
export function issuesOf(error: z.ZodError): ProblemIssue[] {
  return error.issues.map((issue) => ({ path: issue.path.join('.') || '(whole input)', message: said(issue.message) }))
}
