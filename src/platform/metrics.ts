import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** What waits in the book of work of all workspaces together. */
export interface Backlog {
  /** Items whose time has come and that nobody has finished. */
  readonly waiting: number
  /** Seconds since the oldest of them became due; 0 with none. */
  readonly oldestSeconds: number
  /** Items that failed for good. */
  readonly failed: number
}

/** What is asked at the moment of reading. */
export interface Gauges {
  readonly version: string
  pool(): { readonly open: number; readonly idle: number; readonly waiting: number }
  backlog(): Promise<Backlog>
}

/** Of the process itself there is one set, however many servers a test opens in it. */
let ofProcess: Registry | undefined

function processRegistry(): Registry {
  if (!ofProcess) {
    ofProcess = new Registry()
    collectDefaultMetrics({ register: ofProcess })
  }
  return ofProcess
}

/** Numbers for Prometheus, without anything personal: labels are names of endpoints, never of people, workspaces or records. */
export class Metrics {
  readonly #registry = new Registry()
  readonly #answered: Histogram<'endpoint' | 'status'>
  readonly #events: Counter

  constructor(gauges: Gauges) {
    const registers = [this.#registry]
    this.#answered = new Histogram({
      name: 'interlock_http_request_duration_seconds',
      help: 'Time from request to answer, by endpoint and HTTP status',
      labelNames: ['endpoint', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    })
    this.#events = new Counter({ name: 'interlock_events_total', help: 'Events written to the ledger of any workspace', registers })
    new Gauge({ name: 'interlock_info', help: 'The version that runs; always 1', labelNames: ['version'], registers }).set(
      { version: gauges.version },
      1,
    )
    const pool = new Gauge({
      name: 'interlock_database_connections',
      help: 'Connections to PostgreSQL; waiting are callers without one',
      labelNames: ['state'],
      registers,
      collect: () => {
        for (const [state, count] of Object.entries(gauges.pool())) pool.set({ state }, count)
      },
    })
    const work = { waiting: 'due and not done', oldestSeconds: 'seconds since the oldest became due', failed: 'failed for good' }
    const due = new Gauge({
      name: 'interlock_due_work',
      help: `Work in all workspaces: ${Object.entries(work)
        .map(([what, says]) => `${what} (${says})`)
        .join(', ')}`,
      labelNames: ['what'],
      registers,
      collect: async () => {
        // An unreachable database leaves these out and all others in.
        const backlog = await gauges.backlog().catch(() => null)
        due.reset()
        if (backlog) for (const [what, count] of Object.entries(backlog)) due.set({ what }, count)
      },
    })
  }

  /** Notes one answered request. `seconds` is the time until its headers went out. */
  answered(endpoint: string, status: number, seconds: number): void {
    this.#answered.observe({ endpoint, status: String(status) }, seconds)
  }

  /** Notes one commit that wrote an event. */
  committed(): void {
    this.#events.inc()
  }

  /** Everything in the text format of Prometheus 0.0.4. */
  async text(): Promise<{ readonly body: string; readonly contentType: string }> {
    const all = Registry.merge([this.#registry, processRegistry()])
    return { body: await all.metrics(), contentType: all.contentType }
  }
}
