import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { mayCall } from '#kernel/access'
import { issuesOf, Problem } from '#kernel/problem'
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
  const role = caller.actor.kind === 'user' ? caller.actor.role : null
  const verdict = mayCall(endpoint.access, caller.actor, role)
  if (!verdict.ok) throw new Problem(caller.actor.kind === 'public' ? 'not-signed-in' : 'not-allowed', verdict.why)
  const parsed = parseInput(action, input)
  const answer = await run(services, caller, action, parsed, carried)
  if (isFileAnswer(answer)) return answer satisfies FileAnswer
  const checked = endpoint.answer.safeParse(answer)
  if (!checked.success) throw new Error(`${endpoint.id} answered something else than its contract says: ${JSON.stringify(issuesOf(checked.error))}`)
  return checked.data
}

function parseInput({ endpoint }: Action, input: unknown): unknown {
  const merged: Record<string, unknown> = {}
  const issues = []
  for (const [where, shape] of [
    ['path', endpoint.params],
    ['query', endpoint.query],
    ['body', endpoint.body],
  ] as const) {
    const result = shape.safeParse(input)
    if (result.success) Object.assign(merged, result.data)
    else issues.push(...issuesOf(result.error).map((issue) => ({ ...issue, where })))
  }
  if (issues.length > 0) {
    const first = issues[0]
    throw new Problem('invalid-input', `${endpoint.id} cannot use this input: ${first?.path}: ${first?.message}`, { issues })
  }
  return merged
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
      answerHeaders: carried.answerHeaders ?? new Headers(),
    }
    return await action.run(ctx, input as never)
  }
  const workspace = chosen(caller.workspace)
  const setting = { services, workspace, actor, signal }
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
      read: (work, options) => inReading(setting, work, options),
      write: (work, options) => inWriting(setting, work, options),
    }
    return await action.run(ctx, input as never)
  }
  return await inWriting(setting, (ctx) =>
    once(ctx.tx, action.endpoint.id, input, carried.idempotencyKey, now, () => action.run(ctx, input as never)),
  )
}

function chosen(workspace: WorkspaceRef | null): WorkspaceRef {
  if (!workspace) throw new Problem('invalid-input', 'Say which workspace: send its id in the header Interlock-Workspace.')
  return workspace
}

/** The same key with the same input gives the same answer again; with another input it is refused. Kept in the same commit as the work. */
async function once(tx: Tx, endpoint: string, input: unknown, key: string | undefined, now: string, work: () => Promise<unknown>): Promise<unknown> {
  if (key === undefined) return await work()
  const hash = createHash('sha256')
    .update(JSON.stringify([endpoint, input]))
    .digest('hex')
  await tx.query("SET LOCAL lock_timeout = '10s'")
  const mine = await tx.query('INSERT INTO idempotency_key (key, endpoint, input_hash, at) VALUES ($1, $2, $3, $4) ON CONFLICT (key) DO NOTHING RETURNING key', [
    key,
    endpoint,
    hash,
    now,
  ])
  if (mine.length === 0) {
    const earlier = await tx.query<{ input_hash: string; answer: unknown }>('SELECT input_hash, answer FROM idempotency_key WHERE key = $1', [key])
    if (earlier[0]?.input_hash !== hash) throw new Problem('key-reused', 'This Idempotency-Key came before with another request. Use a new key for a new request.')
    return earlier[0].answer
  }
  const answer = await work()
  await tx.query('UPDATE idempotency_key SET answer = $2::jsonb WHERE key = $1', [key, JSON.stringify(answer ?? null)])
  return answer
}
