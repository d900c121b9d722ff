/* over 300 lines because what is taken back together is decided together */
import { found, Problem } from '#kernel/problem'
import { said, t } from '#kernel/text'
import type { Ctx } from '#platform/action/context'
import { putBack, putBackRow } from '#platform/ledger/put-back'
import { sqlState } from '#platform/store/errors'
import { infoOf } from '#platform/store/kept'
import type { MergeConflict, MergedKind, Row } from '../contract/merge.ts'
import { columnsOfField, valueIn } from '../rules/merge.ts'
import * as store from '../store/merge.ts'
import { type AlsoChanged, mergedAccounts, mergedPeople } from '../tables.ts'
import { erasures } from './merge.ts'
import { type MergeKind, tableOf } from './merge-kinds.ts'
import { Past, same } from './merge-past.ts'

/** What to do with each conflict that was shown. */
export type Decided = Readonly<Record<string, 'keep' | 'back'>>

const merged = { person: mergedPeople, account: mergedAccounts } as const
const isKind = (table: string): table is MergedKind => table === 'person' || table === 'account'

/** Takes one record out of the one that it was merged into, in the open event. What is undecided is answered; the caller then leaves the transaction. */
export async function unmerge(
  ctx: Ctx,
  kind: MergeKind,
  gone: string,
  decided: Decided,
): Promise<{ kept: string; conflicts: MergeConflict[] }> {
  const [merge] = await store.mergesBy(ctx.tx, kind.kind, { ids: [gone] }, true)
  const one = found(merge, t('The merge of this {{one}}, which may be un-merged already,', { one: said(kind.source.list.one) }))
  const table = tableOf(kind)
  await store.rowsAsNoted(ctx.tx, table, [one.intoId], true)
  if ((await store.erasedAmong(ctx.tx, table, [one.intoId, one.parentId], erasures)).length > 0)
    throw new Problem(
      'conflict',
      t('The one that was kept was erased since, and all that was merged into it too. There is nothing to take apart.'),
    )
  const image = await store.removedRow(ctx.tx, one.eventId, table, gone)
  if (!image || (await store.isForgotten(ctx.tx, one.eventId)))
    throw new Problem(
      'conflict',
      t('This cannot be un-merged any more: what its fields held before was kept as long as the rules of retention say, and is gone.'),
    )
  return await new Apart(ctx, kind, one, image, decided).run()
}

/** A column that named the one that went, or is to. */
interface Move {
  readonly table: string
  readonly id: string
  readonly column: string
}

interface Reopened {
  readonly table: string
  readonly id: string
  readonly values: Readonly<Record<string, unknown>>
  readonly entries: readonly AlsoChanged[]
  /** The merge that stays and had changed it. */
  readonly by: store.MergeRow | null
}

class Apart {
  readonly #ctx: Ctx
  readonly #kind: MergeKind
  readonly #merge: store.MergeRow
  readonly #image: Row
  readonly #decided: Decided
  readonly #conflicts: MergeConflict[] = []
  /** Columns to put back, by table and row. */
  readonly #patches = new Map<string, { readonly table: string; readonly id: string; readonly values: Record<string, unknown> }>()
  readonly #live = new Map<string, Row>()
  readonly #names = new Map<string, string>()
  /** Into whom each one went that is in the kept one now. */
  readonly #parents = new Map<string, string>()
  /** Where records lead that are merged now, of both kinds. */
  readonly #into = new Map<string, string>()

  constructor(ctx: Ctx, kind: MergeKind, merge: store.MergeRow, image: Row, decided: Decided) {
    this.#ctx = ctx
    this.#kind = kind
    this.#merge = merge
    this.#image = image
    this.#decided = decided
  }

  async run(): Promise<{ kept: string; conflicts: MergeConflict[] }> {
    const { tx, services } = this.#ctx
    const { id: gone, eventId, parentId, intoId } = this.#merge
    const places = store.placesOf(services.keptTables, this.#kind.kind)
    const also = this.#merge.also
    const notes = await store.notesOfEvent(tx, eventId, gone, [parentId])
    const isMergeNote = (table: string) => table === infoOf(merged[this.#kind.kind]).name
    const moves = notes.flatMap((note): Move[] =>
      (isMergeNote(note.table) ? [] : places)
        .filter(({ table, column }) => table === note.table && note.before[column] === gone)
        .map(({ table, column }) => ({ table, id: note.id, column })),
    )
    const inside = await store.mergesBy(tx, this.#kind.kind, { into: intoId })
    for (const one of inside) this.#parents.set(one.id, one.parentId)
    const above = await this.#above()
    await this.#load([
      ...moves,
      ...also,
      ...inside.map(({ id }) => ({ table: infoOf(merged[this.#kind.kind]).name, id })),
      { table: this.#kind.kind, id: gone },
      ...[intoId, parentId, ...above.map(({ parentId: up }) => up)].map((id) => ({ table: this.#kind.kind as string, id })),
    ])
    const past = await Past.open(
      this.#ctx,
      [gone, intoId, parentId, ...moves.map(({ id }) => id), ...also.map(({ id }) => id), ...above.map(({ parentId: up }) => up)],
      { kind: this.#kind.kind, row: this.#merge },
    )
    await this.#learn(past.ids())
    for (const move of moves) this.#moveBack(past, move)
    for (const one of inside.filter(({ id }) => id !== gone && this.#leadsBack(id)))
      this.#patch(infoOf(merged[this.#kind.kind]).name, one.id, { into_id: gone })
    const removed = this.#alsoBack(past, also, null)
    const going = new Set(moves.map(({ table, id }) => `${table} ${id}`))
    for (const one of inside.filter(({ id }) => id !== gone))
      this.#alsoBack(
        past,
        one.also.filter(({ table, id, column }) => column !== null && going.has(`${table} ${id}`)),
        one,
      )
    this.#fieldsBack(past)
    this.#touch(intoId)
    const conflicts = this.#conflicts.filter(({ asked, key }) => !asked || this.#decided[key] === undefined)
    if (conflicts.some(({ asked }) => asked)) return { kept: intoId, conflicts: this.#conflicts }
    await this.#write(past, removed)
    return { kept: intoId, conflicts: this.#conflicts }
  }

  /** The merges of the one that this was merged into, and of the one above it, as far as they were merged themselves. */
  async #above(): Promise<store.MergeRow[]> {
    const all: store.MergeRow[] = []
    for (let id = this.#merge.parentId; ; ) {
      const [next] = await store.mergesBy(this.#ctx.tx, this.#kind.kind, { ids: [id] })
      if (!next) return all
      all.push(next)
      id = next.parentId
    }
  }

  async #load(wanted: readonly { readonly table: string; readonly id: string }[]): Promise<void> {
    for (const [table, some] of Map.groupBy(wanted, (one) => one.table))
      for (const [id, row] of await store.rowsAsNoted(this.#ctx.tx, table, [...new Set(some.map((one) => one.id))], true))
        this.#live.set(`${table} ${id}`, row)
    const ids = new Set<string>()
    for (const row of [...this.#live.values(), this.#image])
      for (const value of Object.values(row)) if (typeof value === 'string' && value.length === 36) ids.add(value)
    await this.#learn([...ids, ...wanted.map(({ id }) => id)])
    for (const [id, name] of await store.calledBy(this.#ctx.tx, [...ids])) this.#names.set(id, name)
  }

  async #learn(ids: readonly string[]): Promise<void> {
    for (const kind of ['person', 'account'] as const)
      for (const [id, into] of await store.keptFor(this.#ctx.tx, kind, ids)) if (id !== this.#merge.id) this.#into.set(id, into)
  }

  readonly #root = (value: unknown): unknown => (typeof value === 'string' ? (this.#into.get(value) ?? value) : value)

  #patch(table: string, id: string, values: Readonly<Record<string, unknown>>): void {
    const key = `${table} ${id}`
    const there = this.#patches.get(key)
    this.#patches.set(key, { table, id, values: { ...there?.values, ...values } })
  }

  /** Sets a column, which may be a place among the custom fields. */
  #set(row: Row, table: string, column: string, value: unknown): void {
    if (!column.startsWith('custom:')) {
      this.#patch(table, row.id, { [column]: value })
      return
    }
    const planned = this.#patches.get(`${table} ${row.id}`)?.values.custom ?? row.custom
    const { [column.slice(7)]: _, ...others } = planned as Record<string, unknown>
    this.#patch(table, row.id, { custom: value === null ? others : { ...others, [column.slice(7)]: value } })
  }

  #conflict(key: string, conflict: Omit<MergeConflict, 'key'>): 'keep' | 'back' {
    this.#conflicts.push({ key, ...conflict })
    return this.#decided[key] ?? 'keep'
  }

  /** Whether this is the record that comes back, or one that was merged into it. */
  #leadsBack(id: unknown): boolean {
    for (let at = typeof id === 'string' ? id : undefined; at !== undefined; at = this.#parents.get(at))
      if (at === this.#merge.id) return true
    return false
  }

  /** A row that named the one that went names it again, whatever else was changed in it. */
  #moveBack(past: Past, { table, id, column }: Move): void {
    const row = this.#live.get(`${table} ${id}`)
    const what = said(table.replaceAll('_', ' '))
    if (row) this.#patch(table, id, {})
    if (!row) {
      // A record that is merged itself finds its way when it comes back, and what a merge had made goes with that.
      if (isKind(table) ? !this.#into.has(id) : !past.isGoneByUs(table, id))
        this.#conflict(`${table}/${id}`, { what, why: 'removed', now: null, back: null, asked: false })
      return
    }
    if (!this.#leadsBack(past.replayed(table, row, column))) {
      if (!past.isEdited(table, id, column, this.#merge.eventId)) return
      const now = this.#shown(this.#root(row[column]))
      const choice = this.#conflict(`${table}/${id}/${column}`, { what, ...{ why: 'linked', now, back: this.#merge.name, asked: true } })
      if (choice === 'keep') return
    }
    this.#patch(table, id, { [column]: this.#merge.id })
  }

  /**
   * What the merge changed along, or another one that stays (`by`) in a row that goes back: put back where it is as that merge left it. Answers the rows that it
   * had made, to be removed.
   */
  #alsoBack(past: Past, also: readonly AlsoChanged[], by: store.MergeRow | null): { table: string; id: string }[] {
    const removed: { table: string; id: string }[] = []
    for (const one of also) {
      const { table, id, column } = one
      const row = this.#live.get(`${table} ${id}`)
      if (!row) continue
      if (column === null) {
        removed.push({ table, id })
        continue
      }
      const eventId = one.eventId ?? (by ?? this.#merge).eventId
      if (by && past.isEdited(table, id, column, eventId)) continue
      const back = this.#valueBack(past, row, { table, column, eventId })
      const key = `${table} ${id}`
      const there = this.#reopened.get(key) ?? { table, id, values: {}, entries: [], by }
      const values = back === undefined ? there.values : { ...there.values, [column]: back }
      this.#reopened.set(key, { ...there, values, entries: [...there.entries, { ...one, eventId }] })
    }
    return removed
  }

  /** Rows whose columns the merge changed along: what is open only once for a record may not be opened again as long as another merge stands. */
  readonly #reopened = new Map<string, Reopened>()

  async #reopen(past: Past): Promise<void> {
    const { tx, ledger, services } = this.#ctx
    for (const { table, id, values, entries, by } of this.#reopened.values()) {
      const row = (await store.rowsAsNoted(tx, table, [id])).get(id)
      if (!row) continue
      if (by) past.leaveRow(by.id, id)
      const image = { id, before: { ...values, touched_by: past.touched(table, id, String(row.touched_by)) } }
      if (image.before.touched_by === row.touched_by && Object.keys(values).length === 0) continue
      await tx.query('SAVEPOINT reopening')
      try {
        await putBack(tx, ledger, found(services.keptTables.get(table), table), [image])
        await tx.query('RELEASE SAVEPOINT reopening')
        for (const one of by ? await store.mergesBy(tx, this.#kind.kind, { ids: [by.id] }) : [])
          await this.#noteOn(this.#kind.kind, one, { also: one.also.filter((changed) => changed.id !== id) })
      } catch (error) {
        if (sqlState(error) !== '23505') throw error
        await tx.query('ROLLBACK TO SAVEPOINT reopening')
        if (by) continue
        const other = await this.#mergeOf(row)
        if (other) await this.#noteOn(this.#kind.kind, other, { also: [...other.also, ...entries] })
        else
          this.#conflict(`${table}/${id}`, { what: said(table.replaceAll('_', ' ')), why: 'edited', now: null, back: null, asked: false })
      }
    }
  }

  /** A merge into somebody whom a row names. */
  async #mergeOf(row: Row): Promise<store.MergeRow | undefined> {
    for (const into of Object.values(row)) {
      if (typeof into !== 'string' || into.length !== 36) continue
      const [one] = (await store.mergesBy(this.#ctx.tx, this.#kind.kind, { into })).filter(({ id }) => id !== this.#merge.id)
      if (one) return one
    }
    return undefined
  }

  /** What a column held before the merge `eventId`; undefined where it stays as it is. */
  #valueBack(past: Past, row: Row, { table, column, eventId }: { table: string; column: string; eventId: string }): unknown {
    const before = past.before(table, row.id, column, eventId)
    if (before === undefined || past.isOvertaken(table, row.id, column, eventId)) return undefined
    if (!past.isEdited(table, row.id, column, eventId)) return before
    const key = `${table}/${row.id}/${column}`
    const choice = this.#conflict(key, {
      what: said(column.replaceAll('_', ' ')),
      ...{ why: 'edited', now: this.#shown(valueIn(row, column)), back: this.#shown(before), asked: true },
    })
    return choice === 'keep' ? undefined : before
  }

  readonly #borrowed: { readonly table: string; readonly id: string; readonly column: string; readonly from: string }[] = []

  /**
   * A column that is to name a record which is merged itself: it names the one that was kept, and the ledger says that the merge of the other made it so, as it
   * would have, had the row been there.
   */
  #borrow(table: string, id: string, column: string, from: string): void {
    this.#borrowed.push({ table, id, column, from })
  }

  /** Fields that the kept one took, or those above it, where it was merged itself since. */
  #fieldsBack(past: Past): void {
    const { kind, source } = this.#kind
    const { parentId, intoId, eventId, took } = this.#merge
    const row = this.#live.get(`${kind} ${intoId}`)
    if (!row) return
    for (const key of took) {
      const label = said(source.list.columns.find((one) => one.key === key)?.label ?? key.replace('custom:', ''))
      for (const column of columnsOfField(kind, key)) {
        const now = valueIn(row, column)
        let back = past.replayed(kind, row, column)
        if (parentId === intoId && past.isEdited(kind, intoId, column, eventId)) {
          const before = past.replayed(kind, row, column, { before: eventId })
          const choice = this.#conflict(`${kind}/${intoId}/${column}`, {
            what: label,
            ...{ why: 'edited', now: this.#shown(now), back: this.#shown(this.#root(before)), asked: true },
          })
          if (choice === 'keep') continue
          back = before
        } else if (same(back, past.replayed(kind, row, column, { still: true }))) continue
        const root = this.#root(back)
        if (!same(root, now)) this.#set(row, kind, column, root)
        if (!same(root, back)) this.#borrow(kind, intoId, column, String(back))
      }
    }
  }

  readonly #shown = (value: unknown) => (value === null || value === undefined ? null : (this.#names.get(String(value)) ?? String(value)))

  /** The kept one is written in any case, so that its history tells of it. */
  #touch(id: string): void {
    const row = this.#live.get(`${this.#kind.kind} ${id}`)
    if (row) this.#patch(this.#kind.kind, id, { custom: this.#patches.get(`${this.#kind.kind} ${id}`)?.values.custom ?? row.custom })
  }

  async #write(past: Past, removed: readonly { table: string; id: string }[]): Promise<void> {
    const { ctx, kind } = { ctx: this.#ctx, kind: this.#kind }
    const { tx, ledger, services } = ctx
    const tableFor = (name: string) => found(services.keptTables.get(name), name)
    const own: [string, unknown][] = []
    for (const { name } of infoOf(kind.kept).columns) own.push([name, await this.#restored(past, name)])
    const back: Row = {
      ...Object.fromEntries(own),
      touched_by: past.touched(kind.kind, this.#merge.id, String(this.#image.touched_by)),
      id: this.#merge.id,
    }
    for (const { table, id } of removed) await ledger.remove(tableFor(table), [id])
    const patches = [...this.#patches.values()].flatMap(({ table, id, values }) => {
      const touched = String(this.#live.get(`${table} ${id}`)?.touched_by)
      const touchedBy = past.touched(table, id, touched)
      return Object.keys(values).length === 0 && touchedBy === touched ? [] : [{ table, id, before: { ...values, touched_by: touchedBy } }]
    })
    const isOwn = ({ table }: { table: string }) => isKind(table) && table === kind.kind
    // First what the others gave up: an address has one holder. Then the record itself, and what names it.
    for (const patch of patches.filter(isOwn)) await putBack(tx, ledger, kind.kept, [patch])
    const holder = await store.holderOf(tx, kind.kind, back, [this.#merge.id])
    if (holder !== null)
      throw new Problem(
        'conflict',
        t('{{holder}} has the address or the id of {{name}} by now. Change that first, then un-merge.', { holder, name: this.#merge.name }),
      )
    await putBackRow(tx, ledger, kind.kept, back)
    // So that its history tells of it.
    await putBack(tx, ledger, kind.kept, [{ id: this.#merge.id, before: { custom: back.custom, touched_by: back.touched_by } }])
    for (const [table, some] of Map.groupBy(
      patches.filter((one) => !isOwn(one)),
      (one) => one.table,
    ))
      await putBack(tx, ledger, tableFor(table), some)
    await ledger.remove(kind.merged, [this.#merge.id])
    await this.#reopen(past)
    await this.#keepKeys(past)
    await this.#noteBorrowed()
  }

  /** A column of the record that comes back, as if what was taken back by now had never been. */
  async #restored(past: Past, column: string): Promise<unknown> {
    const value =
      column === 'custom'
        ? Object.fromEntries(
            [
              ...new Set([...Object.keys((this.#image.custom ?? {}) as object), ...past.fieldsOnce(this.#kind.kind, this.#merge.id)]),
            ].flatMap((name) => {
              const one = past.replayed(this.#kind.kind, this.#image, `custom:${name}`)
              return one === null || one === undefined ? [] : [[name, one]]
            }),
          )
        : past.replayed(this.#kind.kind, this.#image, column)
    const to = infoOf(this.#kind.kept).references.find((reference) => reference.column === column)?.to
    if (to === undefined || !isKind(to) || typeof value !== 'string') return value
    await this.#learn([value])
    const root = String(this.#root(value))
    if (root !== value) this.#borrow(this.#kind.kind, this.#merge.id, column, value)
    return (await store.rowsAsNoted(this.#ctx.tx, to, [root])).has(root) ? root : null
  }

  /** The one that this was merged into is known by what it gave up, as long as it is merged itself. */
  async #keepKeys(past: Past): Promise<void> {
    const { parentId } = this.#merge
    const [up] = await store.mergesBy(this.#ctx.tx, this.#kind.kind, { ids: [parentId] })
    if (!up) return
    const named =
      this.#kind.kind === 'person'
        ? { mail: 'email_key', phone: 'phone_key', id: 'external_id' }
        : { domain: 'domain', name: 'name_key', id: 'external_id' }
    const parent = past.imageOf(this.#kind.kind, parentId)
    const more = Object.entries(named).flatMap(([name, column]) => {
      const value = parent && past.replayed(this.#kind.kind, parent, column)
      return typeof value === 'string' ? [`${name} ${value}`] : []
    })
    await this.#noteOn(this.#kind.kind, up, { keys: [...new Set([...up.keys, ...more])] })
  }

  async #noteBorrowed(): Promise<void> {
    for (const { table, id, column, from } of this.#borrowed) {
      const steps: { eventId: string; before: string; after: string }[] = []
      for (let at = from; ; ) {
        const [row] = [
          ...(await store.mergesBy(this.#ctx.tx, 'person', { ids: [at] })),
          ...(await store.mergesBy(this.#ctx.tx, 'account', { ids: [at] })),
        ]
        if (!row) break
        steps.push({ eventId: row.eventId, before: at, after: row.parentId })
        at = row.parentId
      }
      const now = steps.at(-1)?.after
      if (now === undefined) continue
      await store.noteLinks(this.#ctx.tx, { table, id, column }, [
        { eventId: this.#ctx.ledger.eventId, before: now, after: from },
        ...steps,
      ])
    }
  }

  /** Adds to the note of another merge, which keeps pointing to the event that it points to: no record was changed. */
  async #noteOn(kind: MergedKind, row: store.MergeRow, values: Readonly<Record<string, unknown>>): Promise<void> {
    await putBack(this.#ctx.tx, this.#ctx.ledger, merged[kind], [{ id: row.id, before: { ...values, touched_by: row.touchedBy } }])
  }
}
