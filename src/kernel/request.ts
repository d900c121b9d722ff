import type { Endpoint } from './endpoint.ts'

type Values = Readonly<Record<string, unknown>>

/** A request as the endpoint describes it: path parameters filled in, query named by its shape, the rest as body. */
export interface Prepared {
  readonly url: string
  readonly body: string | undefined
}

/** Splits one flat input into path, query and body. Throws RangeError when a path parameter is missing. */
export function prepare(endpoint: Endpoint, input: Values): Prepared {
  const left = new Map(Object.entries(input).filter(([, value]) => value !== undefined))
  const path = endpoint.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = left.get(name)
    if (value === undefined) throw new RangeError(`${endpoint.id} needs ${name} in its address.`)
    left.delete(name)
    return encodeURIComponent(String(value))
  })
  const query = new URLSearchParams()
  for (const name of namesOf(endpoint.query)) {
    const value = left.get(name)
    left.delete(name)
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined && one !== null) query.append(name, asText(one))
  }
  const search = query.size > 0 ? `?${query}` : ''
  const hasBody = endpoint.kind === 'json' && endpoint.method !== 'GET' && left.size > 0
  return { url: path + search, body: hasBody ? JSON.stringify(Object.fromEntries(left)) : undefined }
}

function namesOf(shape: unknown): string[] {
  return shape && typeof shape === 'object' && 'shape' in shape ? Object.keys(shape.shape as object) : []
}

function asText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
