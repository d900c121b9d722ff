import pino from 'pino'
import type { Clock } from './clock.ts'
import { systemClock } from './clock.ts'
import type { Config } from './config.ts'

/** A pino logger. Ids, counts, kinds and durations go in; names, addresses, numbers and contents of people's records do not. */
export type Log = pino.Logger

/** Keys whose values never reach the log, at any depth. Compared without case, `_` and `-`. */
const hidden = new Set(
  [
    ['password', 'secret', 'token', 'authorization', 'cookie', 'setcookie', 'apikey', 'signature', 'databaseurl', 'connectionstring'],
    [
      'email',
      'mail',
      'phone',
      'mobile',
      'fax',
      'name',
      'firstname',
      'lastname',
      'fullname',
      'username',
      'displayname',
      'owner',
      'account',
      'person',
    ],
    ['address', 'street', 'city', 'zip', 'postcode', 'birthday', 'ip', 'remoteaddress', 'useragent', 'note', 'comment'],
    ['body', 'payload', 'row', 'record', 'values', 'parameters', 'input', 'detail', 'where', 'internalquery'],
  ].flat(),
)

/** Of an error only these reach the log: a driver's `detail` quotes the row. */
const keptOfErrors = ['code', 'severity', 'routine', 'schema', 'table', 'column', 'constraint', 'kind', 'syscall', 'errno', 'port']

// Bounded repeats keep both linear on long lines.
const mailAddress = /[^\s"'<>()[\]{}:;,=/\\|@]{1,64}@[\p{L}\p{N}-]{1,63}(\.[\p{L}\p{N}-]{1,63}){1,8}/gu
const urlPassword = /(:\/\/[^\s:@/"]{0,64}):[^\s@/"]{1,256}@/g

/** Blanks mail addresses and passwords in addresses out of free text. */
function masked(text: string): string {
  return text.replace(urlPassword, '$1:[hidden]@').replace(mailAddress, '[hidden]')
}

function withoutPersonalData(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return masked(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth > 8) return '[deep]'
  if (Array.isArray(value)) return value.map((item) => withoutPersonalData(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, isHidden(key) ? '[hidden]' : withoutPersonalData(inner, depth + 1)]),
  )
}

function isHidden(key: string): boolean {
  return hidden.has(key.toLowerCase().replace(/[_-]/g, ''))
}

function describedError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error
  const kept = Object.entries(error).filter(([key]) => keptOfErrors.includes(key))
  return {
    type: error.constructor.name,
    message: error.message,
    ...Object.fromEntries(kept),
    stack: error.stack,
    ...(error.cause instanceof Error && depth < 4 ? { cause: describedError(error.cause, depth + 1) } : {}),
  }
}

interface Destination {
  write(line: string): void
}

/**
 * The log of this process. Requests take `log.child({ request: id })`.
 * On a terminal it writes one line for people, elsewhere one JSON object a line; to standard error unless told otherwise.
 */
export function openLog(config: Pick<Config, 'log'>, clock: Clock = systemClock, destination?: Destination): Log {
  const to = destination ?? (process.stderr.isTTY ? forPeople(process.stderr) : process.stderr)
  return pino(
    {
      level: config.log,
      base: { pid: process.pid },
      timestamp: () => `,"time":"${clock.now()}"`,
      messageKey: 'message',
      errorKey: 'error',
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: (error: unknown) => describedError(error), err: (error: unknown) => describedError(error) },
      // The last step before a line leaves, so that nothing goes past it: fields, bindings of child loggers, messages, errors.
      hooks: { streamWrite: (line) => `${JSON.stringify(withoutPersonalData(JSON.parse(line)))}\n` },
    },
    to,
  )
}

const plain = new Set(['level', 'time', 'pid', 'message', 'error'])

/** Turns JSON lines into lines for people: time of day, level, message, then what else is known. */
function forPeople(out: Destination): Destination {
  return {
    write(line) {
      const entry = JSON.parse(line) as Record<string, unknown> & { error?: { message?: string } }
      const more = Object.entries(entry)
        .filter(([key]) => !plain.has(key))
        .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
      const error = entry.error?.message ? [`(${entry.error.message})`] : []
      out.write(`${[String(entry.time).slice(11, 19), String(entry.level).padEnd(5), entry.message, ...more, ...error].join('  ')}\n`)
    },
  }
}
