import type { ReadCtx } from '#platform/action/context'
import type { MergedKind } from '../contract/merge.ts'
import { recordsMerged, recordsUnmerged } from '../events.ts'
import { columnsOfField, valueIn } from '../rules/merge.ts'
import * as store from '../store/merge.ts'

type Values = Readonly<Record<string, unknown>>

/** Whether two values are the same, as the ledger notes them. */
export const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

const isMerge = ({ kind }: store.Note) => kind === recordsMerged.kind
const isUnmerge = ({ kind }: store.Note) => kind === null || kind === recordsUnmerged.kind
const says = (values: Values, column: string) => (column.startsWith('custom:') ? 'custom' in values : column in values)
/** Whether a note changed a column at all. */
const changed = (note: store.Note, column: string) =>
  says(note.after, column) && !same(valueIn(note.before, column), valueIn(note.after, column))

/** Who wrote a column, one after the other. Un-merging that was told to put something back over an edit is an edit too. */
function wordsOn(notes: readonly store.Note[], column: string): { note: store.Note; by: 'edit' | 'merge' | 'unmerge' }[] {
  const all: { note: store.Note; by: 'edit' | 'merge' | 'unmerge' }[] = []
  for (const note of notes) {
    if (!changed(note, column)) continue
    const by = isMerge(note) ? 'merge' : isUnmerge(note) && all.at(-1)?.by !== 'edit' ? 'unmerge' : 'edit'
    all.push({ note, by })
  }
  return all
}

/**
 * What rows would hold had merges that are taken back by now never been: what the ledger noted of a row, and which merges still stand. A merge that was taken
 * back after a later one leaves its values in what the later one found; going back through both leads to what was there before either.
 */
export class Past {
  readonly #notes = new Map<string, store.Note[]>()
  readonly #standing = new Map<string, { readonly kind: MergedKind; readonly row: store.MergeRow }[]>()

  readonly #gone: ReadonlySet<string>

  private constructor(notes: readonly store.Note[], gone: ReadonlySet<string>) {
    this.#gone = gone
    for (const note of notes) {
      const key = `${note.table} ${note.id}`
      const all = this.#notes.get(key)
      if (all) all.push(note)
      else this.#notes.set(key, [note])
    }
  }

  /** The past of these rows, as if the record `without` had come back already. */
  static async open({ tx }: Pick<ReadCtx, 'tx'>, ids: readonly string[], without: string): Promise<Past> {
    const notes = await store.notesOfRows(tx, ids)
    const past = new Past(notes, await store.removedBy(tx, ids, [recordsMerged.kind, recordsUnmerged.kind]))
    const events = [...new Set(notes.filter(isMerge).map(({ eventId }) => eventId))]
    for (const kind of ['person', 'account'] as const)
      for (const row of await store.mergesBy(tx, kind, { events }))
        if (row.id !== without) past.#standing.set(row.eventId, [...(past.#standing.get(row.eventId) ?? []), { kind, row }])
    return past
  }

  #of(table: string, id: string): readonly store.Note[] {
    return this.#notes.get(`${table} ${id}`) ?? []
  }

  /** Whether what a merge noted of a column still holds. */
  #stands(note: store.Note, column: string): boolean {
    return (this.#standing.get(note.eventId) ?? []).some(
      ({ kind, row }) =>
        valueIn(note.before, column) === row.id ||
        (note.table === kind && note.id === row.parentId && row.took.some((field) => columnsOfField(kind, field).includes(column))) ||
        row.also.some((one) => one.table === note.table && one.id === note.id && one.column === column),
    )
  }

  /** What a column held before the merge `eventId`, and before all that it rests on and that is taken back by now. */
  before(table: string, id: string, column: string, eventId: string): unknown {
    const notes = this.#of(table, id)
    const place = notes.findIndex((note) => note.eventId === eventId && changed(note, column))
    const note = notes[place]
    return note ? this.#resolved(notes.slice(0, place), column, valueIn(note.before, column)) : undefined
  }

  /** What a merge made of a column; undefined where it left it. */
  after(table: string, id: string, column: string, eventId: string): unknown {
    const note = this.#of(table, id).findLast((one) => one.eventId === eventId && changed(one, column))
    return note ? valueIn(note.after, column) : undefined
  }

  /** The value that a removed row had, without what merges that are taken back by now had made of it. */
  resolved(table: string, id: string, column: string, value: unknown): unknown {
    return this.#resolved(this.#of(table, id), column, value)
  }

  /** The last word that counts: of somebody who edited, or of a merge that stands, as far as no un-merging corrected it; else what was there first. */
  #resolved(notes: readonly store.Note[], column: string, value: unknown): unknown {
    const all = wordsOn(notes, column)
    const place = all.findLastIndex(({ note, by }) => by === 'edit' || (by === 'merge' && this.#stands(note, column)))
    const last = all[place]
    const [first] = all
    if (last === undefined) return first ? valueIn(first.by === 'unmerge' ? first.note.after : first.note.before, column) : value
    if (last.by === 'merge' && this.#leads(last.note, column)) {
      // It led on what stood there; that may be another thing by now.
      const before = this.#resolved(notes.slice(0, notes.indexOf(last.note)), column, valueIn(last.note.before, column))
      if (!same(before, valueIn(last.note.before, column))) return before
    }
    const corrected = last.by === 'merge' && all[place + 1]?.by === 'unmerge' ? all[place + 1] : last
    return valueIn((corrected ?? last).note.after, column)
  }

  /** The custom fields that a row ever had. */
  fieldsOnce(table: string, id: string): string[] {
    const names = (custom: unknown) => (typeof custom === 'object' && custom !== null ? Object.keys(custom) : [])
    return [...new Set(this.#of(table, id).flatMap(({ before, after }) => [...names(before.custom), ...names(after.custom)]))]
  }

  /** Every id that stood in one of the rows. */
  ids(): string[] {
    const values = [...this.#notes.values()].flat().flatMap(({ before, after }) => [...Object.values(before), ...Object.values(after)])
    return [...new Set(values.filter((value) => typeof value === 'string' && value.length === 36))] as string[]
  }

  /** The event that a row points to, once those that are taken back are left out. */
  touched(table: string, id: string, touchedBy: string): string {
    const notes = this.#of(table, id)
    let found = touchedBy
    for (let step = 0; step <= notes.length; step += 1) {
      const own = notes.filter(({ eventId }) => eventId === found)
      const [first] = own
      if (!first || !isMerge(first) || own.some((note) => this.#touchStands(note)) || typeof first.before.touched_by !== 'string') break
      found = first.before.touched_by
    }
    return found
  }

  #touchStands(note: store.Note): boolean {
    const parent = (this.#standing.get(note.eventId) ?? []).some(
      ({ kind, row }) => note.table === kind && (note.id === row.parentId || note.id === row.id),
    )
    return parent || Object.keys(note.after).some((column) => this.#stands(note, column))
  }

  /** Whether somebody edited a column after the merge, to something else than the merge had made of it. */
  isEdited(table: string, id: string, column: string, eventId: string): boolean {
    const all = wordsOn(this.#of(table, id), column)
    const place = all.findLastIndex(({ note }) => note.eventId === eventId)
    const edit = all.slice(place + 1).findLast(({ by }) => by === 'edit')
    return edit !== undefined && !same(valueIn(edit.note.after, column), valueIn(all[place]?.note.after ?? {}, column))
  }

  /**
   * Why a row names what it names now: because of this merge (`ours`), because somebody linked it since (`edited`), or because of other merges (`other`). Goes back
   * from what it names, through merges that stand and over those that are taken back, until it comes to the record that went.
   */
  linkedBy(
    table: string,
    id: string,
    column: string,
    now: unknown,
    { gone, eventId }: { gone: string; eventId: string },
  ): 'ours' | 'edited' | 'other' {
    let named = now
    let overruled = false
    const notes = this.#of(table, id)
    for (const { note, by } of wordsOn(notes, column).toReversed()) {
      if (by === 'edit' && !overruled && !isUnmerge(note)) return 'edited'
      overruled = by === 'edit' && isUnmerge(note)
      if (by !== 'merge') continue
      if (note.eventId !== eventId && !this.#stands(note, column)) continue
      if (!same(valueIn(note.after, column), named)) continue
      named = valueIn(note.before, column)
      // What it named then may itself have come from a merge that is taken back.
      if (named === gone) return same(this.#resolved(notes.slice(0, notes.indexOf(note)), column, gone), gone) ? 'ours' : 'other'
    }
    return 'other'
  }

  /** Whether a row that is not there went by merging or un-merging. */
  isGoneByUs(table: string, id: string): boolean {
    return this.#gone.has(`${table} ${id}`)
  }

  /** Whether a later merge, which stands, gave a column something else; not one that only leads what the column names to where it is now. */
  isOvertaken(table: string, id: string, column: string, eventId: string): boolean {
    const all = wordsOn(this.#of(table, id), column)
    const place = all.findLastIndex(({ note }) => note.eventId === eventId)
    return all.slice(place + 1).some(({ note, by }) => by === 'merge' && this.#stands(note, column) && !this.#leads(note, column))
  }

  #leads(note: store.Note, column: string): boolean {
    return (this.#standing.get(note.eventId) ?? []).some(({ row }) => valueIn(note.before, column) === row.id)
  }
}
