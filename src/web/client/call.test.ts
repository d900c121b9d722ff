import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { prepare } from '#kernel/request'
import { problemOf } from './call.ts'

const rename = endpoint({
  id: 'deals.rename',
  method: 'PATCH',
  path: '/api/v1/deals/{dealId}',
  summary: 'Rename a deal',
  access: everyMember,
  limits: { rate: 'write' },
  params: z.object({ dealId: z.string() }),
  query: z.object({ dry: z.boolean().optional(), tag: z.array(z.string()).optional() }),
  body: z.object({ name: z.string() }),
  answer: z.object({}),
})

describe('a call', () => {
  test('puts each value where the endpoint expects it', () => {
    const sent = prepare(rename, { dealId: 'a/b', dry: true, tag: ['x', 'y'], name: 'New' })
    expect(sent.url).toBe('/api/v1/deals/a%2Fb?dry=true&tag=x&tag=y')
    expect(JSON.parse(sent.body ?? '')).toEqual({ name: 'New' })
  })

  test('leaves out what is not given', () => {
    expect(prepare(rename, { dealId: '1', dry: undefined, name: 'New' }).url).toBe('/api/v1/deals/1')
  })

  test('without its path parameter is refused before it is sent', () => {
    expect(() => prepare(rename, { name: 'New' })).toThrow('deals.rename needs dealId')
  })
})

describe('a refused response', () => {
  test('becomes the problem that the server told', async () => {
    const body = { type: 'urn:interlock:problem:conflict', title: '', status: 409, detail: 'This import was undone already.' }
    const problem = await problemOf(Response.json(body, { status: 409 }))
    expect(problem.kind).toBe('conflict')
    expect(problem.message).toBe('This import was undone already.')
  })

  test('that is no JSON still says what to do', async () => {
    const problem = await problemOf(new Response('<html>', { status: 503, headers: { 'Retry-After': '5' } }))
    expect(problem.kind).toBe('unavailable')
    expect(problem.retryAfter).toBe(5)
    expect(problem.message).toContain('status 503')
  })
})
