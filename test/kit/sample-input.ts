import { z } from 'zod'
import type { Endpoint } from '#kernel/endpoint'

interface Schema {
  readonly type?: string
  readonly format?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly items?: Schema
  readonly minItems?: number
  readonly minimum?: number
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
}

/** The least that an endpoint takes, made from its contract: a plausible value for each thing that it asks for. */
export function sampleBody(endpoint: Endpoint): Record<string, unknown> {
  return sampleOf(schemaOf(endpoint.body)) as Record<string, unknown>
}

/** The same for what stands behind ? in the address. */
export function sampleQuery(endpoint: Endpoint): Record<string, string> {
  const sample = sampleOf(schemaOf(endpoint.query)) as Record<string, unknown>
  return Object.fromEntries(
    Object.entries(sample).map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
  )
}

const schemas = new WeakMap<z.ZodType, Schema>()

/** Made once for each shape: a crawl asks for it as every caller. */
function schemaOf(shape: z.ZodType): Schema {
  const schema = schemas.get(shape) ?? (z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' }) as Schema)
  schemas.set(shape, schema)
  return schema
}

const texts: Readonly<Record<string, string>> = {
  uuid: '018c0000-0000-7000-8000-000000000001',
  email: 'somebody@company.example',
  date: '2026-03-02',
  'date-time': '2026-03-02T08:00:00.000Z',
}

function sampleOf(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum.at(-1)
  if (schema.default !== undefined) return schema.default
  const [first] = schema.anyOf ?? schema.oneOf ?? []
  if (first) return sampleOf(first)
  switch (schema.type) {
    case 'object':
      return Object.fromEntries((schema.required ?? []).map((name) => [name, sampleOf(schema.properties?.[name] ?? {})]))
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => sampleOf(schema.items ?? {}))
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1)
    case 'boolean':
      return false
    case 'null':
      return null
    default:
      return texts[schema.format ?? ''] ?? 'a plain text'
  }
}
