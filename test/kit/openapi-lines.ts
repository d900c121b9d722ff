import type { Schema } from './spoiled-input.ts'
import type { Document } from './stated-answer.ts'

/** The longest line that a shape may make before each of its fields gets a line of its own. */
const widest = 130

/** An OpenAPI document as short lines that a person can read in a diff: each operation with who may, what it takes and what it answers. */
export function openApiLines({ paths }: Document): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, stated]) => ({ at: `${path} ${method.toUpperCase()}`, path, method, stated })),
  )
  operations.sort((a, b) => (a.at < b.at ? -1 : 1))
  return `${operations.map(({ path, method, stated }) => operationLines(`${method.toUpperCase()} ${path}`, stated)).join('\n\n')}\n`
}

function operationLines(title: string, { operationId, description, security, parameters, requestBody, responses }: Stated): string {
  const ways = security.map((way) => Object.keys(way).join('+')).join(' or ')
  const asked = parameters
    .filter((one) => one.in !== 'header')
    .map(({ name, in: where, required, schema }) => `  ${where} ${name}${required ? '' : '?'}: ${shape(schema, '  ')}`)
  const headers = parameters.filter((one) => one.in === 'header').map(({ name }) => name)
  const kinds = (content: Content = {}) => Object.entries(content).map(([type, { schema }]) => (schema ? shape(schema, '  ') : type))
  return [
    `${title}  ${operationId}`,
    `  ${description}${ways === '' ? '' : ` By ${ways}.`}${headers.length === 0 ? '' : ` Takes ${headers.join(', ')}.`}`,
    ...asked,
    ...kinds(requestBody?.content).map((body) => `  body ${body}`),
    ...kinds(responses['200']?.content).map((answer) => `  answers ${answer}`),
  ].join('\n')
}

type Stated = Document['paths'][string][string]
type Content = NonNullable<Stated['requestBody']>['content']

/** A JSON schema in the manner of a TypeScript type, with its bounds behind it. */
function shape(schema: Schema, indent: string): string {
  const { type, format, pattern, items, properties, additionalProperties, required = [] } = schema
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(' | ')
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return choices.map((one) => shape(one, indent)).join(' | ')
  if (typeof type === 'object') return type.join(' | ')
  if (type === 'array') return `(${shape(items ?? {}, indent)})[]${bounds(schema.minItems, schema.maxItems)}`
  if (type === 'object') {
    const inside = `${indent}  `
    const fields = Object.entries(properties ?? {})
      .map(([name, one]) => `${name}${required.includes(name) ? '' : '?'}: ${shape(one, inside)}${said(one.default)}`)
      .concat(typeof additionalProperties === 'object' ? [`[name]: ${shape(additionalProperties, inside)}`] : [])
    const line = `{ ${fields.join(', ')} }`
    if (line.length <= widest && !line.includes('\n')) return line
    return `{\n${fields.map((field) => inside + field).join('\n')}\n${indent}}`
  }
  if (type === 'string' && format !== undefined) return format
  if (type === 'string') return `text${bounds(schema.minLength, schema.maxLength)}${pattern === undefined ? '' : ` /${pattern}/`}`
  if (type === 'integer' && Math.abs(schema.minimum ?? 0) >= Number.MAX_SAFE_INTEGER) return 'integer'
  return `${type ?? 'anything'}${bounds(schema.minimum, schema.maximum)}`
}

const said = (value: unknown) => (value === undefined ? '' : ` = ${JSON.stringify(value)}`)

function bounds(low: number | undefined, high: number | undefined): string {
  const ends = [low === -Number.MAX_SAFE_INTEGER ? undefined : low, high === Number.MAX_SAFE_INTEGER ? undefined : high]
  return ends.every((end) => end === undefined) ? '' : `(${ends.map((end) => end ?? '').join('..')})`
}
