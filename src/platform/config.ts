import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { Problem } from '#kernel/problem'
import { areNetworks } from './outbound/addresses.ts'

/** The folder that holds package.json. */
export const projectDir = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

const yesNo = z.enum(['yes', 'no', 'true', 'false', '1', '0']).transform((value) => value === 'yes' || value === 'true' || value === '1')
const wholeNumber = (from: number, to: number) => z.coerce.number<string>().int().min(from).max(to)

/** One variable of the environment, as data: read here, listed by `interlock start --help` and written to docs/configuration.md. */
interface Variable<S extends z.ZodType> {
  readonly shape: S
  /** What it holds, in words. */
  readonly type: string
  /** What happens when it is not set, in words. */
  readonly unset: string
  readonly meaning: string
  readonly example: string
}

function variable<S extends z.ZodType>(described: Variable<S>): Variable<S> {
  return described
}

/** Every variable that Interlock reads. Nothing else in the product looks at the environment. */
export const variables = {
  INTERLOCK_DATA: variable({
    shape: z
      .string()
      .min(1)
      .transform((path) => resolve(path))
      .optional(),
    type: 'folder',
    unset: '`data` in the folder of Interlock',
    meaning:
      'Where everything lives that must not be lost: the database, uploaded files, the signing secret. One running Interlock for each folder.',
    example: '/srv/interlock/data',
  }),
  INTERLOCK_HOST: variable({
    shape: z
      .string()
      .regex(/^[A-Za-z0-9.:_-]+$/, 'is not a host name or IP address')
      .default('127.0.0.1'),
    type: 'IP address or host name',
    unset: '127.0.0.1, so only this machine',
    meaning: 'The address to listen on. Any address that others can reach makes the owner set a password first.',
    example: '0.0.0.0',
  }),
  INTERLOCK_PORT: variable({
    shape: wholeNumber(0, 65_535).optional(),
    type: 'port, 0 to 65535',
    unset: '4310, or the next free one up to 4319 when another program has it',
    meaning: 'The port to listen on; 0 takes any free one. A port that is set here and taken is an error.',
    example: '8080',
  }),
  INTERLOCK_PUBLIC_URL: variable({
    shape: z
      .url({ protocol: /^https?$/, error: 'is not an http or https address' })
      .transform((url) => new URL(new URL(url).origin))
      .optional(),
    type: 'http or https address',
    unset: 'the address that Interlock listens on',
    meaning:
      'The address that people type, when a proxy stands in front. Cookies, links in mails and the Host and Origin checks follow it.',
    example: 'https://revenue.example.com',
  }),
  INTERLOCK_TRUST_PROXY: variable({
    shape: wholeNumber(0, 9).default(0),
    type: 'number, 0 to 9',
    unset: '0: X-Forwarded-For is ignored',
    meaning: 'How many proxies of your own stand in front. The caller is read that many places from the right of X-Forwarded-For.',
    example: '1',
  }),
  DATABASE_URL: variable({
    shape: z
      .string()
      .regex(/^postgres(ql)?:\/\/.+/, 'is not a postgres:// address')
      .optional(),
    type: 'postgres:// address',
    unset: 'Interlock starts a PostgreSQL of its own in the data folder',
    meaning:
      'A PostgreSQL of yours, version 16 or later. Its role needs LOGIN and CREATEROLE and should own the database; it need not be a superuser.',
    example: 'postgres://interlock:password@db.example.com:5432/interlock',
  }),
  INTERLOCK_POOL_SIZE: variable({
    shape: wholeNumber(2, 200).default(12),
    type: 'number, 2 to 200',
    unset: '12',
    meaning: 'The most connections to PostgreSQL that are open at once.',
    example: '30',
  }),
  INTERLOCK_SECRET: variable({
    shape: z.string().min(32, 'is shorter than 32 characters').optional(),
    type: 'text, at least 32 characters',
    unset: 'a random one, made once and kept in the data folder (file `secret`, mode 0600)',
    meaning: 'Signs cookies and links. Set it when several servers must share it; changing it signs everyone out.',
    example: 'the output of: openssl rand -base64 36',
  }),
  INTERLOCK_SESSION_DAYS: variable({
    shape: wholeNumber(1, 365).default(90),
    type: 'days, 1 to 365',
    unset: '90',
    meaning: 'How long a session lasts at most. One that is not used for 14 days ends earlier.',
    example: '30',
  }),
  INTERLOCK_LOG: variable({
    shape: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('warn'),
    type: 'trace, debug, info, warn, error or silent',
    unset: 'warn',
    meaning: 'How much is written to standard error: lines for people on a terminal, JSON otherwise. No personal data at any level.',
    example: 'info',
  }),
  INTERLOCK_METRICS_TOKEN: variable({
    shape: z.string().min(16, 'is shorter than 16 characters').optional(),
    type: 'text, at least 16 characters',
    unset: '/metrics answers this machine only',
    meaning: 'What Prometheus sends as bearer token to read /metrics from another machine.',
    example: 'the output of: openssl rand -base64 24',
  }),
  INTERLOCK_SMTP_URL: variable({
    shape: z
      .url({ protocol: /^smtps?$/, error: 'is not an smtp:// or smtps:// address' })
      .transform((url) => new URL(url))
      .optional(),
    type: 'smtp:// or smtps:// address',
    unset: 'no mail is sent; the list of mails in the settings shows what would have been',
    meaning:
      'The mail server, with user and password (percent-encoded) where it asks for them. smtps:// speaks TLS from the start (port 465); smtp:// begins plain (port 587) and goes over to TLS when the server offers it, and always before a password leaves this machine.',
    example: 'smtps://interlock:password@mail.example.com',
  }),
  INTERLOCK_MAIL_FROM: variable({
    shape: z
      .string()
      .regex(/^([^<>@\r\n]+ <)?[^\s<>@,;]+@[^\s<>@,;]+>?$/, 'is not a sender like Interlock <interlock@example.com>')
      .optional(),
    type: 'e-mail address, with a name or without',
    unset: '`Interlock <interlock@` and the name of the mail server',
    meaning: 'Who mails come from.',
    example: 'Interlock <interlock@example.com>',
  }),
  INTERLOCK_CALLS_INSIDE: variable({
    shape: z
      .string()
      .transform((list) => list.split(/[\s,]+/).filter((entry) => entry !== ''))
      .refine(areNetworks, 'is not a list of addresses or networks like 10.2.0.7, 10.3.0.0/16')
      .default([]),
    type: 'IP addresses or networks, with commas between them',
    unset: 'webhooks go to public addresses by https only',
    meaning:
      'Addresses inside your own network to which webhooks may be sent, also without https. All other private addresses are refused at the socket, whatever name leads there.',
    example: '10.2.0.7, 10.3.0.0/16',
  }),
  INTERLOCK_FILE_LIMIT_MB: variable({
    shape: wholeNumber(1, 100_000).default(1024),
    type: 'megabytes, 1 to 100000',
    unset: '1024',
    meaning: 'The largest single file that may be uploaded.',
    example: '4096',
  }),
  INTERLOCK_FOLLOW_PARENT: variable({
    shape: yesNo.optional(),
    type: 'yes or no',
    unset: 'yes under npm, no otherwise',
    meaning:
      'Whether Interlock ends when the process that started it has gone. Under npm it does, since npm and its shell may end without passing the signal on.',
    example: 'no',
  }),
} as const

export type VariableName = keyof typeof variables

/** What the whole product knows of its surroundings. Paths are absolute. */
export interface Config {
  readonly dataDir: string
  readonly host: string
  readonly port: number
  /** Whether somebody chose the port; the default may move to the next free one. */
  readonly portChosen: boolean
  /** What people type when a proxy stands in front; an origin, without a path. */
  readonly publicUrl: URL | undefined
  /** Proxies of the operator in front of us. */
  readonly trustProxy: number
  readonly databaseUrl: string | undefined
  readonly poolSize: number
  readonly secret: string | undefined
  /** The longest life of a session. */
  readonly sessionDays: number
  readonly log: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent'
  readonly metricsToken: string | undefined
  readonly smtpUrl: URL | undefined
  readonly mailFrom: string | undefined
  /** Networks of the operator's own that may be called. */
  readonly callsInside: readonly string[]
  readonly fileLimitBytes: number
  readonly followParent: boolean
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the environment, with what the command line said on top. Set but empty counts as not set.
 * Throws Problem `invalid-input` that names every variable that is wrong and gives an example of each.
 */
export function readConfig(said: Partial<Record<VariableName, string>> = {}, environment: Environment = process.env): Config {
  const raw: Record<string, string> = {}
  for (const name of Object.keys(variables)) {
    const value = said[name as VariableName] ?? environment[name]
    if (value !== undefined && value.trim() !== '') raw[name] = value.trim()
  }
  const parsed = configShape.safeParse(raw)
  if (!parsed.success) throw misconfigured(parsed.error)
  const read = parsed.data
  return {
    dataDir: read.INTERLOCK_DATA ?? join(projectDir, 'data'),
    host: read.INTERLOCK_HOST,
    port: read.INTERLOCK_PORT ?? 4310,
    portChosen: read.INTERLOCK_PORT !== undefined,
    publicUrl: read.INTERLOCK_PUBLIC_URL,
    trustProxy: read.INTERLOCK_TRUST_PROXY,
    databaseUrl: read.DATABASE_URL,
    poolSize: read.INTERLOCK_POOL_SIZE,
    secret: read.INTERLOCK_SECRET,
    sessionDays: read.INTERLOCK_SESSION_DAYS,
    log: read.INTERLOCK_LOG,
    metricsToken: read.INTERLOCK_METRICS_TOKEN,
    smtpUrl: read.INTERLOCK_SMTP_URL,
    mailFrom: read.INTERLOCK_MAIL_FROM,
    callsInside: read.INTERLOCK_CALLS_INSIDE,
    fileLimitBytes: read.INTERLOCK_FILE_LIMIT_MB * 1024 * 1024,
    followParent: read.INTERLOCK_FOLLOW_PARENT ?? environment.npm_lifecycle_event !== undefined,
  }
}

type Shapes = { [Name in VariableName]: (typeof variables)[Name]['shape'] }
const configShape = z.object(Object.fromEntries(Object.entries(variables).map(([name, { shape }]) => [name, shape])) as Shapes)

function misconfigured(error: z.ZodError): Problem {
  const issues = error.issues.map((issue) => {
    const name = String(issue.path[0]) as VariableName
    const wrong =
      issue.code === 'invalid_format' || (issue.code === 'too_small' && issue.origin === 'string')
        ? issue.message
        : `must be ${variables[name].type}`
    return { path: name, message: `${name} ${wrong}. Example: ${name}=${variables[name].example}` }
  })
  return new Problem('invalid-input', issues.map((issue) => issue.message).join('\n'), { issues })
}

/**
 * The secret that signs cookies and links: the configured one, or a random one that is made once and kept in the data folder.
 * The data folder must be claimed, so that two processes never make two.
 */
export function signingSecret(config: Config): string {
  if (config.secret) return config.secret
  const path = join(config.dataDir, 'secret')
  try {
    const kept = readFileSync(path, 'utf8').trim()
    if (kept.length >= 32) return kept
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new Problem('unavailable', `The signing secret in ${path} cannot be read. Let the user that runs Interlock read it.`, {
        cause: error,
      })
  }
  const secret = randomBytes(36).toString('base64url')
  mkdirSync(config.dataDir, { recursive: true })
  writeFileSync(path, `${secret}\n`, { mode: 0o600, flush: true })
  return secret
}

/** The table of variables as Markdown, as docs/configuration.md holds it. */
export function configurationPage(): string {
  const rows = Object.entries(variables).map(
    ([name, { type, unset, meaning, example }]) => `| \`${name}\` | ${type} | ${unset} | ${meaning} | \`${example}\` |`,
  )
  return [
    '# Configuration',
    '',
    'Nothing has to be set. What may be set comes from the environment, and is read in one place, `src/platform/config.ts`, from which this page is made',
    '(`npx vitest run src/platform/config -u`). A value that cannot be used stops the start with the name of the variable and an example.',
    '',
    '| variable | holds | when not set | meaning | example |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}
