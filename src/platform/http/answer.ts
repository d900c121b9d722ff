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
export function problemAnswer(problem: Problem, requestId: string): Response {
  const headers: Record<string, string> = { 'content-type': 'application/problem+json', ...told() }
  if (problem.retryAfter !== undefined) headers['retry-after'] = String(problem.retryAfter)
  return new Response(JSON.stringify({ ...problem.toJSON(), instance: requestId }), { status: problem.status, headers })
}

/** A value as JSON; `more` are headers that an action has set. */
export function jsonAnswer(value: unknown, more?: Headers): Response {
  const headers: Record<string, string> = { 'content-type': 'application/json; charset=utf-8', ...told() }
  // A plain record goes to Node as it is, `Headers` are read and checked one by one.
  if (more === undefined) return new Response(JSON.stringify(value ?? {}), { headers })
  for (const [name, one] of Object.entries(headers)) more.set(name, one)
  return new Response(JSON.stringify(value ?? {}), { headers: more })
}

const told = () => ({ 'content-language': spoken(), 'cache-control': 'no-store' })

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
