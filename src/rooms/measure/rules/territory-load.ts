import type { Id } from '#kernel/id'
import type { PatchLoad } from '../contract/territory-load.ts'

/** What lies in one territory and with one owner. */
export interface PatchCell extends PatchLoad {
  readonly territoryId: Id<'territory'> | null
  readonly territory: string | null
  readonly ownerId: Id<'member'> | null
  readonly owner: string | null
}

const nothing: PatchLoad = {
  accounts: 0,
  working: 0,
  openDeals: 0,
  openMoney: 0,
  withoutAmount: 0,
  recentLeads: 0,
  openLeads: 0,
  nurtured: 0,
  white: 0,
}

const keys = Object.keys(nothing) as (keyof PatchLoad)[]

/** All that lies in these together. */
export function loadOf(cells: readonly PatchLoad[]): PatchLoad {
  const sum = { ...nothing }
  for (const cell of cells) for (const key of keys) sum[key] += cell[key]
  return sum
}

interface InUse {
  readonly id: Id<'territory'>
  readonly name: string
  readonly owners: readonly string[]
}

/** Every territory in its order, those with nothing in them too, and at the end the accounts in none, where there are any. */
export function loadByTerritory(cells: readonly PatchCell[], territories: readonly InUse[]) {
  const within = (id: string | null) => cells.filter(({ territoryId }) => territoryId === id)
  const rows = territories.map(({ id, name, owners }) => ({ id, name, owners: [...owners], ...loadOf(within(id)) }))
  const none = within(null)
  return none.length === 0 ? rows : [...rows, { id: null, name: null, owners: [], ...loadOf(none) }]
}

/** Every owner of accounts in every territory in which they have some: by the order of territories, then by name. */
export function loadByOwner(cells: readonly PatchCell[], territories: readonly InUse[]) {
  const place = (id: string | null) => (id === null ? territories.length : territories.findIndex((one) => one.id === id))
  const order = (a: PatchCell, b: PatchCell) =>
    place(a.territoryId) - place(b.territoryId) || ((a.owner ?? '\uffff') < (b.owner ?? '\uffff') ? -1 : 1)
  return cells.toSorted(order).map((cell) => ({ id: cell.ownerId, name: cell.owner, territory: cell.territory, ...loadOf([cell]) }))
}
