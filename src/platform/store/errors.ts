import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'

/** What PostgreSQL (or Drizzle around it) throws, as far as we read it. */
interface DatabaseError {
  readonly code?: string
  readonly message?: string
  readonly constraint?: string
  readonly syscall?: string
  readonly cause?: unknown
}

function isDatabaseError(error: unknown): error is DatabaseError {
  return typeof error === 'object' && error !== null && ('code' in error || 'cause' in error || 'message' in error)
}

const unavailable = new Set([
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  // The socket of a PostgreSQL that is not running; a file that is missing is another matter.
  'connect ENOENT',
])
const full = new Set(['53100', '53200', '53400', 'ENOSPC'])
const collided = new Set(['40001', '40P01', '55P03'])

/** SQLSTATE or system code of an error, looking through Drizzle's wrapping. */
export function sqlState(error: unknown): string | undefined {
  if (!isDatabaseError(error)) return undefined
  if (error.code === 'ENOENT' && error.syscall === 'connect') return 'connect ENOENT'
  return error.code ?? (error.cause === error ? undefined : sqlState(error.cause))
}

/** Name of the violated constraint. Citus leaves the field empty and adds a shard id to names in the text. */
export function violatedConstraint(error: unknown): string | undefined {
  if (!isDatabaseError(error)) return undefined
  const named =
    error.constraint ?? /violates (?:RESTRICT setting of )?(?:unique|check|foreign key) constraint "([^"]+)"/.exec(error.message ?? '')?.[1]
  return named === undefined ? (error.cause === error ? undefined : violatedConstraint(error.cause)) : named.replace(/_\d+$/, '')
}

/** What the driver said, without the query that Drizzle puts around it. */
function innermost(error: unknown): string {
  if (!isDatabaseError(error)) return ''
  return isDatabaseError(error.cause) && error.cause !== error ? innermost(error.cause) : (error.message ?? '')
}

/**
 * The one place where database errors become problems that a person may see. Internal names never pass.
 * Returns the error itself when it is not one of the known kinds.
 */
export function explainDatabaseError(error: unknown): unknown {
  if (error instanceof Problem) return error
  const state = sqlState(error)
  const text = innermost(error)
  if (state !== undefined && full.has(state)) {
    return new Problem('unavailable', t('The database has no room left on its disk; nothing was changed. Make room and try again.'), {
      retryAfter: 60,
      cause: error,
    })
  }
  if (
    (state !== undefined && unavailable.has(state)) ||
    /server closed the connection|Connection terminated|connection error and is not queryable|timeout exceeded when trying to connect/i.test(
      text,
    )
  ) {
    return new Problem('unavailable', t('The database cannot be reached at the moment; nothing was changed. Try again in a few seconds.'), {
      retryAfter: 5,
      cause: error,
    })
  }
  if (state !== undefined && collided.has(state)) {
    return new Problem('unavailable', t('Someone else is changing the same records right now; nothing was changed. Try again.'), {
      retryAfter: 1,
      cause: error,
    })
  }
  if (state === '25006')
    return new Problem('unavailable', t('The database is read-only at the moment; nothing was changed.'), { retryAfter: 30, cause: error })
  return error
}
