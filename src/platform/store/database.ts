import type { Duplex } from 'node:stream'
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import type pg from 'pg'
import type { WorkspaceId } from '#kernel/id'
import { answerTypes } from './columns.ts'
import { explainDatabaseError } from './errors.ts'
import { ident } from './kept.ts'

/** A workspace as the machinery knows it. Only the workspace directory makes one. */
export interface WorkspaceRef {
  readonly id: WorkspaceId
  readonly name: string
  /** Name of its schema and of its role. */
  readonly schema: string
}

/** One open transaction. `db` is Drizzle on it; `query` is plain SQL with parameters, for set-based statements. */
export interface Tx {
  readonly db: NodePgDatabase
  /**
   * With a name the statement is parsed and planned once on each connection, and anew where another workspace is seen: one name must mean one text. Not for
   * answers whose columns may differ between workspaces, such as those of custom fields.
   * Questions that are asked without waiting for each other travel together.
   */
  query<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[], name?: string): Promise<Row[]>
  /**
   * Sends a statement whose answer nobody needs, and does not wait for it: it is done before whatever is sent later, and if it fails, so does the transaction,
   * with its error. Only where the work is `together`; else it waits as `query` does.
   */
  send(text: string, values?: readonly unknown[], name?: string): Promise<void>
  /** Whether what is sent is not waited for. */
  readonly together: boolean
  /** Something sent on this transaction that ends it as it should: the commit is sent behind it, and fails where it does. */
  follow(last: Promise<unknown>): void
  /** For what streams: COPY. Nothing else may be on its way then. */
  readonly client: pg.PoolClient
}

export interface WorkOptions {
  readonly readOnly?: boolean
  /** All statements see one moment (REPEATABLE READ). */
  readonly snapshot?: boolean
  /** Milliseconds that one statement may take. Default 30,000; 0 is unlimited, for long jobs. */
  readonly statementMs?: number
  /**
   * What is sent need not be waited for (`Tx.send`): the commit goes out with the last of it. Statements with a name are planned once: for the same few, asked very
   * often.
   */
  readonly together?: boolean
}

/** Opens transactions on the book of record. */
export class Database {
  readonly pool: pg.Pool
  /** Single questions to the tables that belong to no workspace, with no transaction around them. */
  readonly directory: Pick<Tx, 'query'>

  constructor(pool: pg.Pool) {
    this.pool = pool
    this.directory = {
      query: async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = [], name?: string) => {
        try {
          return (await pool.query<Row>(extended(text, values, name))).rows
        } catch (error) {
          throw explainDatabaseError(error)
        }
      },
    }
  }

  /** One transaction that sees exactly one workspace: its role and its search path, and nothing else. */
  inWorkspace<T>(workspace: Pick<WorkspaceRef, 'schema'>, work: (tx: Tx) => Promise<T>, options: WorkOptions = {}): Promise<T> {
    const name = ident(workspace.schema)
    return this.#transaction(`SET LOCAL ROLE ${name}; SET LOCAL search_path = ${name}`, work, options)
  }

  /** One transaction on the tables that belong to no workspace: directory, memberships. */
  inPublic<T>(work: (tx: Tx) => Promise<T>, options: WorkOptions = {}): Promise<T> {
    return this.#transaction('SET LOCAL search_path = public', work, options)
  }

  async #transaction<T>(scope: string, work: (tx: Tx) => Promise<T>, options: WorkOptions): Promise<T> {
    const client = await this.pool.connect().catch((error: unknown) => {
      throw explainDatabaseError(error)
    })
    const open = new Open(client, options.together ?? false)
    try {
      open.begin(
        `BEGIN${options.snapshot ? ' ISOLATION LEVEL REPEATABLE READ' : ''}${options.readOnly ? ' READ ONLY' : ''}; ${scope}; SET LOCAL statement_timeout = ${Math.trunc(options.statementMs ?? 30_000)}${options.together ? '; SET LOCAL plan_cache_mode = force_generic_plan' : ''}`,
      )
      const result = await work(open.tx)
      await open.commit(options.readOnly ?? false)
      return result
    } catch (error) {
      throw explainDatabaseError(await open.rollback(error))
    }
  }
}

/** One transaction on its connection, which it gives back at its end. */
class Open {
  readonly tx: Tx
  readonly #client: pg.PoolClient
  /** What was sent and not waited for, in its order. */
  readonly #sent: Promise<unknown>[] = []
  /** The first of it that failed: what came after it failed because of it. */
  #failed: { readonly error: unknown } | null = null
  #broken = false
  readonly #onError = () => {
    this.#broken = true
  }

  constructor(client: pg.PoolClient, together: boolean) {
    this.#client = client
    client.on('error', this.#onError)
    const query = async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = [], name?: string) => {
      inOnePiece(client)
      return (await client.query<Row>(extended(text, values, name))).rows
    }
    const send = async (text: string, values: readonly unknown[] = [], name?: string) => {
      inOnePiece(client)
      const done = client.query(extended(text, values, name))
      if (together) this.#follow(done)
      else await done
    }
    this.tx = {
      db: drizzle(client),
      query,
      send,
      together,
      follow: (last) => this.#follow(last),
      get client() {
        pipelined(client, false)
        return client
      },
    }
  }

  begin(text: string): void {
    inOnePiece(this.#client)
    this.#follow(this.#client.query(text))
  }

  #follow(done: Promise<unknown>): void {
    this.#sent.push(done)
    done.catch((error: unknown) => {
      this.#failed ??= { error }
    })
  }

  /** Of what was only read, the end is not waited for: nothing depends on it. */
  async commit(readOnly: boolean): Promise<void> {
    const end = this.#client.query('COMMIT')
    if (readOnly && this.#failed === null) {
      end.catch(this.#onError).finally(() => this.#release())
      return
    }
    await Promise.all([...this.#sent, end])
    if ((await end).command !== 'COMMIT') throw new Error('The transaction was rolled back by the database.')
    this.#release()
  }

  /** Takes it back; answers what went wrong first. */
  async rollback(error: unknown): Promise<unknown> {
    await Promise.allSettled(this.#sent)
    await this.#client.query('ROLLBACK').catch(this.#onError)
    this.#release()
    return this.#failed?.error ?? error
  }

  #release(): void {
    pipelined(this.#client, true)
    this.#client.off('error', this.#onError)
    this.#client.release(this.#broken)
  }
}

/** The extended protocol takes one statement a message, so nothing can be smuggled in behind another. */
function extended(text: string, values: readonly unknown[], name: string | undefined): pg.QueryConfig & { queryMode: 'extended' } {
  const query: pg.QueryConfig & { queryMode: 'extended' } = { text, values: [...values], types: answerTypes, queryMode: 'extended' }
  if (name !== undefined) query.name = name
  return query
}

/** What is sent in the same moment goes out in one piece: each piece costs a call of the system here, and wakes the database. */
function inOnePiece(client: pg.PoolClient): void {
  const { stream } = (client as pg.PoolClient & { readonly connection: { readonly stream: Duplex } }).connection
  if (stream.writableCorked > 0) return
  stream.cork()
  process.nextTick(() => stream.uncork())
}

/** Whether a connection sends statements before those ahead of them are answered. What streams needs it for itself. */
function pipelined(client: pg.PoolClient, on: boolean): void {
  const settable: { pipeline: boolean } = client
  settable.pipeline = on
}
