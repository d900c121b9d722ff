import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { Operation, Schema } from './spoiled-input.ts'

interface Content {
  readonly schema?: Schema & { readonly $ref?: string }
  readonly example?: unknown
}

interface Stated {
  readonly operationId: string
  readonly description: string
  readonly security: readonly Readonly<Record<string, unknown>>[]
  readonly parameters: Operation['parameters']
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> }
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Content>> }>>
}

/** The part of an OpenAPI document that tells what is asked and answered. */
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Stated>>>>
  readonly components: { readonly schemas: { readonly Problem: Schema } }
}

export interface Answer {
  readonly status: number
  readonly type: string
  readonly text: string
}

/** What the document says can be asked. */
export function operationsOf({ paths }: Document): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, parameters, requestBody }]) => {
      const json = requestBody?.content['application/json']
      const body = requestBody && (json?.schema ?? ('bytes' as const))
      return { id: operationId, method: method.toUpperCase(), path, parameters, body, example: json?.example }
    }),
  )
}

/** A judge of answers: null when the document states such an answer to such a question, else what is wrong. */
export function judgeOf({ paths, components }: Document): (method: string, path: string, answer: Answer) => string | null {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  const compiled = new Map<object, ValidateFunction>()
  const check = (schema: Schema, { text }: Answer) => {
    const validate = compiled.get(schema) ?? ajv.compile(schema)
    compiled.set(schema, validate)
    return validate(parsed(text)) ? null : ajv.errorsText(validate.errors)
  }
  const places = Object.entries(paths)
    .map(([path, methods]) => ({ methods, pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`), open: path.split('{').length }))
    .sort((a, b) => a.open - b.open)
  return (method, path, answer) => {
    const stated = places.find(({ pattern, methods }) => pattern.test(path) && methods[method.toLowerCase()])?.methods[method.toLowerCase()]
    if (answer.status >= 500) return 'the server broke'
    if (method === 'HEAD') return null
    if (stated === undefined)
      return answer.type === 'application/problem+json' && [403, 404, 405].includes(answer.status)
        ? check(components.schemas.Problem, answer)
        : 'an answer where none is stated'
    const content = stated.responses[answer.status]?.content
    if (content === undefined) return `the document states no ${answer.status}`
    const said = content[answer.type]
    if (said === undefined) return `the document states ${Object.keys(content).join()} for ${answer.status}, not ${answer.type}`
    if (said.schema === undefined) return null
    return check(said.schema.$ref === undefined ? said.schema : components.schemas.Problem, answer)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
