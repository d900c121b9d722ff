import { setImmediate } from 'node:timers/promises'
import type { z } from 'zod'
import type { Actor } from '#kernel/actor'
import type { EventKind } from '#kernel/event'
import type { EventId } from '#kernel/id'
import type { Instant } from '#kernel/time'
import type { Tx } from '../store/database.ts'
import { ident, infoOf, type Kept, type NewRowOf, type PatchOf } from '../store/kept.ts'
import { type Added, chunkSize, chunks, insertion, recordOnly, updates } from './statements.ts'

/** Rows that one statement inserts at most where they are not waited for. */
const pieceSize = 250

interface Told {
  readonly event: EventKind
  readonly payload: Record<string, unknown>
  readonly subject: Subject | undefined
}

/** What an event is about. */
export interface Subject {
  readonly kind: string
  readonly id: string
}

/**
 * The only way to write business tables. Opened for one event in one transaction; each write leaves beside the event what
 * its undo needs. `seal` runs last in the transaction and gives the event its place in the order of commits.
 */
export class Ledger {
  readonly eventId: EventId
  readonly #tx: Tx
  readonly #actor: Actor
  readonly #now: Instant
  #told: Told | undefined
  #writes = 0
  /** Tables that were written; null once somebody wrote without saying what. */
  #tables: Set<string> | null = new Set()
  readonly #added = new Map<string, Added>()
  #flushing: Promise<void> = Promise.resolve()
  #undoes: EventId | undefined
  #cause: EventId | undefined

  constructor(tx: Tx, eventId: EventId, actor: Actor, now: Instant, cause?: EventId) {
    this.#tx = tx
    this.eventId = eventId
    this.#actor = actor
    this.#now = now
    this.#cause = cause
  }

  /** Names the event that all writes of this transaction belong to. Once for each transaction. */
  tell<P extends z.ZodType>(event: EventKind<P>, payload: z.input<P>, subject?: Subject): void {
    if (this.#told) throw new Error(`This transaction already told "${this.#told.event.kind}"; "${event.kind}" needs one of its own.`)
    this.#told = { event, payload: event.payload.parse(payload) as Record<string, unknown>, subject }
  }

  /** Marks the event as the undo of another. */
  undoes(eventId: EventId): void {
    this.#undoes = eventId
  }

  /** Rows written so far. */
  get writes(): number {
    return this.#writes
  }

  /** Whether rows of a table were written so far; null once nobody knows. */
  wrote(keptTable: Kept): boolean | null {
    return this.#tables?.has(infoOf(keptTable).name) ?? null
  }

  #note(name: string, rows: number): void {
    this.#tables?.add(name)
    this.#writes += rows
  }

  /** Inserts rows; ids are made by the caller. */
  async insert<K extends Kept>(keptTable: K, rows: readonly NewRowOf<K>[]): Promise<void> {
    this.add(keptTable, rows)
    await this.flush()
  }

  /**
   * Has rows inserted at the end, or before the next write that is no addition, in one statement with those of other tables. Whoever asks for them before that
   * does not see them, unless they `flush` first.
   */
  add<K extends Kept>(keptTable: K, rows: readonly NewRowOf<K>[]): void {
    const info = infoOf(recordOnly(keptTable))
    this.#added.set(info.name, { info, rows: [...(this.#added.get(info.name)?.rows ?? []), ...rows] })
    this.#note(info.name, rows.length)
  }

  /** Inserts what was added, behind what an earlier call is still sending. */
  async flush(): Promise<void> {
    const sent = this.#flushing.then(() => this.#insertAdded())
    this.#flushing = sent.catch(() => {})
    await sent
  }

  async #insertAdded(): Promise<void> {
    const added = [...this.#added.values()].filter(({ rows }) => rows.length > 0)
    this.#added.clear()
    const most = this.#tx.together ? pieceSize : chunkSize
    if (added.length > 0 && added.every(({ rows }) => rows.length <= most)) await this.#tx.send(...insertion(this.eventId, added))
    else
      for (const { info, rows } of added)
        for (const piece of chunks(rows, most)) {
          await this.#tx.send(...insertion(this.eventId, [{ info, rows: piece }]))
          // The database writes this piece while the next one is made ready.
          if (this.#tx.together) await setImmediate()
        }
  }

  /**
   * Changes columns of rows by id. Rows that name the same columns are written together.
   * Returns the number of rows that were there. A row may be named once.
   */
  async update<K extends Kept>(keptTable: K, patches: readonly PatchOf<K>[]): Promise<number> {
    await this.flush()
    let count = 0
    for (const { name, lock, text, values } of updates(keptTable, patches, this.eventId)) {
      await this.#tx.send(...lock)
      const rows = await this.#tx.query<{ n: number }>(text, values)
      const n = rows[0]?.n ?? 0
      this.#note(name, n)
      count += n
    }
    return count
  }

  /** Changes rows that the caller holds already, as `update` does, without saying how many there were: nothing is waited for where the work is together. */
  async patch<K extends Kept>(keptTable: K, patches: readonly PatchOf<K>[]): Promise<void> {
    await this.flush()
    for (const { name, statement, text, values, rows } of updates(keptTable, patches, this.eventId)) {
      await this.#tx.send(text, values, statement)
      this.#note(name, rows)
    }
  }

  /** Removes rows by id, keeping each whole row for undo. Returns the number that were there. */
  async remove(keptTable: Kept, ids: readonly string[]): Promise<number> {
    const name = infoOf(recordOnly(keptTable)).name
    await this.flush()
    let count = 0
    for (const chunk of chunks(ids)) {
      const rows = await this.#tx.query<{ n: number }>(
        `WITH gone AS (DELETE FROM ${ident(name)} AS t WHERE t.id = ANY($2::uuid[]) RETURNING t.id, to_jsonb(t) AS before),
         noted AS (INSERT INTO change (event_id, tbl, op, row_ids, before) SELECT $1::uuid, '${name}', 'delete', ARRAY[gone.id], gone.before FROM gone RETURNING 1)
         SELECT count(*) AS n FROM noted`,
        [this.eventId, chunk],
      )
      count += rows[0]?.n ?? 0
    }
    this.#note(name, count)
    return count
  }

  /** For whoever writes with statements of their own, such as the undo: they count as writes that need an event. Without a table it may have been any. */
  noteWrites(rows: number, keptTable?: Kept): void {
    if (keptTable) this.#note(infoOf(keptTable).name, rows)
    else {
      this.#tables = null
      this.#writes += rows
    }
  }

  /**
   * Ends the event: takes the workspace's sequence lock as the last lock of the transaction and writes the event row. The commit may be sent right behind it.
   * Numbers are therefore given in the order of commits and without gaps, and a reader who saw number n has seen all before it.
   * Returns null when nothing was written or told. Throws, before anything is sent, when something was written and no event was told.
   */
  seal(): Promise<{ eventId: EventId; seq: number }> | null {
    if (this.#added.size > 0) throw new Error('What was added to the ledger was not flushed.')
    const told = this.#told
    if (!told) {
      if (this.#writes > 0) throw new Error('Business tables were written without telling an event.')
      return null
    }
    // Without a head the number is missing, which the table refuses.
    const sealed = this.#tx.query<{ seq: number }>(
      `WITH head AS (UPDATE ledger_head SET seq = seq + 1 WHERE id = 1 RETURNING seq)
       INSERT INTO event (id, seq, kind, actor_kind, actor_id, actor_name, subject_kind, subject_id, payload, cause, undoes, at, recorded_at)
       VALUES ($1, (SELECT seq FROM head), $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10, $11, $11) RETURNING seq`,
      [
        this.eventId,
        told.event.kind,
        this.#actor.kind,
        this.#actor.id,
        this.#actor.name,
        told.subject?.kind ?? null,
        told.subject?.id ?? null,
        JSON.stringify(told.payload),
        this.#cause ?? null,
        this.#undoes ?? null,
        this.#now,
      ],
      'seal',
    )
    return sealed.then(([row]) => ({ eventId: this.eventId, seq: row?.seq ?? 0 }))
  }
}
