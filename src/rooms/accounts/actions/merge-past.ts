import type { ReadCtx } from '#platform/action/context'
import type { MergedKind, Row } from '../contract/merge.ts'
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

/** Whether a merge gave a column something, which may be what stood there already; of all custom fields at once only what changed can be told. */
const gave = (note: store.Note, column: string) =>
  isMerge(note) && (column.startsWith('custom:') ? changed(note, column) : says(note.after, column))

/** A column that names another record: it was led on by merges of that one, and is led on again when it is read. */
const isLink = (column: string) => column.endsWith('_id') && column !== 'external_id'

/** What people wrote in a column: edits, and what un-merging was told to put back over one; what else un-merging wrote only followed from what was there. */
function editsOn(notes: readonly store.Note[], column: string): Set<store.Note> {
  const edits = new Set<store.Note>()
  let holding: unknown
  for (const note of notes) {
    // What a merge gave since is no edit, be it the same value.
    if (gave(note, column) && same(valueIn(note.after, column), holding)) holding = undefined
    if (isMerge(note) || !changed(note, column)) continue
    if (isUnmerge(note) && (holding === undefined || !same(valueIn(note.before, column), holding))) continue
    edits.add(note)
    holding = valueIn(note.after, column)
  }
  return edits
}

/** Who wrote a column, one after the other. */
function wordsOn(notes: readonly store.Note[], column: string): { note: store.Note; by: 'edit' | 'merge' | 'unmerge' }[] {
  const edits = editsOn(notes, column)
  return notes
    .filter((note) => changed(note, column))
    .map((note) => ({ note, by: edits.has(note) ? 'edit' : isMerge(note) ? 'merge' : 'unmerge' }))
}

/** A record that is merged, and of which kind. */
interface Merge {
  readonly kind: MergedKind
  readonly row: store.MergeRow
}

/**
 * What rows would hold had merges that are taken back by now never been: what the ledger noted of a row, and which merges still stand. A merge that was taken
 * back after a later one leaves its values in what the later one found; going back through both leads to what was there before either.
 */
export class Past {
  readonly #notes = new Map<string, store.Note[]>()
  readonly #standing = new Map<string, Merge[]>()
  readonly #gone = new Set<string>()
  /** The rows of those who are merged, as they went. */
  readonly #images = new Map<string, Row>()
  readonly #leaving: Merge

  private constructor(leaving: Merge) {
    this.#leaving = leaving
  }

  /** The past of these rows, and of all whose fields they took, as if the record `leaving` had come back already. */
  static async open({ tx }: Pick<ReadCtx, 'tx'>, rows: readonly string[], leaving: Merge): Promise<Past> {
    const past = new Past(leaving)
    const known = new Set<string>()
    for (let ids = [...new Set(rows)]; ids.length > 0; ) {
      for (const id of ids) known.add(id)
      ids = (await past.#read(tx, ids)).filter((id) => !known.has(id))
    }
    return past
  }

  /** Reads what is noted of some rows. Answers of whom they took fields. */
  async #read(tx: ReadCtx['tx'], rows: readonly string[]): Promise<string[]> {
    const ids = new Set(rows)
    const notes = await store.notesOfRows(tx, rows)
    for (const [key, some] of Map.groupBy(notes, ({ table, id }) => `${table} ${id}`)) this.#notes.set(key, some)
    for (const key of await store.removedBy(tx, rows, [recordsMerged.kind, recordsUnmerged.kind])) this.#gone.add(key)
    const events = [...new Set(notes.filter(isMerge).map(({ eventId }) => eventId))].filter((id) => !this.#standing.has(id))
    for (const id of events) this.#standing.set(id, [])
    for (const kind of ['person', 'account'] as const)
      for (const row of await store.mergesBy(tx, kind, { events }))
        if (row.id !== this.#leaving.row.id) this.#standing.get(row.eventId)?.push({ kind, row })
    const merges = [this.#leaving, ...[...this.#standing.values()].flat()]
    const taken = merges.filter(({ kind, row }) => (ids.has(row.parentId) || ids.has(row.id)) && !this.#images.has(`${kind} ${row.id}`))
    for (const { kind, row } of taken) {
      const image = await store.removedRow(tx, row.eventId, kind, row.id)
      if (image) this.#images.set(`${kind} ${row.id}`, image)
    }
    return taken.map(({ row }) => row.id)
  }

  #of(table: string, id: string): readonly store.Note[] {
    return this.#notes.get(`${table} ${id}`) ?? []
  }

  /** What the merge of `gone` changed along in a row does not hold any more. */
  leaveRow(gone: string, id: string): void {
    for (const all of this.#standing.values())
      for (const [place, one] of all.entries())
        if (one.row.id === gone) all[place] = { ...one, row: { ...one.row, also: one.row.also.filter((changed) => changed.id !== id) } }
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

  /**
   * What a column of a row holds by all that counts, lived through once more from what was there first: edits, what un-merging put back over them, and what
   * merges that stand took from others, of whom each is lived through in the same way. A column that names a record is not led on to where that one is now.
   * `row`: as it is, or as it went. `before`: only up to this event; `still`: as if the leaving one stayed.
   */
  replayed(table: string, row: Row, column: string, how: { readonly before?: string; readonly still?: boolean } = {}): unknown {
    const notes = this.#of(table, row.id)
    const first = notes.find((note) => changed(note, column))
    let value = first ? valueIn(isUnmerge(first) && isLink(column) ? first.after : first.before, column) : valueIn(row, column)
    const edits = editsOn(notes, column)
    for (const note of notes) {
      if (note.eventId === how.before) break
      if (isMerge(note)) {
        const from = gave(note, column) ? this.#takenBy(table, row.id, note, column, how.still === true) : undefined
        const image = from === undefined ? undefined : this.#images.get(`${table} ${from}`)
        if (image) value = this.replayed(table, image, column, { still: how.still === true })
        else if (from !== undefined) value = valueIn(note.after, column)
      } else if (edits.has(note)) value = valueIn(note.after, column)
    }
    return value
  }

  /** From whom a record took a column by a merge that stands. */
  #takenBy(table: string, id: string, note: store.Note, column: string, still: boolean): string | undefined {
    const leaving = still && this.#leaving.row.eventId === note.eventId ? [this.#leaving] : []
    return [...(this.#standing.get(note.eventId) ?? []), ...leaving].find(
      ({ kind, row }) => kind === table && row.parentId === id && row.took.some((field) => columnsOfField(kind, field).includes(column)),
    )?.row.id
  }

  /** What a column held before the merge `eventId`. */
  before(table: string, id: string, column: string, eventId: string): unknown {
    const note = this.#of(table, id).find((one) => one.eventId === eventId && changed(one, column))
    return note && valueIn(note.before, column)
  }

  /** What a merge made of a column; undefined where it left it. */
  after(table: string, id: string, column: string, eventId: string): unknown {
    const note = this.#of(table, id).findLast((one) => one.eventId === eventId && changed(one, column))
    return note ? valueIn(note.after, column) : undefined
  }

  /** The row of one who is merged, as it went. */
  imageOf(kind: MergedKind, id: string): Row | undefined {
    return this.#images.get(`${kind} ${id}`)
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

  /** Whether a row that is not there went by merging or un-merging. */
  isGoneByUs(table: string, id: string): boolean {
    return this.#gone.has(`${table} ${id}`)
  }

  /** Whether a later merge, which stands, gave a column something else. */
  isOvertaken(table: string, id: string, column: string, eventId: string): boolean {
    const all = wordsOn(this.#of(table, id), column)
    const place = all.findLastIndex(({ note }) => note.eventId === eventId)
    return all.slice(place + 1).some(({ note, by }) => by === 'merge' && this.#stands(note, column))
  }
}
