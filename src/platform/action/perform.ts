import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { type Actor, rightsOf } from '#kernel/actor'
import type { Endpoint } from '#kernel/endpoint'
import { mayUse, withoutAddresses } from '#kernel/may'
import { issuesOf, Problem } from '#kernel/problem'
import { spoken, t } from '#kernel/text'
import { noteAudit } from '#platform/audit/audit'
import { dataTaken } from '#platform/audit/events'
import { instantColumn } from '#platform/store/columns'
import type { Tx, WorkspaceRef } from '#platform/store/database'
import { kept } from '#platform/store/kept'
import type { Migration } from '#platform/store/migrate'
import { type Action, isFileAnswer } from './action.ts'
import type { Caller, FileAnswer, OutsideCtx, PublicCtx, Services } from './context.ts'
import { inReading, inWriting } from './work.ts'

export const idempotencyKeys = kept(
  pgTable('idempotency_key', {
    key: text('key').primaryKey(),
    endpoint: text('endpoint').notNull(),
    inputHash: text('input_hash').notNull(),
    answer: jsonb('answer'),
    at: instantColumn('at').notNull(),
  }),
  'machine',
  { key: 'plain', endpoint: 'plain', inputHash: 'plain', answer: 'personal', at: 'plain' },
)

export const migrations: readonly Migration[] = [
  {
    id: 'action/001-idempotency',
    statements: [
      `CREATE TABLE idempotency_key (
        key text CONSTRAINT idempotency_key_pkey PRIMARY KEY,
        endpoint text NOT NULL,
        input_hash text NOT NULL,
        answer jsonb,
        at timestamptz NOT NULL
      )`,
      'CREATE INDEX idempotency_key_at ON idempotency_key (at)',
    ],
  },
]

/** What comes with a call besides its input. */
export interface Carried {
  readonly idempotencyKey?: string | undefined
  readonly upload?: Readable | null
  readonly headers?: Headers
  readonly answerHeaders?: Headers
}

/**
 * The one way from any front door to an action: may they, is the input right, run it, is the answer right.
 * Throws Problem for all that a caller may be told.
 */
export async function perform(services: Services, caller: Caller, action: Action, input: unknown, carried: Carried = {}): Promise<unknown> {
  const { endpoint } = action
  const answer = await run(services, caller, action, admitted(caller, action, input), carried)
  if (isFileAnswer(answer)) {
    await noteDownload(services, caller, endpoint.id, answer)
    return answer satisfies FileAnswer
  }
  return toldTo(caller.actor, endpoint, answer)
}

/** The parsed input of somebody who may call this. */
export function admitted({ actor }: Caller, action: Action, input: unknown): unknown {
  const verdict = mayUse(action.endpoint, actor)
  if (!verdict.ok) throw new Problem(actor.kind === 'public' ? 'not-signed-in' : 'not-allowed', verdict.why)
  return parseInput(action, input)
}

/** An answer held to its contract, as somebody may read it. */
export function toldTo(actor: Actor, endpoint: Endpoint, answer: unknown): unknown {
  const checked = endpoint.answer.safeParse(answer)
  if (!checked.success)
    throw new Error(`${endpoint.id} answered something else than its contract says: ${JSON.stringify(issuesOf(checked.error))}`)
  return withoutAddresses(endpoint, actor, checked.data)
}

/** Data that leaves is noted before its first byte does, whichever room sends it. */
async function noteDownload({ database, clock }: Services, caller: Caller, endpoint: string, { fileName }: FileAnswer): Promise<void> {
  const { actor, address, workspace } = caller
  await database.inPublic((tx) => noteAudit(tx, { actor, address, workspace, now: clock.now() }, dataTaken, { endpoint, file: fileName }))
}

function parseInput(action: Action, input: unknown): unknown {
  const { endpoint } = action
  const broken = mindsItself(action) ? null : brokenText(input, '')
  if (broken !== null)
    throw new Problem(
      'invalid-input',
      t('{{id}} cannot use this input: {{broken}} holds a zero byte or half a character. Leave it out.', { id: endpoint.id, broken }),
    )
  const merged: Record<string, unknown> = {}
  const issues = []
  for (const [where, shape] of [
    ['path', endpoint.params],
    ['query', endpoint.query],
    ['body', endpoint.body],
  ] as const) {
    const result = shape.safeParse(input, { error: inWords() })
    if (result.success) Object.assign(merged, result.data)
    else issues.push(...issuesOf(result.error).map((issue) => ({ ...issue, where })))
  }
  if (issues.length > 0) {
    const first = issues[0]
    throw new Problem(
      'invalid-input',
      t('{{id}} cannot use this input: {{path}}: {{message}}', { id: endpoint.id, path: first?.path ?? '', message: first?.message ?? '' }),
      { issues },
    )
  }
  return merged
}

const mindsItself = (action: Action) => action.mode === 'outside' && action.ownKeys === true

/** What zod itself says of an input, in the language that is spoken; English where zod does not know it. What a contract says stands in our catalogues. */
function inWords(): z.core.$ZodErrorMap | undefined {
  const tag = spoken()
  return tag === 'en' ? undefined : Object.entries(z.locales).find(([name]) => name === tag)?.[1]().localeError
}

/** Where a text stands, or the name of a field, that no database can keep; null where all can be kept. */
function brokenText(value: unknown, at: string): string | null {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed() ? at || '(whole input)' : null
  if (typeof value !== 'object' || value === null) return null
  for (const [key, one] of Object.entries(value)) {
    if (brokenText(key, '') !== null) return at === '' ? t('the name of a field') : t('the name of a field in {{at}}', { at })
    const found = brokenText(one, at === '' ? key : `${at}.${key}`)
    if (found !== null) return found
  }
  return null
}

async function run(services: Services, caller: Caller, action: Action, input: unknown, carried: Carried): Promise<unknown> {
  const { actor, signal } = caller
  const now = services.clock.now()
  if (action.mode === 'public') {
    const ctx: PublicCtx = {
      actor,
      now,
      services,
      log: services.log,
      signal,
      caller,
      headers: carried.headers ?? new Headers(),
      upload: carried.upload ?? null,
      answerHeaders: carried.answerHeaders ?? new Headers(),
    }
    return await action.run(ctx, input as never)
  }
  const workspace = chosen(caller.workspace)
  const setting = { services, workspace, actor, signal }
  if (action.mode === 'follow') throw new Error(`${action.endpoint.id} is listened to (platform/http/lines), not called.`)
  if (action.mode === 'read') return await inReading(setting, (ctx) => action.run(ctx, input as never))
  if (action.mode === 'outside') {
    const ctx: OutsideCtx = {
      actor,
      workspace,
      now,
      services,
      log: services.log,
      signal,
      upload: carried.upload ?? null,
      idempotencyKey: mindsItself(action) ? (carried.idempotencyKey ?? null) : null,
      read: (work, options) => inReading(setting, work, options),
      write: (work, options) => inWriting(setting, work, options),
    }
    const work = () => action.run(ctx, input as never)
    return carried.idempotencyKey === undefined || action.endpoint.kind !== 'json' || mindsItself(action)
      ? await work()
      : await onceAround(ctx, action.endpoint, askedBy(actor, input), carried.idempotencyKey, work)
  }
  return await inWriting(setting, (ctx) =>
    once(ctx.tx, action.endpoint, askedBy(actor, input), carried.idempotencyKey, now, () => action.run(ctx, input as never)),
  )
}

/** An answer that is kept is given again only to whoever had it, with the rights that they had. */
const askedBy = (actor: Actor, input: unknown) => [input, actor.kind, actor.id, rightsOf(actor)]

function chosen(workspace: WorkspaceRef | null): WorkspaceRef {
  if (!workspace) throw new Problem('invalid-input', t('Say which workspace: send its id in the header Interlock-Workspace.'))
  return workspace
}

const hashOf = (endpoint: string, input: unknown) =>
  createHash('sha256')
    .update(JSON.stringify([endpoint, input]))
    .digest('hex')

/** Notes the key as taken. Answers null when it is new; else what was answered before, undefined while that is still under way. */
async function takeKey(
  tx: Tx,
  endpoint: string,
  input: unknown,
  key: string,
  now: string,
): Promise<{ answer: unknown; at: string } | null> {
  const hash = hashOf(endpoint, input)
  const mine = await tx.query(
    'INSERT INTO idempotency_key (key, endpoint, input_hash, at) VALUES ($1, $2, $3, $4) ON CONFLICT (key) DO NOTHING RETURNING key',
    [key, endpoint, hash, now],
  )
  if (mine.length > 0) return null
  const [earlier] = await tx.query<{ input_hash: string; answer: unknown; at: string }>(
    'SELECT input_hash, answer, at FROM idempotency_key WHERE key = $1',
    [key],
  )
  if (earlier?.input_hash !== hash)
    throw new Problem('key-reused', t('This Idempotency-Key came before with another request. Use a new key for a new request.'))
  return { answer: earlier.answer ?? undefined, at: earlier.at }
}

const keepAnswer = (tx: Tx, { tellsSecret }: Endpoint, key: string, answer: unknown) =>
  tx.query('UPDATE idempotency_key SET answer = $2::jsonb WHERE key = $1', [key, JSON.stringify(tellsSecret ? {} : (answer ?? {}))])

/** What was answered before, unless that told a secret. */
function again({ tellsSecret }: Endpoint, answer: unknown): unknown {
  if (tellsSecret)
    throw new Problem(
      'conflict',
      t('This was done already under this Idempotency-Key, and its secret is told only once. Have a new secret made.'),
    )
  return answer
}

/** The same key with the same input gives the same answer again; with another input it is refused. Kept in the same commit as the work. */
async function once(
  tx: Tx,
  endpoint: Endpoint,
  input: unknown,
  key: string | undefined,
  now: string,
  work: () => Promise<unknown>,
): Promise<unknown> {
  if (key === undefined) return await work()
  await tx.query("SET LOCAL lock_timeout = '10s'")
  const earlier = await takeKey(tx, endpoint.id, input, key, now)
  if (earlier) return again(endpoint, earlier.answer)
  const answer = await work()
  await keepAnswer(tx, endpoint, key, answer)
  return answer
}

/** After this many milliseconds a key whose work never answered is taken for that of a process that died. */
const abandonedMs = 600_000

/** The same for work that has several transactions: while it runs, the same request is asked to come back. */
async function onceAround(
  ctx: OutsideCtx,
  endpoint: Endpoint,
  input: unknown,
  key: string,
  work: () => Promise<unknown>,
): Promise<unknown> {
  const { database } = ctx.services
  const earlier = await database.inWorkspace(ctx.workspace, (tx) => takeKey(tx, endpoint.id, input, key, ctx.now))
  if (earlier?.answer !== undefined) return again(endpoint, earlier.answer)
  if (earlier && Date.parse(ctx.now) - Date.parse(earlier.at) < abandonedMs) {
    throw new Problem('conflict', t('The same request is being worked on. Ask again in a few seconds for its answer.'), { retryAfter: 5 })
  }
  try {
    const answer = await work()
    await database.inWorkspace(ctx.workspace, (tx) => keepAnswer(tx, endpoint, key, answer))
    return answer
  } catch (error) {
    await database.inWorkspace(ctx.workspace, (tx) => tx.query('DELETE FROM idempotency_key WHERE key = $1', [key])).catch(() => {})
    throw error
  }
}
