import type { Server } from '@modelcontextprotocol/server'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import type { Caller, Services } from '../action/context.ts'
import { perform } from '../action/perform.ts'
import { asProblem } from '../http/answer.ts'
import type { Route } from '../http/routes.ts'
import { type Tool, toolsFor, toolsOf } from './tools.ts'

/** What a model is told before it chooses a tool. */
const instructions = `Interlock holds one company's sales and marketing records and says where its pipeline loses money, why, and what to do first.
Start with the diagnosis. Every number comes with its count, interval, definition and period; quote them with it, and where a limit says what the data cannot tell, say so too.
Numbers open their records. Changes are written as events and can be undone; ask the person before you change records.`

export interface McpSetting {
  readonly services: Services
  readonly routes: readonly Route[]
  readonly version: string
  /** Takes one call from the allowance of the caller, or throws `too-many`. */
  take(caller: Caller, route: Route): void
}

/**
 * The Model Context Protocol (revisions 2025-03-26 to 2026-07-28, stateless) over the same contracts, actions, rights and limits as HTTP.
 * Answers one request of a caller who is known already.
 */
export function mcpDoor(setting: McpSetting): (request: Request, caller: Caller) => Promise<Response> {
  const tools = toolsOf(setting.routes)
  const byName = new Map(tools.map((tool) => [tool.card.name, tool]))
  return async (request, caller) => {
    if (caller.actor.kind === 'public') throw new Problem('not-signed-in', t('Send an API key as bearer token.'))
    // Loaded by the first who asks: most servers never meet a model.
    const sdk = await import('@modelcontextprotocol/server')
    const serve = () =>
      equipped(new sdk.Server(about(setting.version), { capabilities: { tools: {} }, instructions }), setting, tools, byName, caller)
    return await sdk.createMcpHandler(serve, { maxRequestBodySize: 1024 * 1024 }).fetch(request)
  }
}

const about = (version: string) => ({ name: 'interlock', title: 'Interlock', version })

function equipped(server: Server, setting: McpSetting, tools: readonly Tool[], byName: ReadonlyMap<string, Tool>, caller: Caller): Server {
  server.setRequestHandler('tools/list', () => ({ tools: toolsFor(tools, caller.actor).map(({ card }) => ({ ...card })) }))
  server.setRequestHandler('tools/call', async ({ params }) => {
    try {
      const tool = byName.get(params.name)
      if (!tool) throw new Problem('not-found', t('There is no tool "{{name}}". Ask for the list of tools.', { name: params.name }))
      const answer = await called(setting, tool.route, caller, params.arguments ?? {})
      return { content: [{ type: 'text', text: JSON.stringify(answer) }], structuredContent: asObject(answer) }
    } catch (error) {
      const problem = asProblem(error, caller.requestId, setting.services.log)
      return { isError: true, content: [{ type: 'text', text: JSON.stringify(problem) }] }
    }
  })
  return server
}

async function called(setting: McpSetting, route: Route, caller: Caller, input: unknown): Promise<unknown> {
  setting.take(caller, route)
  const signal = AbortSignal.any([caller.signal, AbortSignal.timeout(route.endpoint.limits.timeMs ?? 30_000)])
  return await perform(setting.services, { ...caller, signal }, route, input)
}

const asObject = (answer: unknown): Record<string, unknown> =>
  typeof answer === 'object' && answer !== null && !Array.isArray(answer) ? { ...answer } : { answer }
