import { Agent, request } from 'node:http'

/** Where responses are posted to. */
export interface Target {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
}

let made = 100_000
/** Every fifth is of somebody who is there; of the new people half come from companies that are there, half from new ones of six or seven people. */
export function one(): object {
  made += 1
  const known = 1 + ((made * 7919) % 100_000)
  const [n, company] =
    made % 5 === 0
      ? [known, Math.floor(known / 8)]
      : made % 2 === 0
        ? [made, (made * 7919) % 12_500]
        : [made, 100_000 + Math.floor(made / 16)]
  return {
    email: `p${n}@c${company}.example`,
    fullName: `Person ${n}`,
    title: n % 3 === 0 ? 'Head of Sales' : 'Clerk',
    source: 'Search',
    country: 'DE',
    what: 'Webinar',
    custom: { Size: n % 100 },
  }
}

/** Posts so many single responses from so many connections; milliseconds of one, seconds of all. */
export async function many(to: Target, count: number, lanes: number): Promise<{ p50: number; p99: number; seconds: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: lanes })
  const bodies = Array.from({ length: count }, () => JSON.stringify(one()))
  const took: number[] = []
  const begun = performance.now()
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
        const at = performance.now()
        await send(to, body, agent)
        took.push(performance.now() - at)
      }
    }),
  )
  agent.destroy()
  const sorted = took.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0
  return { p50: at(0.5), p99: at(0.99), seconds: (performance.now() - begun) / 1000 }
}

/** People a second in batches of 1,000 on one connection. */
export async function inBatches(to: Target, count: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const bodies = Array.from({ length: count }, () => JSON.stringify({ responses: Array.from({ length: 1_000 }, one) }))
  const begun = performance.now()
  for (const body of bodies) await send(to, body, agent)
  agent.destroy()
  return (count * 1_000) / ((performance.now() - begun) / 1000)
}

/** Posts once; answers what was said. */
export function send({ url, headers }: Target, body: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(
      url,
      { method: 'POST', agent, headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } },
      (answer) => {
        let said = ''
        answer.on('data', (part: Buffer) => {
          said += part.toString()
        })
        answer.on('end', () =>
          answer.statusCode === 200 && !said.includes('quarantined') ? resolve(said) : reject(new Error(said.slice(0, 500))),
        )
      },
    )
    asked.on('error', reject)
    asked.end(body)
  })
}
