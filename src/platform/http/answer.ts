import { Readable } from 'node:stream'
import type { Logger } from 'pino'
import { Problem } from '#kernel/problem'
import { spoken, t } from '#kernel/text'
import type { FileAnswer } from '#platform/action/context'
import { inThisLanguage } from '#platform/language'
import { explainDatabaseError } from '#platform/store/errors'

/** Any error as the problem that a caller may see. What is not ours becomes 'internal' and goes to the log with its stack. */
export function asProblem(thrown: unknown, requestId: string, log: Logger): Problem {
  const error = explainDatabaseError(thrown)
  if (error instanceof Problem) return error
  log.error({ err: error, requestId }, 'request failed')
  return new Problem(
    'internal',
    t('Something broke on our side; nothing half done was kept. The log has the details under request {{requestId}}.', { requestId }),
  )
}

/** A problem as RFC 9457 details. */
export function problemAnswer(problem: Problem, requestId: string, headers: HeadersInit = {}): Response {
  const all = new Headers(headers)
  all.set('content-type', 'application/problem+json')
  all.set('content-language', spoken())
  all.set('cache-control', 'no-store')
  if (problem.retryAfter !== undefined) all.set('retry-after', String(problem.retryAfter))
  return new Response(JSON.stringify({ ...problem.toJSON(), instance: requestId }), { status: problem.status, headers: all })
}

export function jsonAnswer(value: unknown, headers: HeadersInit = {}): Response {
  const all = new Headers(headers)
  all.set('content-type', 'application/json; charset=utf-8')
  all.set('content-language', spoken())
  all.set('cache-control', 'no-store')
  return new Response(JSON.stringify(value ?? {}), { headers: all })
}

/** A file as an attachment, streamed, under a name that cannot break the header. */
export function fileAnswer(file: FileAnswer): Response {
  const plain = file.fileName.replaceAll(/[^\w.() -]/g, '_')
  return new Response(Readable.toWeb(Readable.from(inThisLanguage(file.body), { objectMode: false })) as ReadableStream, {
    headers: {
      'content-type': file.contentType,
      'cache-control': 'no-store',
      'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(file.fileName)}`,
    },
  })
}
