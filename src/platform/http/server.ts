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
import { bodyOf, isObject, keyOf, queryOf, versionOf } from './asked.ts'
import { defaultBody, drained, uploadOf } from './body.ts'
import { answerDoor, type DoorRoute, isDoor } from './doors.ts'
import { checkHome, type Home, homeOf, onlyByHttps, securityHeaders } from './guard.ts'
import { Lines } from './lines.ts'
import { mayReadMetrics, watchedPaths } from './operating.ts'
import { Patience } from './patience.ts'
import { fromThisMachine, peerOf } from './peer.ts'
import { RateGate } from './rate.ts'
import { checkedRoutes, methodsOf, type Route } from './routes.ts'

type Bound = { Bindings: HttpBindings; Variables: { endpoint: string; requestId: string } }

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
  const standing = Object.entries(securityHeaders())
  if (setting.publicUrl?.protocol === 'https:') standing.push([...onlyByHttps])
  const app = new Hono<Bound>({ strict: false })

  app.use(async (c, next) => {
    const { incoming, outgoing } = c.env
    const requestId = randomUUID()
    const begun = performance.now()
    c.set('requestId', requestId)
    c.set('endpoint', 'page')
    const forVisitors = atDoor(c.req.method, c.req.path)
    // On Node's own answer, where what an answer says itself goes before it. To look at the headers of a Response would make all of it anew.
    for (const [name, value] of standing) outgoing.setHeader(name, value)
    outgoing.setHeader('x-request-id', requestId)
    // Which sites may show it in a frame is said by its own policy, which older words would contradict.
    if (forVisitors) outgoing.removeHeader('x-frame-options')
    try {
      const known = home()
      if (known && !forVisitors && !watchedPaths.has(c.req.path)) checkHome(known, c.req.method, c.req.raw.headers)
      await next()
    } catch (error) {
      c.res = problemAnswer(asProblem(error, requestId, services.log), requestId)
    }
    // An answer that came before the whole body did. Of a long rest the end is not waited for, and whoever sends it must not reuse the connection.
    if (!incoming.complete) {
      await drained(incoming)
      if (!incoming.complete) outgoing.setHeader('connection', 'close')
    }
    const ms = performance.now() - begun
    const endpoint = c.get('endpoint')
    setting.metrics.answered(endpoint, c.res.status, ms / 1000)
    services.log.info({ requestId, endpoint, status: c.res.status, ms: Math.round(ms) }, 'answered')
  })
  // Hono hands errors of inner handlers to onError before the middleware above could catch them.
  app.onError((error, c) => {
    const requestId = c.get('requestId')
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
      const from = { address: peerOf(c.env.incoming, setting.trustedProxies), requestId: c.get('requestId') }
      return answerDoor(route, services, gate, { ...at, ...from })
    })
  }
  const mcp = setting.mcp(({ actor, address }, { endpoint }) =>
    gate.take(actor.id ?? address ?? 'nobody', endpoint.limits.rate, services.clock.now()),
  )
  app.all('/mcp', async (c) => {
    c.set('endpoint', 'mcp')
    const caller = await setting.callerOf(visitOf(setting, c, new Patience(c.env.outgoing).signal))
    return await mcp(c.req.raw, caller)
  })
  const methodsAt = methodsOf(setting.routes)
  app.all('/api/*', (c) => {
    c.set('endpoint', 'none')
    const { method, path } = c.req
    const known = methodsAt(path)
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
  const { headers } = c.req.raw
  const { incoming, outgoing } = c.env
  const patience = new Patience(outgoing, route.mode === 'follow' ? undefined : (endpoint.limits.timeMs ?? defaultTimeMs))
  const workspaceAsked = endpoint.kind === 'download' || endpoint.kind === 'events' ? (c.req.query('workspace') ?? null) : null
  const visit = visitOf(setting, c, patience.signal, workspaceAsked)
  const caller = await setting.callerOf(visit)
  gate.take(caller.actor.id ?? visit.address, endpoint.limits.rate, services.clock.now())
  const query = queryOf(c.req.url)
  if (route.mode === 'follow') {
    const input = { ...query, ...c.req.param() }
    return await lines.open(route, { caller, input, gone: patience.signal, again: () => setting.callerOf(visit) })
  }
  const answerHeaders = route.mode === 'public' ? new Headers() : undefined
  const upload = endpoint.kind === 'upload' ? uploadOf(incoming, endpoint.limits.bodyBytes ?? defaultBody) : null
  const answer = await patience.within(async () => {
    const body = upload ? {} : await bodyOf(route, incoming, headers.get('content-type'))
    const input = { ...query, ...(isObject(body) ? body : {}), ...versionOf(headers), ...c.req.param() }
    return await perform(services, caller, route, input, { idempotencyKey: keyOf(headers), upload, headers, answerHeaders })
  })
  if (isFileAnswer(answer)) return fileAnswer(answer)
  // Somebody may have signed out, or lost a right.
  if (endpoint.method !== 'GET' && groupOf(endpoint) === 'access') lines.askAgain()
  if (isObject(answer) && typeof answer.version === 'string') outgoing.setHeader('etag', `"${answer.version}"`)
  return jsonAnswer(answer, answerHeaders)
}

/** What a request says about who sends it. A page cannot set a header on a download, so there the workspace may stand in the address. */
function visitOf(setting: HttpSetting, c: Context<Bound>, signal: AbortSignal, workspaceAsked: string | null = null): Visit {
  const { headers } = c.req.raw
  return {
    headers,
    address: peerOf(c.env.incoming, setting.trustedProxies),
    onThisMachine: fromThisMachine(c.env.incoming),
    workspaceId: headers.get('interlock-workspace') ?? workspaceAsked,
    requestId: c.get('requestId'),
    signal,
  }
}
