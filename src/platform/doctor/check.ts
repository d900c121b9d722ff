import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import type { Running } from '../running.ts'
import type { Database, Tx, WorkspaceRef } from '../store/database.ts'
import type { Kept } from '../store/kept.ts'
import type { Migration } from '../store/migrate.ts'

/** Something that is not as it should be. `error`: something does not work or is lost; `warning`: it works, and should be looked at. */
export interface Finding {
  readonly level: 'error' | 'warning'
  /** The check that found it. */
  readonly check: string
  readonly what: string
  /** Which file, folder, workspace or setting. */
  readonly where: string
  /** Why it matters. */
  readonly why: string
  /** What to do next. */
  readonly next: string
}

/** A finding before it is known which check made it. */
export type Found = Omit<Finding, 'check'>

/** A table whose rows are long pieces of work on kept files; the house says which there are, so that the doctor needs to know no room. */
export interface Job {
  readonly table: string
  /** Column that is not null while work on the row is under way. */
  readonly task: string
  /** Kind of the due item that does the work. */
  readonly due: string
  /** Column with the kept files, as JSON: [{ sha256, bytes }]. */
  readonly files: string
  /** Folder of scratch files in the data folder. */
  readonly scratch: string
}

/** What can be looked at without a database. */
export interface Machine {
  readonly config: Config
  readonly clock: Clock
  /** Of Node, as in process.versions.node. */
  readonly node: string
  readonly migrations: readonly Migration[]
  readonly tables: readonly Kept[]
  readonly jobs: readonly Job[]
  /** Kinds of due work that somebody does. */
  readonly dueKinds: ReadonlySet<string>
  /** Whether another process holds the data folder, and what it says of itself. */
  readonly claimed: boolean
  readonly running: Running | undefined
}

export interface Server extends Machine {
  readonly database: Database
  readonly kind: 'embedded' | 'outside'
  readonly workspaces: readonly WorkspaceRef[]
}

export interface Ward extends Server {
  readonly workspace: WorkspaceRef
  /** Columns of the workspace's tables as they are in the database. */
  readonly columns: ReadonlyMap<string, ReadonlySet<string>>
  /** One reading transaction in the workspace. */
  ask<T>(work: (tx: Tx) => Promise<T>): Promise<T>
}

interface Named {
  readonly name: string
  /** Whether an error here makes the checks after it pointless: those of the same workspace, or all that need the database. */
  readonly stops?: boolean
}

/** One thing that is looked at; a new one is an entry in a list. */
export interface Check<Where> extends Named {
  readonly look: (where: Where) => Promise<Found[]>
}

export const error = (what: string, where: string, why: string, next: string): Found => ({ level: 'error', what, where, why, next })
export const warning = (what: string, where: string, why: string, next: string): Found => ({ level: 'warning', what, where, why, next })

/** How a workspace is called in a finding. */
export const inWords = (ward: Ward): string => `workspace "${ward.workspace.name}"`
