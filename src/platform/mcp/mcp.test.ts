import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { editors, everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { action, question } from '#platform/action/action'
import { testApp } from '#test/kit/app'
import { toolsFor, toolsOf } from './tools.ts'

let app: Awaited<ReturnType<typeof testApp>>
beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app.close())

async function connected(headers: Record<string, string> = {}): Promise<Client> {
  const client = new Client({ name: 'a test', version: '1' }, { versionNegotiation: { mode: 'auto' } })
  await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', app.url), { requestInit: { headers } }))
  return client
}

const textOf = (answer: { content?: unknown }) => (answer.content as { text: string }[])[0]?.text ?? ''

describe('a language model', () => {
  test('finds every JSON endpoint of a workspace as a tool, reads and writes through it, and is told what is wrong', async () => {
    const client = await connected()
    const { tools } = await client.listTools()
    const wanted = app.served.app.routes.filter(({ endpoint: { kind }, mode }) => kind === 'json' && mode !== 'public')
    expect(tools.map(({ name }) => name).toSorted()).toEqual(wanted.map(({ endpoint: { id } }) => id.replaceAll('.', '_')).toSorted())
    for (const tool of tools) expect(tool.name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/)

    const set = await client.callTool({ name: 'workspace_setCompany', arguments: { companyName: 'Harbour Works', currency: 'EUR' } })
    expect(set.isError).not.toBe(true)
    const read = await client.callTool({ name: 'workspace_getCompany', arguments: {} })
    expect(JSON.parse(textOf(read))).toMatchObject({ companyName: 'Harbour Works', currency: 'EUR' })
    expect(read.structuredContent).toMatchObject({ companyName: 'Harbour Works' })

    const wrong = await client.callTool({ name: 'workspace_setCompany', arguments: { currency: 'euro' } })
    expect(wrong.isError).toBe(true)
    expect(JSON.parse(textOf(wrong))).toMatchObject({ type: 'urn:interlock:problem:invalid-input' })
    expect(textOf(await client.callTool({ name: 'no_such_tool', arguments: {} }))).toContain('There is no tool')
    await client.close()
  })

  test('of the revision of 2025 is answered as well', async () => {
    const initialize = {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'old', version: '1' } },
    }
    const answer = await app.raw('/mcp', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify(initialize),
    })
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain('"protocolVersion":"2025-06-18"')
  })

  test('without a key, or sent by the page of another site, does not come in', async () => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' })
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
    // Said to come from beyond a proxy, it is not the owner at this machine.
    expect((await app.raw('/mcp', { method: 'POST', headers: { ...headers, 'x-forwarded-for': '203.0.113.7' }, body })).status).toBe(401)
    expect((await app.raw('/mcp', { method: 'POST', headers: { ...headers, origin: 'https://evil.example' }, body })).status).toBe(403)
    expect((await app.raw('/mcp', { method: 'POST', headers: { ...headers, authorization: 'Bearer nobody' }, body })).status).toBe(401)
  })
})

test('a role is shown only the tools that it may use', () => {
  const common = { method: 'POST', limits: { rate: 'read' }, summary: 'Say it', answer: z.object({}) } as const
  const look = question(endpoint({ ...common, id: 'room.look', path: '/api/v1/look', access: everyMember }), async () => ({}))
  const change = action(endpoint({ ...common, id: 'room.change', path: '/api/v1/change', access: editors }), async () => ({}))
  const tools = toolsOf([look, change])
  const as = (role: 'viewer' | 'sales' | null) => toolsFor(tools, { kind: 'user', id: 'x', name: 'X', role }).map(({ card }) => card.name)
  expect(as('viewer')).toEqual(['room_look'])
  expect(as('sales')).toEqual(['room_look', 'room_change'])
  expect(as(null)).toEqual([])
})

test('a key is shown only the tools that it reaches', () => {
  const common = { summary: 'Say it', answer: z.object({}), access: editors } as const
  const look = question(
    endpoint({ ...common, id: 'room.look', method: 'GET', path: '/api/v1/look', limits: { rate: 'read' } }),
    async () => ({}),
  )
  const change = action(
    endpoint({ ...common, id: 'room.change', method: 'POST', path: '/api/v1/change', limits: { rate: 'write' } }),
    async () => ({}),
  )
  const as = (scope: 'read' | 'write', groups: string[]) =>
    toolsFor(toolsOf([look, change]), { kind: 'key', id: 'x', name: 'X', role: 'sales', reach: { scope, groups } }).map(
      ({ card }) => card.name,
    )
  expect([as('read', []), as('write', ['room']), as('write', ['other'])]).toEqual([['room_look'], ['room_look', 'room_change'], []])
})
