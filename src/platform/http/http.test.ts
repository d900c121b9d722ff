import { connect } from 'node:net'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { setCompany } from '#rooms/workspace/contract'
import { bytesOf, testApp } from '#test/kit/app'
import { openApiLines } from '#test/kit/openapi-lines'
import type { Document } from '#test/kit/stated-answer'
import { mayReadMetrics } from './operating.ts'

const json = { 'content-type': 'application/json' }

describe('the front door', () => {
  test('refuses another host name, and a change that the page of another site sends', async () => {
    const app = await testApp()
    const { port } = new URL(app.url)
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () =>
        socket.write('GET /api/v1/session HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n'),
      )
      let text = ''
      socket.on('data', (part) => {
        text += part
      })
      socket.on('close', () => resolve(text))
    })
    expect(answer).toMatch(/^HTTP\/1.1 403/)
    for (const [name, value] of [
      ['origin', 'https://evil.example'],
      ['sec-fetch-site', 'cross-site'],
    ] as const) {
      const response = await app.raw('/api/v1/company', {
        method: 'PATCH',
        headers: { ...json, [name]: value },
        body: '{"companyName":"Taken over"}',
      })
      expect(response.status).toBe(403)
    }
    expect(await (await app.raw('/api/v1/company')).json()).toMatchObject({ companyName: null })
  })

  test('answers in the language that a request asks for, and programs that ask for none in English', async () => {
    const app = await testApp()
    const said = async (path: string, language?: string) => {
      const response = await app.raw(path, { headers: language === undefined ? {} : { 'accept-language': language } })
      return [response.headers.get('content-language'), ((await response.json()) as { detail: string }).detail]
    }
    const english = ['en', 'There is no endpoint /api/v1/none. The list of all is at /api-docs.']
    const german = ['de', 'Es gibt keinen Endpunkt /api/v1/none. Die Liste aller steht unter /api-docs.']
    expect(await said('/api/v1/none')).toEqual(english)
    expect(await said('/api/v1/none', 'xx, en;q=0.5, de;q=0.2')).toEqual(english)
    expect(await said('/api/v1/none', 'de-CH, en;q=0.5')).toEqual(german)
    expect((await said('/api/v1/none?language=de', 'en'))[0]).toBe('de')
    const wrong = `/api/v1/search?limit=99&search=${'x'.repeat(201)}`
    const issuesIn = async (language: string) =>
      ((await (await app.raw(`${wrong}&language=${language}`)).json()) as { issues: { message: string }[] }).issues.map(
        ({ message }) => message,
      )
    expect(await issuesIn('en')).toEqual(['A search has at most 200 characters.', 'Too big: expected number to be <=50'])
    expect(await issuesIn('de')).toEqual(['Eine Suche hat höchstens 200 Zeichen.', 'Zu groß: erwartet, dass number <=50 ist'])
  })

  test('answers every problem as RFC 9457 details with the request id', async () => {
    const app = await testApp()
    const cases = [
      [404, '/api/v1/no-such-thing', {}],
      [405, '/api/v1/company', { method: 'DELETE' }],
      [400, '/api/v1/company', { method: 'PATCH', headers: json, body: '{"currency":"euro"}' }],
      [400, '/api/v1/company', { method: 'PATCH', headers: json, body: '{"currency":' }],
      [400, '/api/v1/company', { method: 'PATCH', headers: json, body: '{"__proto__":{"companyName":"x"}}' }],
      [400, '/api/v1/company', { method: 'PATCH', headers: json, body: `${'{"a":'.repeat(40)}1${'}'.repeat(40)}` }],
      [400, '/api/v1/company', { method: 'PATCH', headers: json, body: '[]' }],
      [400, '/api/v1/company', { method: 'PATCH', headers: json, body: '{"companyName":"a\\u0000b"}' }],
      [400, '/api/v1/company', { method: 'PATCH', headers: json, body: '{"companyName":"half \\ud83e"}' }],
      [400, '/api/v1/metrics/close%00rate', {}],
      [413, '/api/v1/company', { method: 'PATCH', headers: json, body: JSON.stringify({ companyName: 'x'.repeat(1_100_000) }) }],
      [415, '/api/v1/company', { method: 'PATCH', headers: { 'content-type': 'text/plain' }, body: '{}' }],
    ] as const
    for (const [status, path, init] of cases) {
      const response = await app.raw(path, init)
      expect(response.status, JSON.stringify(init).slice(0, 80)).toBe(status)
      expect(response.headers.get('content-type')).toBe('application/problem+json')
      const problem = (await response.json()) as Record<string, unknown>
      expect(problem.type).toMatch(/^urn:interlock:problem:/)
      expect(problem.instance).toBe(response.headers.get('x-request-id'))
      expect(String(problem.detail).length).toBeGreaterThan(10)
      expect(JSON.stringify(problem)).not.toMatch(/at .*\.ts:|select |insert /i)
    }
  })

  test('keeps a text that looks like another type as it is', async () => {
    const app = await testApp()
    for (const companyName of ['true', 'null', '42', '[]', '"quoted"']) {
      await app.raw('/api/v1/company', { method: 'PATCH', headers: json, body: JSON.stringify({ companyName }) })
      expect(await (await app.raw('/api/v1/company')).json()).toMatchObject({ companyName })
    }
  })

  test('sends the security headers with every answer, and pages a fresh nonce each time', async () => {
    const app = await testApp()
    for (const path of ['/api/v1/session', '/api-docs', '/api/v1/no-such-thing', '/healthz']) {
      const { headers } = await app.raw(path)
      expect(headers.get('content-security-policy'), path).toContain("default-src 'none'")
      expect(headers.get('content-security-policy')).not.toMatch(/script-src[^;]*unsafe/)
      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-frame-options')).toBe('DENY')
    }
    const nonce = async () => /nonce-([^']+)/.exec((await app.raw('/api-docs')).headers.get('content-security-policy') ?? '')?.[1]
    expect(await nonce()).not.toBe(await nonce())
  })

  test('never serves a file outside the web part', async () => {
    const app = await testApp()
    for (const path of [
      '/../package.json',
      '/%2e%2e/package.json',
      '/..%2fpackage.json',
      '/assets/../../package.json',
      '/api-page/../package.json',
    ]) {
      const response = await app.raw(path)
      expect(await response.text(), path).not.toContain('"dependencies"')
    }
  })

  test('says whether it lives and whether it can serve', async () => {
    const app = await testApp()
    expect(await (await app.raw('/healthz')).json()).toEqual({ status: 'alive' })
    expect(await (await app.raw('/readyz')).json()).toEqual({ status: 'ready' })
  })
})

describe('an idempotency key', () => {
  const patch = (name: string, key: string) => ({
    method: 'PATCH',
    headers: { ...json, 'idempotency-key': key },
    body: JSON.stringify({ companyName: name }),
  })

  test('gives the same answer to the same request without doing it again', async () => {
    const app = await testApp()
    const first = await (await app.raw('/api/v1/company', patch('Acme', 'key-number-one'))).json()
    await app.call(setCompany, { companyName: 'Changed since' })
    expect(await (await app.raw('/api/v1/company', patch('Acme', 'key-number-one'))).json()).toEqual(first)
    expect(await (await app.raw('/api/v1/company')).json()).toMatchObject({ companyName: 'Changed since' })
  })

  test('is refused for another request', async () => {
    const app = await testApp()
    await app.raw('/api/v1/company', patch('Acme', 'key-number-two'))
    expect((await app.raw('/api/v1/company', patch('Other', 'key-number-two'))).status).toBe(422)
  })

  test('sent many times at once does the work once', async () => {
    const app = await testApp()
    const answers = await Promise.all(Array.from({ length: 8 }, () => app.raw('/api/v1/company', patch('At once', 'key-number-three'))))
    expect(answers.map((answer) => answer.status)).toEqual(Array(8).fill(200))
    const { services } = app.served.app
    const [workspace] = await services.database.inPublic((tx) =>
      tx.query<{ schema: string }>('SELECT schema_name AS schema FROM workspace'),
    )
    const events = await services.database.inWorkspace({ schema: workspace?.schema ?? '' }, (tx) =>
      tx.query("SELECT 1 FROM event WHERE kind = 'company.changed'"),
    )
    expect(events).toHaveLength(1)
  })
})

describe('the OpenAPI document', () => {
  test('describes every route once, with its access and its answers', async () => {
    const app = await testApp()
    const document = (await (await app.raw('/openapi.json')).json()) as Document & { openapi: string }
    // What others build upon changes only on purpose: npm run update:api, then look at the difference.
    await expect(openApiLines(document)).toMatchFileSnapshot('openapi.snapshot')
    expect(document.openapi).toBe('3.1.0')
    expect(await new Validator().validate({ ...document })).toEqual({ valid: true })
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path))
    expect(operations.map((operation) => operation.operationId).sort()).toEqual(
      app.served.app.routes.map((route) => route.endpoint.id).sort(),
    )
    for (const route of app.served.app.routes) {
      const operation = operations.find((one) => one.operationId === route.endpoint.id)
      const ways = (operation?.security ?? []).map((way) => Object.keys(way as object).join())
      const keyed = route.endpoint.access.who === 'members' && !route.endpoint.id.startsWith('access.')
      expect(ways, route.endpoint.id).toEqual(route.endpoint.access.who === 'anyone' ? [] : keyed ? ['session', 'key'] : ['session'])
    }
  })
})

describe('the examples of the OpenAPI document', () => {
  test('are there for each question and each answer, fit their shapes, and are no question that is refused as wrong', {
    timeout: 300_000,
  }, async () => {
    const app = await testApp()
    const { paths } = (await (await app.raw('/openapi.json')).json()) as Document
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    const wrong: string[] = []
    for (const { endpoint } of app.served.app.routes) {
      const stated = paths[endpoint.path]?.[endpoint.method.toLowerCase()]
      if (stated === undefined) throw new Error(`${endpoint.id} is not in the document.`)
      const note = (what: string, { success, error }: { success: boolean; error?: { message: string } | undefined }) => {
        if (!success) wrong.push(`${endpoint.id} ${what}: ${error?.message.replaceAll(/\s+/g, ' ')}`)
      }
      const examples = (where: string) =>
        Object.fromEntries(
          stated.parameters.filter((one) => one.in === where && 'example' in one).map(({ name, example }) => [name, example]),
        )
      const [params, query] = [examples('path'), examples('query')]
      note('path', endpoint.params.safeParse(params))
      note('query', endpoint.query.safeParse(query))
      const asked = stated.requestBody?.content['application/json']
      if (asked) note('body', endpoint.body.safeParse(asked.example))
      const answered = stated.responses['200']?.content?.['application/json']
      if (endpoint.kind !== 'download' && endpoint.kind !== 'events') note('answer', endpoint.answer.safeParse(answered?.example))
      for (const one of process.env.INTERLOCK_LONG ? [asked, answered] : [])
        if (one?.schema && !ajv.validate(one.schema, one.example)) wrong.push(`${endpoint.id}: ${ajv.errorsText()}`)
      // Which dimensions there are is told by the data, and here are none.
      if (endpoint.method !== 'GET' || /^(measure|plan)\./.test(endpoint.id)) continue
      const path = endpoint.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])))
      const answer = await app.raw(`${path}?${new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))}`)
      await bytesOf(answer)
      const { status } = answer
      if (![200, 404, 409].includes(status)) wrong.push(`${endpoint.id}: ${path} is answered with ${status}`)
    }
    expect(wrong).toEqual([])
  })
})

describe('what programs read that watch over the server', () => {
  test('metrics count answers by endpoint and status and name neither people nor records', async () => {
    const app = await testApp()
    await app.raw('/api/v1/company', { method: 'PATCH', headers: json, body: '{"companyName":"Canary Works"}' })
    await app.raw('/api/v1/company', { method: 'PATCH', headers: json, body: '{"currency":"euro"}' })
    await app.raw('/api/v1/no-such-thing-4711')
    const answer = await app.raw('/metrics')
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
    const text = await answer.text()
    expect(text).toMatch(/^interlock_http_request_duration_seconds_count\{endpoint="workspace\.setCompany",status="200"\} 1$/m)
    expect(text).toMatch(/^interlock_http_request_duration_seconds_count\{endpoint="workspace\.setCompany",status="400"\} 1$/m)
    expect(text).toMatch(/^interlock_http_request_duration_seconds_count\{endpoint="none",status="404"\} 1$/m)
    expect(text).toMatch(/^interlock_events_total [1-9]/m)
    expect(text).toMatch(/^interlock_due_work\{what="waiting"\} 0$/m)
    expect(text).toMatch(/^interlock_database_connections\{state="open"\} [1-9]/m)
    expect(text).toMatch(/^nodejs_eventloop_lag_seconds /m)
    expect(text).not.toMatch(/Canary|4711/)
  })

  test('metrics are for this machine, and for who has the token', () => {
    const asked = (authorization: string | null, onThisMachine: boolean, token?: string) => () =>
      mayReadMetrics({ authorization, onThisMachine, atHome: () => undefined }, token)
    expect(asked(null, true)).not.toThrow()
    expect(asked(null, false)).toThrow('INTERLOCK_METRICS_TOKEN')
    expect(asked('Bearer right-right-right', false, 'right-right-right')).not.toThrow()
    expect(asked('Bearer wrong-wrong-wrong', true, 'right-right-right')).toThrow('bearer token')
    expect(asked(null, false, 'right-right-right')).toThrow('bearer token')
  })

  test('probes are answered under whatever name they use, pages are not', async () => {
    const app = await testApp()
    const statusOf = (path: string) =>
      new Promise<string>((resolve) => {
        const socket = connect(Number(new URL(app.url).port), '127.0.0.1', () =>
          socket.write(`GET ${path} HTTP/1.1\r\nHost: 10.1.2.3:4310\r\nConnection: close\r\n\r\n`),
        )
        socket.once('data', (part) => resolve(String(part).slice(9, 12)))
      })
    expect([await statusOf('/healthz'), await statusOf('/readyz'), await statusOf('/metrics'), await statusOf('/')]).toEqual([
      '200',
      '200',
      '403',
      '403',
    ])
  })
})
