import { z } from 'zod'
import type { Actor } from '#kernel/actor'
import type { Endpoint } from '#kernel/endpoint'
import { mayUse } from '#kernel/may'
import type { Route } from '../http/routes.ts'

type Schema = Record<string, unknown>

/** An endpoint as a language model sees it. */
export interface ToolCard {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly inputSchema: { readonly type: 'object' } & Schema
  readonly annotations: {
    readonly readOnlyHint: boolean
    readonly destructiveHint: boolean
    readonly idempotentHint: boolean
    readonly openWorldHint: false
  }
}

/** A tool with the route that it rings. */
export interface Tool {
  readonly card: ToolCard
  readonly route: Route
}

/** `measure.diagnosis` as `measure_diagnosis`: models take letters, digits, `_` and `-`, and no more than 64 of them. */
export const toolName = (endpoint: Pick<Endpoint, 'id'>): string => endpoint.id.replaceAll('.', '_')

/** Every endpoint that belongs to a workspace and speaks JSON both ways. Sign-in, files and directories of workspaces are no tools. */
export function toolsOf(routes: readonly Route[]): readonly Tool[] {
  return routes
    .filter(({ endpoint, mode }) => mode !== 'public' && endpoint.kind === 'json')
    .map((route) => ({ card: cardOf(route), route }))
}

/** The tools that somebody may use: the same rule as over HTTP. */
export function toolsFor(tools: readonly Tool[], actor: Actor): readonly Tool[] {
  return tools.filter(({ route }) => mayUse(route.endpoint, actor).ok)
}

function cardOf({ endpoint, mode }: Route): ToolCard {
  const readOnly = mode === 'read' || endpoint.method === 'GET'
  return {
    name: toolName(endpoint),
    title: endpoint.summary,
    description: `${endpoint.summary}. ${endpoint.method} ${endpoint.path}`,
    inputSchema: inputOf(endpoint),
    annotations: {
      readOnlyHint: readOnly,
      destructiveHint: !readOnly && endpoint.method === 'DELETE',
      idempotentHint: readOnly || endpoint.method === 'PUT' || endpoint.method === 'DELETE',
      openWorldHint: false,
    },
  }
}

/** Path, query and body in one object, as an action receives them. */
function inputOf(endpoint: Endpoint): { type: 'object' } & Schema {
  const parts = [endpoint.params, endpoint.query, endpoint.body]
  const objects = parts.filter((part) => part instanceof z.ZodObject)
  const others = parts.filter((part) => !(part instanceof z.ZodObject))
  const merged = schemaOf(z.object(Object.assign({}, ...objects.map((part) => part.shape))))
  const whole = { ...merged, type: 'object' as const }
  return others.length === 0 ? whole : { ...whole, allOf: others.map(schemaOf) }
}

function schemaOf(shape: z.ZodType): Schema {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any', target: 'draft-2020-12' })
  return schema
}
