import type { Slice } from '../contract.ts'

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

/** What of an address says which part of the records is looked at, and as known when. Kept on every link between numbers. */
export type ScopeParams = Readonly<Record<string, string>>

const scopePrefix = 'in.'
const ends = ['opened.from', 'opened.to', 'closed.from', 'closed.to'] as const
export type PeriodEnd = (typeof ends)[number]

/** The part of an address that is its scope. */
export function scopeParamsOf(search: Readonly<Record<string, unknown>>): ScopeParams {
  const kept = (key: string) =>
    (key.startsWith(scopePrefix) && key.length > scopePrefix.length) || key === 'asof' || (ends as readonly string[]).includes(key)
  return Object.fromEntries(Object.entries(search).flatMap(([key, value]) => (kept(key) ? [[key, String(value)]] : [])))
}

/** What of an address is neither scope nor filter: which number, by what, in which order. */
export function choicesOf(search: Readonly<Record<string, unknown>>): Readonly<Record<string, string | undefined>> {
  const scope = scopeParamsOf(search)
  return Object.fromEntries(
    Object.entries(search).flatMap(([key, value]) => (key in scope || key.startsWith(prefix) ? [] : [[key, String(value)]])),
  )
}

/** The address of another page that looks at the same part of the records. */
export function alongTo(path: string, search: Readonly<Record<string, unknown>>): string {
  return withScope(path, scopeParamsOf(search))
}

/** The dimensions of a scope with their values; null asks for blanks. */
export function scopeWhere(params: ScopeParams): Where {
  const pairs = Object.entries(params).filter(([key]) => key.startsWith(scopePrefix))
  return Object.fromEntries(pairs.map(([key, value]) => [key.slice(scopePrefix.length), value === '' ? null : value]))
}

/** A scope with one dimension set to a value, or without it. */
export function withDimension(params: ScopeParams, key: string, value: string | null | undefined): ScopeParams {
  const { [scopePrefix + key]: _, ...others } = params
  return value === undefined ? others : { ...others, [scopePrefix + key]: value ?? '' }
}

/** The scope of an address as questions take it. */
export function lookOf(params: ScopeParams): { scope: string | undefined; asOf: string | undefined } {
  const where = scopeWhere(params)
  const between = (word: string) => {
    const [from, to] = [params[`${word}.from`], params[`${word}.to`]]
    return from || to ? { [word]: { ...(from ? { from } : {}), ...(to ? { to } : {}) } } : {}
  }
  const scope = { where, ...between('opened'), ...between('closed') }
  const all = Object.keys(where).length === 0 && Object.keys(scope).length === 1
  return { scope: all ? undefined : JSON.stringify(scope), asOf: params.asof || undefined }
}

/** A scope as it is put in words. */
export function saidIn(params: ScopeParams): { scope: Slice; asOf?: string } {
  const { scope, asOf } = lookOf(params)
  return { scope: scope === undefined ? { where: {} } : (JSON.parse(scope) as Slice), ...(asOf ? { asOf } : {}) }
}

/** The address of a page with its scope, a filter and further parameters. */
export function withScope(
  path: string,
  scope: ScopeParams,
  where: Where = {},
  more: Readonly<Record<string, string | undefined>> = {},
): string {
  const plain = withWhere(path, where, more)
  const search = new URLSearchParams(scope).toString()
  return search ? `${plain}${plain.includes('?') ? '&' : '?'}${search}` : plain
}

/** The scope of the page that is shown. */
function shownScope(): ScopeParams {
  return typeof location === 'undefined' ? {} : scopeParamsOf(Object.fromEntries(new URLSearchParams(location.search)))
}

/** Where the records of a metric are, within the scope of the page. */
export function recordsHref(metric: string, where: Where, scope: ScopeParams = shownScope()): string {
  return withScope(`/records/${encodeURIComponent(metric)}`, scope, where)
}
