import { type ColumnInfo, infoOf, type Kept } from '../store/kept.ts'

/**
 * What a table has to do with a person. `belongs`: each row is about exactly one person (themselves, a lead, a touch); all of its personal columns are theirs.
 * `tells`: a row may be about them and has free text of its own (an activity, a note). `names`: a row of the business that names them (a deal); only what
 * stands in its custom fields about them is theirs. `apart`: no column leads from it to people; it is looked through for their address.
 */
export type Bond = 'belongs' | 'tells' | 'names' | 'apart'

/** A table with personal columns, how it is bound to people, and the columns that lead there. */
export interface Holding {
  readonly kept: Kept
  readonly table: string
  readonly bond: Bond
  /** Columns that point to a table that belongs to people. */
  readonly via: readonly { readonly column: string; readonly to: string }[]
  readonly personal: readonly ColumnInfo[]
}

/**
 * Every kept table with personal columns, in an order in which those that others point to come first. It follows the tags and the references of the tables
 * as they are, so a new table is part of export and erasure as soon as it is kept.
 */
export function holdingsOf(kept: Iterable<Kept>, subject: string): Holding[] {
  const all = [...kept]
  const belonging = new Set([subject])
  const pointing = (table: Kept, required: boolean) => {
    const { columns, references } = infoOf(table)
    return references.filter(
      ({ column, to }) => belonging.has(to) && (!required || columns.some((one) => one.name === column && one.notNull)),
    )
  }
  for (let grown = true; grown; ) {
    grown = false
    for (const table of all)
      if (!belonging.has(infoOf(table).name) && pointing(table, true).length > 0) {
        belonging.add(infoOf(table).name)
        grown = true
      }
  }
  const holdings = all.flatMap((table): Holding[] => {
    const { name, columns } = infoOf(table)
    const personal = columns.filter(({ key }) => table.tags[key] === 'personal')
    if (personal.length === 0) return []
    const via = pointing(table, false)
    const text = personal.some(({ sqlType }) => sqlType !== 'jsonb')
    const bond = belonging.has(name) ? 'belongs' : via.length === 0 ? 'apart' : text ? 'tells' : 'names'
    return [{ kept: table, table: name, bond, via, personal }]
  })
  // The subject first, then what points to it, then what points to that.
  const depth = (holding: Holding, seen: readonly string[] = []): number =>
    holding.table === subject
      ? 0
      : 1 +
        Math.max(
          0,
          ...holding.via.flatMap(({ to }) =>
            holdings.filter(({ table }) => table === to && !seen.includes(to)).map((one) => depth(one, [...seen, to])),
          ),
        )
  return holdings.toSorted((a, b) => depth(a) - depth(b))
}

/** What stands in a personal column once it is erased. */
export function erasedValue({ sqlType, notNull }: ColumnInfo): unknown {
  if (sqlType === 'jsonb') return {}
  return notNull ? erased : null
}

export const erased = 'Erased'
