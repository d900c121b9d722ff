import type { ListRow } from '#kernel/list-endpoints'
import type { AlongKind } from '#kernel/making-endpoints'
import type { MakingStart } from '#web/kit/making'

/** A new record that names the one whose page is open, and others that it names, such as the account of a person. */
export function naming(kind: AlongKind, row: ListRow, more: readonly string[] = []): Omit<MakingStart, 'kind'> {
  const label = row.cells.name
  const named = more.flatMap((key) => {
    const cell = row.cells[key]
    return cell !== null && typeof cell === 'object' && 'id' in cell ? [[key, cell] as const] : []
  })
  return {
    values: { [kind]: row.id, ...Object.fromEntries(named.map(([key, { id }]) => [key, id])) },
    named: { [kind]: typeof label === 'string' ? label : '', ...Object.fromEntries(named.map(([key, cell]) => [key, cell.label])) },
  }
}

/** A new deal that came of a lead. */
export function dealOfLead(row: ListRow): MakingStart {
  const { person } = row.cells
  const who = person !== null && typeof person === 'object' && 'id' in person ? person : undefined
  const about = naming('person', { ...row, id: who?.id ?? '', cells: { ...row.cells, name: who?.label ?? null } }, ['account'])
  const text = (key: string) => (typeof row.cells[key] === 'string' ? row.cells[key] : '')
  return { kind: 'deal', ...about, values: { ...about.values, source: text('source'), lead: text('externalId') } }
}
