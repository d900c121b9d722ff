import type { Id } from '#kernel/id'
import type { Ctx } from '#platform/action/context'
import { newId } from '#platform/ids'
import type { NewRowOf } from '#platform/store/kept'
import { type Mark, type Sighting, seenMarks } from '../rules.ts'
import * as store from '../store.ts'
import { dealValues, sightings, stageEntries } from '../tables.ts'

type EntryRow = NewRowOf<typeof stageEntries>
type ValueRow = NewRowOf<typeof dealValues>

/** What a deal's history is about. */
export type Field = 'stage' | ValueRow['field']

const shownBy: Readonly<Record<Field, (sighting: Sighting) => string | null>> = {
  stage: (one) => one.stageId,
  amount: (one) => one.amount,
  currency: (one) => one.currency,
  close_on: (one) => one.closeOn,
  state: (one) => one.state,
}
const fields = Object.keys(shownBy) as Field[]

interface Kept {
  readonly id: string
  readonly mark: Mark
}

const keyOf = (mark: Mark) => `${mark.at} ${mark.known === 'seen_by' ? 'seen' : 'told'} ${mark.value === null ? '' : `=${mark.value}`}`

/** The past of one deal while an import adds to it. */
class Past {
  readonly sightings: Sighting[]
  readonly marks = new Map<Field, Kept[]>()
  changed = false

  constructor(row: store.Past | undefined) {
    this.sightings = [...(row?.sightings ?? [])]
    for (const field of fields) this.marks.set(field, [])
    for (const { id, stageId, at, known } of row?.entries ?? []) this.of('stage').push({ id, mark: { at, value: stageId, known } })
    for (const { id, field, value, at, known } of row?.values ?? []) this.of(field).push({ id, mark: { at, value, known } })
  }

  of(field: Field): Kept[] {
    return this.marks.get(field) ?? []
  }

  /** Marks that a system recorded, in time. */
  recorded(field: Field): Mark[] {
    return this.of(field)
      .map(({ mark }) => mark)
      .filter((mark) => mark.known !== 'seen_by')
  }
}

/** The past of several deals, read at once, added to in memory and written at once by `settle`. */
export class Pasts {
  readonly #ctx: Ctx
  readonly #byDeal: Map<string, Past>
  readonly #entries: EntryRow[] = []
  readonly #values: ValueRow[] = []
  readonly #seen: NewRowOf<typeof sightings>[] = []
  readonly #gone = { entries: [] as string[], values: [] as string[] }

  private constructor(ctx: Ctx, byDeal: Map<string, Past>) {
    this.#ctx = ctx
    this.#byDeal = byDeal
  }

  static async read(ctx: Ctx, dealIds: readonly string[]): Promise<Pasts> {
    const rows = await store.pastsOf(ctx.tx, [...new Set(dealIds)])
    return new Pasts(ctx, new Map([...rows].map(([id, row]) => [id, new Past(row)])))
  }

  sightings(dealId: string): readonly Sighting[] {
    return this.#byDeal.get(dealId)?.sightings ?? []
  }

  recorded(dealId: string, field: Field): readonly Mark[] {
    return this.#byDeal.get(dealId)?.recorded(field) ?? []
  }

  /** Notes what a snapshot showed of a deal. */
  see(dealId: string, sighting: Sighting): void {
    const past = this.#past(dealId)
    past.sightings.push(sighting)
    past.changed = true
    this.#seen.push({
      ...sighting,
      id: newId(this.#ctx.now),
      dealId: dealId as Id<'deal'>,
      stageId: sighting.stageId as Id<'stage'> | null,
    })
  }

  /** Adds a mark, if it is not there. Answers whether it was added. */
  add(dealId: string, field: Field, mark: Mark): boolean {
    const past = this.#past(dealId)
    const marks = past.of(field)
    const there = marks.find((one) => one.mark.at === mark.at && one.mark.value === mark.value)
    if (there) {
      if (there.mark.known === mark.known || mark.known !== 'entered') return false
      this.#remove(past, field, there)
    }
    const id = newId<string>(this.#ctx.now)
    marks.push({ id, mark })
    past.changed = true
    const row = { id, dealId: dealId as Id<'deal'>, at: mark.at, recordedAt: this.#ctx.now, known: mark.known }
    if (field === 'stage') this.#entries.push({ ...row, id: id as Id<'stage_entry'>, stageId: mark.value as Id<'stage'> })
    else this.#values.push({ ...row, id: id as Id<'deal_value'>, field, value: mark.value })
    return true
  }

  /** Sets what was before the first recorded change; undefined when nothing is known of it. Answers whether that is new. */
  open(dealId: string, field: Field, mark: Mark | undefined): boolean {
    const past = this.#past(dealId)
    const old = past.of(field).filter((one) => one.mark.known === 'opened')
    const same = old.find((one) => one.mark.at === mark?.at && one.mark.value === mark.value)
    for (const one of old) if (one !== same) this.#remove(past, field, one)
    return mark !== undefined && !same && this.add(dealId, field, mark)
  }

  /** Brings what follows from sightings up to date, and writes all. */
  async settle(): Promise<void> {
    for (const [dealId, past] of this.#byDeal) if (past.changed) for (const field of fields) this.#project(dealId, past, field)
    const { ledger } = this.#ctx
    if (this.#gone.entries.length > 0) await ledger.remove(stageEntries, this.#gone.entries)
    if (this.#gone.values.length > 0) await ledger.remove(dealValues, this.#gone.values)
    if (this.#entries.length > 0) await ledger.insert(stageEntries, this.#entries)
    if (this.#values.length > 0) await ledger.insert(dealValues, this.#values)
    if (this.#seen.length > 0) await ledger.insert(sightings, this.#seen)
  }

  #project(dealId: string, past: Past, field: Field): void {
    const shown = past.sightings.map((one) => ({ at: one.at, recordedAt: one.recordedAt, value: shownBy[field](one) }))
    const wanted = hasMoved(past.sightings, field) ? seenMarks(past.recorded(field), shown) : []
    const keys = new Set(wanted.map(keyOf))
    for (const one of past.of(field).filter(({ mark }) => mark.known === 'seen_by' && !keys.has(keyOf(mark))))
      this.#remove(past, field, one)
    for (const mark of wanted) this.add(dealId, field, mark)
  }

  #remove(past: Past, field: Field, one: Kept): void {
    past.changed = true
    const marks = past.of(field)
    marks.splice(marks.indexOf(one), 1)
    const drafts: { id: string }[] = field === 'stage' ? this.#entries : this.#values
    const draft = drafts.findIndex((row) => row.id === one.id)
    if (draft >= 0) drafts.splice(draft, 1)
    else this.#gone[field === 'stage' ? 'entries' : 'values'].push(one.id)
  }

  #past(dealId: string): Past {
    const past = this.#byDeal.get(dealId) ?? new Past(undefined)
    this.#byDeal.set(dealId, past)
    return past
  }
}

/** Whether snapshots showed a change. One that closes in the stage in which it was seen open has left it, too. */
function hasMoved(seen: readonly Sighting[], field: Field): boolean {
  const shown = seen.map((one) => (field === 'stage' && one.stageId !== null ? `${one.stageId} ${one.state}` : shownBy[field](one)))
  return new Set(shown.filter((value) => value !== null)).size > 1
}
