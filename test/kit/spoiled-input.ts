import fc from 'fast-check'
import { operators } from '#kernel/rule'
import { bodies, days, extraKeys, numbers, others, texts, types, uploads } from './hostile-values.ts'
import { type Places, valueAt } from './planted.ts'

/** The part of JSON Schema that our contracts become. */
export interface Schema {
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly pattern?: string
  readonly const?: unknown
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly required?: readonly string[]
  readonly minItems?: number
  readonly maxItems?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
}

/** One operation of the OpenAPI document. */
export interface Operation {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly parameters: readonly {
    readonly name: string
    readonly in: string
    readonly required: boolean
    readonly schema: Schema
    readonly example?: unknown
  }[]
  /** Schema of a JSON body, 'bytes' of an upload, undefined without a body. */
  readonly body: Schema | 'bytes' | undefined
  /** A JSON body that the document shows. */
  readonly example: unknown
}

/** What a drawn request may be made of, so that it gets further than the first check. */
export interface Fodder {
  readonly mine: Places
  readonly theirs: Places
  /** Texts that the product itself answered: names of columns, metrics, stages. */
  readonly words: readonly string[]
  readonly workspaces: readonly string[]
}

export interface Drawn {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array<ArrayBuffer> | undefined
}

/** Draws one thing after the other from a seeded source. */
interface Draw {
  readonly pick: <T>(from: readonly T[]) => T
  /** True once in `of` times. */
  readonly chance: (of: number) => boolean
  readonly matching: (pattern: string) => string
  readonly fodder: Fodder
  /** How many places of this request may still be spoiled. */
  spoils: number
}

/** A request for an operation: right in most places by the document, and wrong in a few. */
export function drawRequest(g: fc.GeneratorValue, operation: Operation, fodder: Fodder): Drawn {
  const draw: Draw = {
    pick: (from) => from[g(fc.nat, { max: from.length - 1 })] as (typeof from)[number],
    chance: (of) => g(fc.nat, { max: of - 1 }) === 0,
    matching: (pattern) => (/\(\?[!<=]/.test(pattern) ? 'abc' : g(fc.stringMatching, new RegExp(pattern))),
    fodder,
    spoils: Math.max(0, g(fc.nat, { max: 3 }) - 1),
  }
  const headers = headersOf(draw, operation)
  const path = addressOf(draw, operation)
  if (draw.chance(16))
    return { method: draw.pick(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'PROPFIND']), path, headers, body: undefined }
  const { method, body } = operation
  if (method === 'GET') return { method, path, headers, body: undefined }
  if (draw.chance(10)) return { method, path, headers, body: draw.pick(bodies) }
  // Sign-in slows down who tries a plausible address again and again, and a plausible provider would be asked.
  if (operation.example !== undefined && !operation.id.startsWith('access.') && draw.chance(4))
    return { method, path, headers, body: withIds(draw, JSON.stringify(operation.example)) }
  if (body === 'bytes') return { method, path, headers, body: draw.pick(uploads) }
  return { method, path, headers, body: body === undefined ? undefined : JSON.stringify(drawValue(draw, body)) }
}

/** An example of the document with ids that are there. */
const withIds = (draw: Draw, text: string) =>
  text.replaceAll(/"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"/g, () => `"${draw.pick(ids(draw))}"`)

function headersOf(draw: Draw, { body }: Operation): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': body === 'bytes' ? 'application/octet-stream' : 'application/json' }
  if (draw.chance(15)) headers['content-type'] = draw.pick(types)
  if (draw.chance(6)) headers['if-match'] = draw.pick(['*', '""', 'W/"x"', `"${draw.pick(ids(draw))}"`, 'null', '"'])
  if (draw.chance(4))
    headers['idempotency-key'] = draw.pick([
      'short',
      'has a space in it',
      'é'.repeat(10),
      'x'.repeat(201),
      'key-number-1',
      'key-number-2',
      '__proto__',
    ])
  if (draw.chance(12))
    headers['interlock-workspace'] = draw.pick([...draw.fodder.workspaces, 'nonsense', '__proto__', '018c0000-0000-7000-8000-000000000001'])
  if (draw.chance(15))
    headers[draw.pick(['accept', 'content-encoding', 'x-http-method-override', 'range', 'accept-language', 'x-forwarded-for'])] = draw.pick(
      ['gzip', 'DELETE', 'bytes=0-1', 'nonsense', '*/*;q=2', '127.0.0.1'],
    )
  return headers
}

function addressOf(draw: Draw, { path, parameters }: Operation): string {
  const parts = path.split('/')
  const filled = parts.map((part, index) => {
    if (!part.startsWith('{')) return part
    const places = draw.chance(6) ? draw.fodder.theirs : draw.fodder.mine
    const right = draw.chance(12) ? draw.pick(draw.fodder.words) : valueAt(part, parts[index - 1], places)
    // An empty part and dots would make another address.
    const wrong = draw.spoils > 0 && draw.chance(4) ? draw.pick(texts) : right
    return encodeURIComponent(wellFormed(/^\.*$/.test(wrong) ? 'x' : wrong))
  })
  const query = new URLSearchParams()
  for (const { name, in: where, required, schema, example } of parameters) {
    if (where !== 'query' || !(required || draw.chance(2))) continue
    const value = example !== undefined && draw.chance(4) ? example : drawNamed(draw, name, schema)
    query.append(name, wellFormed(typeof value === 'string' ? value : JSON.stringify(value)))
    if (draw.spoils > 0 && draw.chance(8)) query.append(name, 'said twice')
  }
  if (draw.spoils > 0 && draw.chance(6)) query.append(draw.pick(extraKeys), draw.pick(texts).toWellFormed())
  return filled.join('/') + (query.size > 0 ? `?${query}` : '')
}

/** Addresses and headers cannot carry half a character; bodies can. */
const wellFormed = (text: string) => text.toWellFormed().slice(0, 3_000).toWellFormed()

const ids = ({ fodder }: Draw) => [
  ...fodder.mine.values(),
  ...fodder.mine.values(),
  ...fodder.theirs.values(),
  '018c0000-0000-7000-8000-0000000fffff',
]

/** Parameters that hold a small language of their own. */
function drawNamed(draw: Draw, name: string, schema: Schema): unknown {
  const { words } = draw.fodder
  if (draw.chance(3)) return drawValue(draw, schema)
  if (name === 'filter' || name === 'scope')
    return draw.chance(12) ? '{"combinator":"and","rules":['.repeat(200) : JSON.stringify(ruleOf(draw, 0))
  if (name === 'where')
    return draw.chance(2) ? JSON.stringify({ [draw.pick(words)]: draw.pick(words) }) : `${draw.pick(words)}:${draw.pick(words)}`
  if (name === 'sort' || name === 'columns') return [draw.pick(words), `-${draw.pick(words)}`, draw.pick(words)].join(',')
  if (name === 'cursor')
    return Buffer.from(JSON.stringify([draw.pick(others), draw.pick(words), draw.pick(ids(draw))])).toString(
      draw.pick(['base64url', 'utf8']),
    )
  return drawValue(draw, schema)
}

function ruleOf(draw: Draw, depth: number): unknown {
  if (depth < 3 && draw.chance(3))
    return {
      combinator: draw.pick(['and', 'or', 'xor']),
      not: draw.pick([true, false, 'no']),
      rules: [ruleOf(draw, depth + 1), ruleOf(draw, depth + 1)],
    }
  const line = {
    field: draw.pick(draw.fodder.words),
    operator: draw.pick([...Object.values(operators).flat(), 'like', '; --']),
    value: draw.pick<unknown>([...draw.fodder.words, ...days, ...texts, ...numbers, ...others]),
  }
  return depth === 0 ? { combinator: 'and', rules: [line] } : line
}

function drawValue(draw: Draw, schema: Schema): unknown {
  if (draw.spoils > 0 && draw.chance(4)) {
    draw.spoils -= 1
    return draw.pick<unknown>([...texts, ...numbers, ...others])
  }
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return draw.pick(schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return drawValue(draw, draw.pick(choices))
  const type = typeof schema.type === 'object' ? draw.pick(schema.type) : schema.type
  if (type === 'object') return drawObject(draw, schema)
  if (type === 'array') {
    const { minItems = 0, maxItems = 4 } = schema
    return Array.from({ length: Math.min(maxItems, minItems + draw.pick([0, 1, 3])) }, () => drawValue(draw, schema.items ?? {}))
  }
  if (type === 'integer' || type === 'number') return drawNumber(draw, schema)
  if (type === 'boolean') return draw.chance(2)
  if (type === 'null') return null
  return drawText(draw, schema)
}

function drawObject(draw: Draw, { properties = {}, required = [], additionalProperties }: Schema): unknown {
  const entries: [string, unknown][] = []
  for (const [name, schema] of Object.entries(properties)) {
    const kept = required.includes(name) ? !(draw.spoils > 0 && draw.chance(12)) : draw.chance(2)
    if (kept) entries.push([name, drawNamed(draw, name, schema)])
  }
  if (typeof additionalProperties === 'object')
    for (let count = draw.pick([0, 1, 2]); count > 0; count -= 1)
      entries.push([draw.pick(draw.fodder.words), drawValue(draw, additionalProperties)])
  if (draw.spoils > 0 && draw.chance(5)) entries.push([draw.pick(extraKeys), draw.pick<unknown>([...texts, ...others])])
  return Object.fromEntries(entries)
}

function drawNumber(draw: Draw, { type, minimum = -1_000_000, maximum = 1_000_000 }: Schema): number {
  const [low, high] = [Math.max(minimum, -1e15), Math.min(maximum, 1e15)]
  return draw.pick([low, high, Math.min(high, low + 1), Math.max(low, Math.min(high, type === 'integer' ? 7 : 0.25))])
}

function drawText(draw: Draw, { format, pattern, minLength = 0, maxLength = 200 }: Schema): string {
  if (format === 'uuid') return draw.pick(ids(draw))
  if (format === 'date') return draw.pick(days)
  if (format === 'email') return `${draw.pick(['owner', 'somebody', 'the-viewer'])}@company.example`
  if (pattern !== undefined) return draw.matching(pattern)
  const text = draw.pick([
    draw.pick(draw.fodder.words),
    draw.pick(draw.fodder.words),
    draw.pick(texts),
    'x'.repeat(Math.min(maxLength, 20_000)),
  ])
  return text.slice(0, maxLength).padEnd(minLength, 'y')
}
