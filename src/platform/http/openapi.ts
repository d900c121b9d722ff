import { z } from 'zod'
import { openToKeys } from '#kernel/may'
import { problemKinds, problemShape } from '#kernel/problem'
import { exampleOf, type Json } from './examples.ts'
import type { Route } from './routes.ts'

const schemaOf = (shape: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io, unrepresentable: 'any', target: 'draft-2020-12' })
  return schema
}

const aFile = 'Deal Name,Owner,Amount\r\nRenewal of Acme,Ann Ash,12500.00\r\n'
const asked = new Set(['filter', 'sort', 'columns'])

/** The OpenAPI 3.1 description of all routes, made from their contracts. */
export function openApiOf(routes: readonly Route[], about: { readonly version: string }): Json {
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    const path = paths[route.endpoint.path] ?? {}
    path[route.endpoint.method.toLowerCase()] = operationOf(route)
    paths[route.endpoint.path] = path
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Interlock',
      version: about.version,
      description: 'Everything that the screens do. Calls that belong to a workspace name it in the header Interlock-Workspace.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { Problem: schemaOf(problemShape, 'output') },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'interlock.session_token' },
        key: {
          type: 'http',
          scheme: 'bearer',
          description:
            'An API key, made in the settings by an owner or admin. It belongs to one workspace, has a role, reads only or writes too, may be limited to groups of endpoints (the tags), and ends.',
        },
      },
    },
  }
}

function operationOf({ endpoint, mode }: Route): Json {
  const parameters = [
    ...parametersOf(endpoint.params, 'path'),
    ...parametersOf(endpoint.query, 'query'),
    ...(endpoint.access.who === 'members'
      ? [
          {
            name: 'Interlock-Workspace',
            in: 'header',
            required: false,
            schema: { type: 'string', format: 'uuid' },
            description: 'Which workspace; may be left out by members of just one.',
          },
        ]
      : []),
    ...(endpoint.method === 'GET' || mode === 'public' || endpoint.kind !== 'json'
      ? []
      : [
          {
            name: 'Idempotency-Key',
            in: 'header',
            required: false,
            schema: { type: 'string', minLength: 8, maxLength: 200 },
            description: 'Send the same key again to get the same answer again.',
          },
        ]),
  ]
  const body = schemaOf(endpoint.body, 'input')
  const hasBody =
    endpoint.kind === 'upload' || (endpoint.method !== 'GET' && Object.keys((body.properties as Json | undefined) ?? {}).length > 0)
  const who =
    endpoint.access.who === 'members'
      ? `Roles: ${endpoint.access.roles.join(', ')}.`
      : endpoint.access.who === 'anyone'
        ? 'Open to anyone.'
        : 'Anyone who is signed in.'
  const answer = schemaOf(endpoint.answer, 'output')
  return {
    operationId: endpoint.id,
    tags: [endpoint.id.split('.')[0]],
    summary: endpoint.summary,
    description: who,
    security: endpoint.access.who === 'anyone' ? [] : [{ session: [] }, ...(openToKeys(endpoint) ? [{ key: [] }] : [])],
    parameters,
    ...(hasBody
      ? {
          requestBody: {
            required: true,
            content:
              endpoint.kind === 'upload'
                ? { 'application/octet-stream': { example: aFile } }
                : { 'application/json': { schema: body, example: exampleOf(body) } },
          },
        }
      : {}),
    responses: {
      '200': {
        description: 'Done',
        content:
          endpoint.kind === 'download'
            ? { [endpoint.produces ?? 'application/octet-stream']: endpoint.produces === 'text/csv' ? { example: aFile } : {} }
            : endpoint.kind === 'events'
              ? { 'text/event-stream': { example: `data: ${JSON.stringify(exampleOf(answer))}\n\n` } }
              : { 'application/json': { schema: answer, example: exampleOf(answer) } },
      },
      ...Object.fromEntries(
        Object.values(problemKinds).map((kind) => [
          String(kind.status),
          { description: kind.title, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
        ]),
      ),
    },
  }
}

function parametersOf(shape: z.ZodType, where: 'path' | 'query'): Json[] {
  const schema = schemaOf(shape, 'input')
  const required = new Set((schema.required as string[] | undefined) ?? [])
  return Object.entries((schema.properties as Record<string, Json> | undefined) ?? {}).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.has(name),
    schema: property,
    // The page to try it on asks with it, so what may be left out is asked only where that always makes sense.
    ...(where === 'path' || required.has(name) || asked.has(name) ? { example: exampleOf(property, name) } : {}),
    ...(typeof property.description === 'string' ? { description: property.description } : {}),
  }))
}
