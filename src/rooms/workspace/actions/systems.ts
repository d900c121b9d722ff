import { systemOf } from '#kernel/source-system'
import type { Ctx } from '#platform/action/context'
import type { Duck } from '#platform/analytics/duck'
import { newId } from '#platform/ids'
import { insertSet } from '#platform/ledger/insert-set'
import type { Tx } from '#platform/store/database'
import { infoOf } from '#platform/store/kept'
import * as store from '../store.ts'
import { externalRefs, type ReferredKind, sourceSystems } from '../tables.ts'

/** The systems whose records are here beside those of the first one. */
export function knownSystems(tx: Tx): Promise<string[]> {
  return store.systemsKept(tx)
}

/** Makes a system known; its records have its name before their ids. */
export async function ensureSystem(ctx: Ctx, name: string): Promise<void> {
  if ((await store.systemsKept(ctx.tx)).includes(name)) return
  await ctx.ledger.insert(sourceSystems, [{ id: newId<'source_system'>(ctx.now), name }])
}

/** A record as far as its ids are concerned. */
interface Identified {
  readonly id: string
  readonly externalId?: string | null
}

/** The ids that records have in further systems, and those that they get now. Without a second system it knows none and asks nothing. */
export class OtherIds {
  readonly #kind: ReferredKind
  readonly #recordOf = new Map<string, string>()
  readonly #systemsOf = new Map<string, Set<string>>()
  readonly #apart: boolean
  readonly #fresh: { readonly externalId: string; readonly recordId: string }[] = []

  private constructor(kind: ReferredKind, apart: boolean) {
    this.#kind = kind
    this.#apart = apart
  }

  static async open(tx: Tx, kind: ReferredKind, externalIds: readonly string[], records: readonly Identified[]): Promise<OtherIds> {
    const apart = (await store.systemsKept(tx)).length > 0
    const ids = new OtherIds(kind, apart)
    if (!apart) return ids
    for (const { externalId, recordId } of await store.refsBy(tx, kind, { externalIds, recordIds: records.map((record) => record.id) }))
      ids.#learn(externalId, recordId)
    return ids
  }

  #learn(externalId: string, recordId: string): void {
    if (!this.#recordOf.has(externalId)) this.#recordOf.set(externalId, recordId)
    const systems = this.#systemsOf.get(recordId) ?? new Set()
    this.#systemsOf.set(recordId, systems.add(systemOf(externalId)))
  }

  /** All further ids of these records, each with its record. */
  of<R extends Identified>(records: readonly R[]): (readonly [externalId: string, id: R['id']])[] {
    const byId = new Map(records.map((record) => [record.id, record.id]))
    return [...this.#recordOf].flatMap(([externalId, recordId]) => {
      const id = byId.get(recordId)
      return id === undefined ? [] : [[externalId, id] as const]
    })
  }

  /** Records with a further id that are not among these. */
  beyond(records: readonly Identified[]): string[] {
    const there = new Set(records.map((record) => record.id))
    return [...new Set(this.#recordOf.values())].filter((id) => !there.has(id))
  }

  /** Whether a record of another system may be the one of this id: it has none of this id's system yet. */
  mayJoin(record: Identified, externalId: string): boolean {
    const system = systemOf(externalId)
    const own = record.externalId ?? null
    return this.#apart && own !== null && systemOf(own) !== system && !this.#systemsOf.get(record.id)?.has(system)
  }

  /** Notes that a record has this id too. */
  join(record: Identified, externalId: string): void {
    this.#learn(externalId, record.id)
    this.#fresh.push({ externalId, recordId: record.id })
  }

  /** Writes what was noted. */
  async settle(ctx: Ctx): Promise<void> {
    const rows = this.#fresh.splice(0).map((one) => ({ id: newId<'external_ref'>(ctx.now), kind: this.#kind, ...one }))
    if (rows.length > 0) await ctx.ledger.insert(externalRefs, rows)
  }
}

/** Brings the further ids of people into DuckDB; see the store. */
export const bringRefs = store.bringRefs

/** Writes further ids that stand in a table of DuckDB with id, record_id and external_id. */
export async function keepRefs(ctx: Ctx, duck: Duck, kind: ReferredKind, from: string): Promise<void> {
  const columns = infoOf(externalRefs).columns.filter((column) => column.key !== 'id' && column.key !== 'touchedBy')
  await insertSet(ctx, duck, { table: externalRefs, columns, ...store.refRows(kind, from) })
}

/** Forgets by which ids further systems know records, so that nothing leads to these any more. */
export async function forgetRefs({ ledger }: Pick<Ctx, 'ledger'>, ids: readonly string[]): Promise<void> {
  await ledger.remove(externalRefs, ids)
}
