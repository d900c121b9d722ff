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
   * With a name the statement is parsed once on each connection: one name must mean one text. A plan is made anew where another workspace is
   * seen; only for statements without rows in their answer, whose shape could differ between workspaces.
   */
  query<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[], name?: string): Promise<Row[]>
  readonly client: pg.PoolClient
}

export interface WorkOptions {
  readonly readOnly?: boolean
  /** All statements see one moment (REPEATABLE READ). */
  readonly snapshot?: boolean
  /** Milliseconds that one statement may take. Default 30,000; 0 is unlimited, for long jobs. */
  readonly statementMs?: number
}

/** Opens transactions on the book of record. */
export class Database {
  readonly pool: pg.Pool

  constructor(pool: pg.Pool) {
    this.pool = pool
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
    let broken = false
    const onError = () => {
      broken = true
    }
    client.on('error', onError)
    try {
      await client.query(
        `BEGIN${options.snapshot ? ' ISOLATION LEVEL REPEATABLE READ' : ''}${options.readOnly ? ' READ ONLY' : ''}; ${scope}; SET LOCAL statement_timeout = ${Math.trunc(options.statementMs ?? 30_000)}`,
      )
      const result = await work(openTx(client))
      const end = await client.query('COMMIT')
      if (end.command !== 'COMMIT') throw new Error('The transaction was rolled back by the database.')
      return result
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {
        broken = true
      })
      throw explainDatabaseError(error)
    } finally {
      client.off('error', onError)
      client.release(broken)
    }
  }
}

function openTx(client: pg.PoolClient): Tx {
  return {
    db: drizzle(client),
    client,
    async query<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = [], name?: string) {
      // The extended protocol takes one statement a message, so nothing can be smuggled in behind another.
      const query: pg.QueryConfig & { queryMode: 'extended' } = { text, values: [...values], types: answerTypes, queryMode: 'extended' }
      if (name !== undefined) query.name = name
      const result = await client.query<Row>(query)
      return result.rows
    },
  }
}
