/** A filter in an address: each dimension as `is.<key>=<value>`; a blank value as an empty text. */
export type Where = Readonly<Record<string, string | null>>

const prefix = 'is.'

/** The filter that an address names. */
export function whereOf(search: Readonly<Record<string, unknown>>): Where {
  const pairs = Object.entries(search).filter(([key]) => key.startsWith(prefix) && key.length > prefix.length)
  return Object.fromEntries(pairs.map(([key, value]) => [key.slice(prefix.length), value === '' ? null : String(value)]))
}

/** An address with a filter and further parameters. */
export function withWhere(path: string, where: Where, more: Readonly<Record<string, string | undefined>> = {}): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(more)) if (value) search.set(key, value)
  for (const [key, value] of Object.entries(where)) search.set(prefix + key, value ?? '')
  const text = search.toString()
  return text ? `${path}?${text}` : path
}

/** Where the records of a metric are. */
export function recordsHref(metric: string, where: Where): string {
  return withWhere(`/records/${encodeURIComponent(metric)}`, where)
}
