type Line = { readonly field: string; readonly operator: string; readonly value?: readonly string[] }

const lineOf = (field: string, id: string | null): Line =>
  id === null ? { field, operator: 'null' } : { field, operator: 'in', value: [id] }

/** The list of accounts of one territory, or of those in none, as the end of an address; of one owner, where one is named. */
export function filterFor(id: string | null, owner?: { readonly id: string | null }): string {
  const rules = [lineOf('territory', id), ...(owner === undefined ? [] : [lineOf('owner', owner.id)])]
  return new URLSearchParams({ view: 'none', filter: JSON.stringify({ combinator: 'and', rules }) }).toString()
}
