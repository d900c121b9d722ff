import type { HookSetting } from '../contract/webhooks.ts'

/** What stands at a place in a body; undefined where nothing does. */
function at(body: unknown, path: string): unknown {
  let value: unknown = body
  for (const part of path.split('.')) {
    if (Array.isArray(value)) value = value[Number(part)]
    else if (typeof value === 'object' && value !== null && Object.hasOwn(value, part)) value = (value as Record<string, unknown>)[part]
    else return undefined
  }
  return value
}

/** Values as a response has them: text, except for instants that are numbers of milliseconds since 1970. */
function fitted(field: string, value: unknown): unknown {
  if (field === 'at' && typeof value === 'number' && Number.isFinite(value)) return new Date(value).toISOString()
  if (field === 'at' && typeof value === 'string' && !Number.isNaN(Date.parse(value))) return new Date(value).toISOString()
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return value.filter((one) => typeof one === 'string' || typeof one === 'number').join(', ')
  return value
}

export type Mapped = { readonly ok: true; readonly responses: readonly unknown[] } | { readonly ok: false; readonly reason: string }

/** Responses as the mapping of a hook finds them in a body. Without a mapping the body has our own names already. */
export function mapped({ list, mapping, constants }: Pick<HookSetting, 'list' | 'mapping' | 'constants'>, body: unknown): Mapped {
  const found = list === null ? body : at(body, list)
  const all = Array.isArray(found) ? found : [found]
  if (list !== null && found === undefined) return { ok: false, reason: `There is nothing at ${list} in what was sent.` }
  if (all.length === 0) return { ok: false, reason: 'What was sent is an empty list.' }
  if (all.length > 10_000) return { ok: false, reason: 'More than 10,000 responses were sent at once.' }
  return { ok: true, responses: all.map((one) => mappedOne(mapping, constants, one)) }
}

function mappedOne(mapping: Readonly<Record<string, string>>, constants: Readonly<Record<string, string>>, one: unknown): unknown {
  if (typeof one !== 'object' || one === null) return one
  const fields = Object.entries(mapping)
  const response: Record<string, unknown> = fields.length === 0 ? { ...one } : {}
  const custom: Record<string, unknown> = fields.length === 0 && 'custom' in one && typeof one.custom === 'object' ? { ...one.custom } : {}
  const put = (field: string, value: unknown) => {
    if (value === undefined || value === null || value === '') return
    if (field.startsWith('custom:')) custom[field.slice('custom:'.length)] = value
    else response[field] = value
  }
  for (const [field, value] of Object.entries(constants)) put(field, value)
  for (const [field, path] of fields) put(field, fitted(field, at(one, path)))
  return Object.keys(custom).length === 0 ? response : { ...response, custom }
}
