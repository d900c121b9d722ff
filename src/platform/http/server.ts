import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { groupOf } from '#kernel/may'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { isFileAnswer } from '#platform/action/action'
import type { Caller, Services } from '#platform/action/context'
import { perform } from '#platform/action/perform'
import { inLanguage, languageOf } from '#platform/language'
import type { Metrics } from '#platform/metrics'
import type { WorkspaceRef } from '#platform/store/database'
import { asProblem, fileAnswer, jsonAnswer, problemAnswer } from './answer.ts'
import { bodyOf, isObject, versionOf, within } from './asked.ts'
import { defaultBody, drained, uploadOf } from './body.ts'
import { answerDoor, type DoorRoute, isDoor } from './doors.ts'
import { checkHome, type Home, homeOf, onlyByHttps, securityHeaders } from './guard.ts'
import { Lines } from './lines.ts'
import { mayReadMetrics, watchedPaths } from './operating.ts'
import { fromThisMachine, peerOf } from './peer.ts'
import { RateGate } from './rate.ts'
import { checkedRoutes, methodsAt, type Route } from './routes.ts'

type Bound = { Bindings: HttpBindings; Variables: { endpoint: string } }

/** What a request says about who sends it; the access word finds the caller. */
export interface Visit {
  readonly headers: Headers
  /** Address of the peer, or of the client that trusted proxies name. */
  readonly address: string
  /** Whether the peer is this machine and no proxy stands between. */
  readonly onThisMachine: boolean
  readonly workspaceId: string | null
  readonly requestId: string
  readonly signal: AbortSignal
}

export interface HttpSetting {
  readonly host: string
  readonly port: number
  readonly publicUrl?: URL | undefined
  /** Proxies of our own in front of us, counted from the right of X-Forwarded-For. */
  readonly trustedProxies: number
  readonly services: Services
  readonly routes: readonly Route[]
  /** Pages and addresses for visitors of customers' sites. */
  readonly doors: readonly DoorRoute[]
  readonly metrics: Metrics
  /** Has somebody told after each commit of this process. */
  onCommit(listener: (workspace: WorkspaceRef) => void): void
  /** Opens the metrics to other machines. */
  readonly metricsToken?: string | undefined
  /** Finds out who a visit is. Never throws for a bad cookie: that is a visitor. */
  callerOf(visit: Visit): Promise<Caller>
  /** The door for language models. Each call of a tool takes from the same allowance as a request. */
  mcp(take: (caller: Caller, route: Route) => void): (request: Request, caller: Caller) => Promise<Response>
  /** Everything that is not the API: the web part and its pages. */
  page(request: Request): Promise<Response | null>
  /** Answers of /healthz and /readyz: null when well, else the reason. */
  ready(): Promise<string | null>
}

export interface RunningServer {
  readonly host: string
  readonly port: number
  readonly url: string
  readonly home: Home
  /** Takes no new requests, lets running ones end for at most `graceMs`, then closes the rest. */
  close(graceMs?: number): Promise<void>
}

const defaultTimeMs = 30_000

/** Starts listening. Rejects with the system's error when the port is taken. */
export async function startHttp(setting: HttpSetting): Promise<RunningServer> {
  const state: { home: Home | null } = { home: null }
  const lines = new Lines(setting.services)
  setting.onCommit((workspace) => lines.heard(workspace))
  const app = buildApp(setting, lines, () => state.home)
  const answer = getRequestListener(app.fetch)
  // A connection that rests is kept longer than proxies in front keep theirs, and longer than this process may be kept from looking at it on a busy
  // machine: one that is closed while a request is on its way breaks that request.
  const server = createServer(
    { maxHeaderSize: 16_384, headersTimeout: 10_000, requestTimeout: 3_600_000, keepAliveTimeout: 65_000 },
    (incoming, outgoing) => inLanguage(languageOf(incoming), () => answer(incoming, outgoing)),
  )
  server.maxConnections = 2_000
  server.maxRequestsPerSocket = 10_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: setting.host, port: setting.port }, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const { port } = server.address() as AddressInfo
  const home = homeOf({ host: setting.host, port, publicUrl: setting.publicUrl })
  state.home = home
  const shown = setting.host === '127.0.0.1' || setting.host === '::1' ? 'localhost' : setting.host
  return {
    host: setting.host,
    port,
    home,
    url: setting.publicUrl?.origin ?? `http://${shown}:${port}`,
    close: (graceMs = 10_000) => {
      lines.close()
      return closeServer(server, graceMs)
    },
  }
}

function closeServer(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), graceMs)
    server.close(() => {
      clearTimeout(force)
      resolve()
    })
    server.closeIdleConnections()
  })
}

/** The whole HTTP surface as one fetch handler. */
function buildApp(setting: HttpSetting, lines: Lines, home: () => Home | null): Hono<Bound> {
  const { services } = setting
  const gate = new RateGate()
  const atDoor = isDoor(setting.doors)
  const app = new Hono<Bound>({ strict: false })

  app.use(async (c, next) => {
    const requestId = randomUUID()
    const begun = performance.now()
    c.header('x-request-id', requestId)
    c.set('endpoint', 'page')
    const forVisitors = atDoor(c.req.method, c.req.path)
    try {
      const known = home()
      if (known && !forVisitors && !watchedPaths.has(c.req.path)) checkHome(known, c.req.method, c.req.raw.headers)
      await next()
    } catch (error) {
      c.res = problemAnswer(asProblem(error, requestId, services.log), requestId)
    }
    for (const [name, value] of Object.entries(securityHeaders())) if (!c.res.headers.has(name)) c.res.headers.set(name, value)
    // Which sites may show it in a frame is said by its own policy, which older words would contradict.
    if (forVisitors) c.res.headers.delete('x-frame-options')
    if (setting.publicUrl?.protocol === 'https:') c.res.headers.set(...onlyByHttps)
    c.res.headers.set('x-request-id', requestId)
    // An answer that came before the whole body did. Of a long rest the end is not waited for, and whoever sends it must not reuse the connection.
    await drained(c.env.incoming)
    if (!c.env.incoming.complete) c.res.headers.set('connection', 'close')
    const ms = performance.now() - begun
    const endpoint = c.get('endpoint')
    setting.metrics.answered(endpoint, c.res.status, ms / 1000)
    services.log.info({ requestId, endpoint, status: c.res.status, ms: Math.round(ms) }, 'answered')
  })
  // Hono hands errors of inner handlers to onError before the middleware above could catch them.
  app.onError((error, c) => {
    const requestId = c.res.headers.get('x-request-id') ?? randomUUID()
    return problemAnswer(asProblem(error, requestId, services.log), requestId)
  })

  app.get('/healthz', (c) => {
    c.set('endpoint', 'healthz')
    return jsonAnswer({ status: 'alive' })
  })
  app.get('/readyz', async (c) => {
    c.set('endpoint', 'readyz')
    const reason = await setting.ready()
    if (reason) throw new Problem('unavailable', reason, { retryAfter: 5 })
    return jsonAnswer({ status: 'ready' })
  })
  app.get('/metrics', async (c) => {
    c.set('endpoint', 'metrics')
    const known = home()
    const { headers } = c.req.raw
    const atHome = () => known && checkHome(known, 'GET', headers)
    mayReadMetrics(
      { authorization: headers.get('authorization'), onThisMachine: fromThisMachine(c.env.incoming), atHome },
      setting.metricsToken,
    )
    const { body, contentType } = await setting.metrics.text()
    return new Response(body, { headers: { 'content-type': contentType, 'cache-control': 'no-store' } })
  })
  for (const route of checkedRoutes(setting.routes)) {
    app.on(route.endpoint.method, route.endpoint.path.replaceAll(/\{(\w+)\}/g, ':$1'), (c) => {
      c.set('endpoint', route.endpoint.id)
      return answerRoute({ setting, gate, lines }, route, c)
    })
  }
  for (const route of setting.doors) {
    app.on(route.door.method, route.door.path.replaceAll(/\{(\w+)\}/g, ':$1'), (c) => {
      c.set('endpoint', route.door.id)
      const { headers } = c.req.raw
      const at = { incoming: c.env.incoming, url: new URL(c.req.url), headers, params: c.req.param() }
      const from = { address: peerOf(c.env.incoming, setting.trustedProxies), requestId: c.res.headers.get('x-request-id') ?? '' }
      return answerDoor(route, services, gate, { ...at, ...from })
    })
  }
  const mcp = setting.mcp(({ actor, address }, { endpoint }) =>
    gate.take(actor.id ?? address ?? 'nobody', endpoint.limits.rate, services.clock.now()),
  )
  app.all('/mcp', async (c) => {
    c.set('endpoint', 'mcp')
    const caller = await setting.callerOf(visitOf(setting, c, goneSignal(c)))
    return await mcp(c.req.raw, caller)
  })
  app.all('/api/*', (c) => {
    c.set('endpoint', 'none')
    const { method, path } = c.req
    const known = methodsAt(setting.routes, path)
    if (known.length > 0)
      throw new Problem('method-not-allowed', t('{{path}} takes {{methods}}, not {{method}}.', { path, methods: known.join(', '), method }))
    throw new Problem('not-found', t('There is no endpoint {{path}}. The list of all is at /api-docs.', { path }))
  })
  app.get('*', async (c) => {
    const page = await setting.page(c.req.raw)
    if (!page) throw new Problem('not-found', t('There is no page {{path}}.', { path: c.req.path }))
    return page
  })
  return app
}

interface Desk {
  readonly setting: HttpSetting
  readonly gate: RateGate
  readonly lines: Lines
}

async function answerRoute({ setting, gate, lines }: Desk, route: Route, c: Context<Bound>): Promise<Response> {
  const { endpoint } = route
  const { services } = setting
  const headers = c.req.raw.headers
  const gone = goneSignal(c)
  const signal = route.mode === 'follow' ? gone : AbortSignal.any([gone, AbortSignal.timeout(endpoint.limits.timeMs ?? defaultTimeMs)])
  const workspaceAsked = endpoint.kind === 'download' || endpoint.kind === 'events' ? (c.req.query('workspace') ?? null) : null
  const visit = visitOf(setting, c, signal, workspaceAsked)
  const caller = await setting.callerOf(visit)
  gate.take(caller.actor.id ?? peerOf(c.env.incoming, setting.trustedProxies), endpoint.limits.rate, services.clock.now())
  if (route.mode === 'follow') {
    const input = { ...Object.fromEntries(new URL(c.req.url).searchParams), ...c.req.param() }
    return await lines.open(route, { caller, input, gone, again: () => setting.callerOf(visit) })
  }
  const answerHeaders = new Headers()
  const upload = endpoint.kind === 'upload' ? uploadOf(c.env.incoming, endpoint.limits.bodyBytes ?? defaultBody) : null
  const body = upload ? {} : await within(signal, bodyOf(route, c.env.incoming, c.req.header('content-type')))
  const query = Object.fromEntries(new URL(c.req.url).searchParams)
  const input = { ...query, ...(isObject(body) ? body : {}), ...versionOf(headers), ...c.req.param() }
  const key = headers.get('idempotency-key') ?? undefined
  if (key !== undefined && !/^[\x21-\x7e]{8,200}$/.test(key))
    throw new Problem('invalid-input', t('An Idempotency-Key is 8 to 200 visible characters.'))
  const carried = { idempotencyKey: key, upload, headers, answerHeaders }
  const answer = await within(signal, perform(services, caller, route, input, carried))
  if (isFileAnswer(answer)) return fileAnswer(answer)
  // Somebody may have signed out, or lost a right.
  if (endpoint.method !== 'GET' && groupOf(endpoint) === 'access') lines.askAgain()
  if (isObject(answer) && typeof answer.version === 'string') answerHeaders.set('etag', `"${answer.version}"`)
  return jsonAnswer(answer, answerHeaders)
}

/** Aborted when the caller goes away. */
function goneSignal(c: Context<Bound>): AbortSignal {
  const gone = new AbortController()
  // Of an answer that went out nobody needs to know that its connection is done with it.
  c.env.outgoing.once('close', () => {
    if (!c.env.outgoing.writableFinished) gone.abort()
  })
  return gone.signal
}

/** What a request says about who sends it. A page cannot set a header on a download, so there the workspace may stand in the address. */
function visitOf(setting: HttpSetting, c: Context<Bound>, signal: AbortSignal, workspaceAsked: string | null = null): Visit {
  const { headers } = c.req.raw
  return {
    headers,
    address: peerOf(c.env.incoming, setting.trustedProxies),
    onThisMachine: fromThisMachine(c.env.incoming),
    workspaceId: headers.get('interlock-workspace') ?? workspaceAsked,
    requestId: c.res.headers.get('x-request-id') ?? '',
    signal,
  }
}
