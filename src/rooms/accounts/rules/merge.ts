import type { ListColumn } from '#kernel/list'
import type { ConsentStatus } from '../contract/consents.ts'
import type { MergedKind, Row, Said } from '../contract/merge.ts'

/** What is chosen together: columns of the table that belong to one another, under the name of the list's column. */
export interface MergeField {
  readonly key: string
  readonly columns: readonly string[]
  /** Nobody chooses: how somebody was first won, and when, stays. */
  readonly fixed?: true
}

const personFields: readonly MergeField[] = [
  { key: 'name', columns: ['full_name', 'first_name', 'last_name'] },
  { key: 'email', columns: ['email', 'email_key'] },
  { key: 'phone', columns: ['phone', 'phone_key'] },
  { key: 'title', columns: ['title'] },
  { key: 'account', columns: ['account_id'] },
  { key: 'owner', columns: ['owner_id'] },
  { key: 'source', columns: ['source'] },
  { key: 'externalId', columns: ['external_id'] },
  { key: 'origin', columns: ['origin'], fixed: true },
  { key: 'made', columns: ['made_at'], fixed: true },
]

const accountFields: readonly MergeField[] = [
  { key: 'name', columns: ['name', 'name_key'] },
  ...['domain', 'website', 'phone', 'industry', 'employees', 'revenue', 'country', 'city', 'type'].map((key) => ({ key, columns: [key] })),
  { key: 'parent', columns: ['parent_name'] },
  { key: 'owner', columns: ['owner_id'] },
  { key: 'externalId', columns: ['external_id'] },
  { key: 'made', columns: ['made_at'], fixed: true },
]

/** The fields of a kind that have columns of their own. */
export const ownFields = (kind: MergedKind) => (kind === 'person' ? personFields : accountFields)

/** The columns of a field; of a custom field its place in `custom`. */
export function columnsOfField(kind: MergedKind, key: string): readonly string[] {
  return key.startsWith('custom:') ? [key] : (ownFields(kind).find((field) => field.key === key)?.columns ?? [])
}

/** What a column holds; `custom:Tier` is a place in the column of custom fields. */
export function valueIn(row: Readonly<Record<string, unknown>>, column: string): unknown {
  if (!column.startsWith('custom:')) return row[column] ?? null
  const { custom } = row
  return typeof custom === 'object' && custom !== null ? ((custom as Record<string, unknown>)[column.slice(7)] ?? null) : null
}

/** All fields of these records, custom ones included. */
export function fieldsOf(kind: MergedKind, rows: readonly Row[]): MergeField[] {
  const custom = [...new Set(rows.flatMap(({ custom: one }) => (typeof one === 'object' && one !== null ? Object.keys(one) : [])))]
  return [...ownFields(kind), ...custom.sort().map((name) => ({ key: `custom:${name}`, columns: [`custom:${name}`] }))]
}

/** Why a value is proposed. */
export type ChoiceWhy = 'only' | 'same' | 'older' | 'crm' | 'fuller' | 'newer' | 'kept'

export interface Proposal {
  readonly key: string
  readonly fixed: boolean
  /** Whose value. */
  readonly from: string
  readonly why: ChoiceWhy
  readonly differs: boolean
}

const filled = (row: Row, { columns }: MergeField) => columns.some((column) => !isEmpty(valueIn(row, column)))
const isEmpty = (value: unknown) => value === null || value === undefined || value === ''
const leading = (row: Row, { columns: [first = ''] }: MergeField) => valueIn(row, first)
const inCrm = (row: Row) => typeof row.external_id === 'string' && !/^(?:.*:)?name:/u.test(row.external_id)
const text = (value: unknown) => (typeof value === 'string' ? value : '')
const madeAt = (row: Row) => text(row.made_at) || '9999'

/** The record that was there first. */
export function oldestOf(rows: readonly Row[]): Row | undefined {
  return rows.toSorted((a, b) => (madeAt(a) < madeAt(b) ? -1 : madeAt(a) > madeAt(b) ? 1 : a.id < b.id ? -1 : 1))[0]
}

/** Which record is proposed to be kept: that of the CRM, else the one with more to it, else the older. `weight`: how much hangs on each. */
export function proposeKept(rows: readonly Row[], weight: ReadonlyMap<string, number>): string {
  const best = rows.toSorted((a, b) => {
    const crm = Number(inCrm(b)) - Number(inCrm(a))
    const more = (weight.get(b.id) ?? 0) - (weight.get(a.id) ?? 0)
    return crm || more || (madeAt(a) < madeAt(b) ? -1 : madeAt(a) > madeAt(b) ? 1 : a.id < b.id ? -1 : 1)
  })[0]
  return best?.id ?? ''
}

/**
 * Whose value each field takes unless somebody says otherwise: the only one there is; how and when they were first won by the oldest record; else what the CRM
 * says, else the fuller name or number, else the newer (`changedAt`: when each record was written last).
 */
export function propose(kind: MergedKind, rows: readonly Row[], keep: string, changedAt: ReadonlyMap<string, string>): Proposal[] {
  const kept = rows.find(({ id }) => id === keep)
  return fieldsOf(kind, rows).map((field): Proposal => {
    const { key, fixed = false } = field
    const there = rows.filter((row) => filled(row, field))
    const values = new Set(there.map((row) => JSON.stringify(field.columns.map((column) => valueIn(row, column)))))
    const chosen = (from: string, why: ChoiceWhy) => ({ key, fixed, from, why, differs: values.size > 1 })
    if (there.length === 0) return chosen(keep, 'same')
    if (there.length === 1) return chosen(there[0]?.id ?? keep, 'only')
    if (fixed) return chosen((oldestOf(there) ?? kept)?.id ?? keep, 'older')
    if (values.size === 1) return chosen(there.some(({ id }) => id === keep) ? keep : (there[0]?.id ?? keep), 'same')
    if (key === 'externalId' && there.some(({ id }) => id === keep)) return chosen(keep, 'kept')
    const crm = there.filter(inCrm)
    if (crm.length === 1) return chosen(crm[0]?.id ?? keep, 'crm')
    if (key === 'name' || key === 'phone') {
      const words = (row: Row) => text(leading(row, field)).trim().split(/\s+/u).length * 1000 + text(leading(row, field)).trim().length
      const most = Math.max(...there.map(words))
      const fullest = there.filter((row) => words(row) === most)
      if (fullest.length === 1) return chosen(fullest[0]?.id ?? keep, 'fuller')
    }
    const [first, second] = there.toSorted((a, b) => ((changedAt.get(a.id) ?? '') < (changedAt.get(b.id) ?? '') ? 1 : -1))
    if (first && second && changedAt.get(first.id) !== changedAt.get(second.id)) return chosen(first.id, 'newer')
    return chosen(there.some(({ id }) => id === keep) ? keep : (there[0]?.id ?? keep), 'kept')
  })
}

/** What the kept record takes from one that goes. */
export interface Taking {
  readonly took: readonly string[]
  /** Columns of the kept record that change. */
  readonly values: Readonly<Record<string, unknown>>
}

/** What the kept record becomes, one after the other of those that go. `from`: whose value each field takes. An identity key is never given up for nothing. */
export function takings(kind: MergedKind, rows: readonly Row[], keep: string, from: ReadonlyMap<string, string>): Map<string, Taking> {
  const kept = rows.find(({ id }) => id === keep)
  const result = new Map<string, Taking>()
  let custom = { ...((kept?.custom ?? {}) as Record<string, unknown>) }
  for (const row of rows) {
    if (!kept || row.id === keep) continue
    const values: Record<string, unknown> = {}
    const took: string[] = []
    for (const field of fieldsOf(kind, rows)) {
      if (from.get(field.key) !== row.id || !filled(row, field)) continue
      if (field.columns.every((column) => JSON.stringify(valueIn(row, column)) === JSON.stringify(valueIn(kept, column)))) continue
      took.push(field.key)
      for (const column of field.columns) {
        // A whole name without its parts leaves the parts that are known.
        if (field.key === 'name' && isEmpty(valueIn(row, column))) continue
        if (column.startsWith('custom:')) custom = { ...custom, [column.slice(7)]: valueIn(row, column) }
        else values[column] = valueIn(row, column)
      }
    }
    result.set(row.id, { took, values: { ...values, custom } })
  }
  return result
}

/** By what a record is known. */
export function keysOf(kind: MergedKind, row: Readonly<Record<string, unknown>>): string[] {
  const named = (name: string, column: string) => {
    const value = row[column]
    return typeof value === 'string' && value !== '' ? [`${name} ${value}`] : []
  }
  return kind === 'person'
    ? [...named('id', 'external_id'), ...named('mail', 'email_key'), ...named('phone', 'phone_key')]
    : [...named('id', 'external_id'), ...named('domain', 'domain'), ...named('name', 'name_key')]
}

const strictness: Readonly<Record<ConsentStatus, number>> = { given: 0, withdrawn: 1, objected: 2 }

/**
 * What has to be said again once several people are one: on each purpose the last word of each of them counts, and the strictest of these holds. Entries come in
 * the order in which they were said. Where the very last word is the strictest already nothing is to be said.
 */
export function strictest(entries: readonly Said[]): Said[] {
  const all = Map.groupBy(entries, ({ purpose }) => purpose.toLowerCase())
  return [...all.values()].flatMap((said) => {
    const last = new Map(said.map((one) => [one.personId, one]))
    const [strict] = [...last.values()].toSorted((a, b) => strictness[b.status] - strictness[a.status] || (a.at < b.at ? 1 : -1))
    return strict && strictness[strict.status] > strictness[said.at(-1)?.status ?? strict.status] ? [strict] : []
  })
}

/** Pairs joined into groups: who is named in two of them is one with both. */
export function groupsOf(pairs: readonly (readonly [string, string])[]): string[][] {
  const leader = new Map<string, string>()
  const find = (id: string): string => {
    let at = id
    for (let up = leader.get(at); up !== undefined && up !== at; up = leader.get(at)) at = up
    return at
  }
  for (const [a, b] of pairs) {
    for (const id of [a, b]) if (!leader.has(id)) leader.set(id, id)
    leader.set(find(b), find(a))
  }
  return [...Map.groupBy(leader.keys(), find).values()].filter((ids) => ids.length > 1)
}

/** The words of a field on the screen, as the list calls it. */
export function labelOf(key: string, columns: readonly ListColumn[]): string {
  return key === 'name' ? 'Name' : (columns.find((column) => column.key === key)?.label ?? (key.startsWith('custom:') ? key.slice(7) : key))
}
