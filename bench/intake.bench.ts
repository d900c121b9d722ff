import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readLocalDoor } from '#platform/app/local-door'
import type { Database, WorkspaceRef } from '#platform/store/database'
import { emptyDocument } from '#rooms/agreement/contract'
import type { Bench } from './kit.ts'
import { ground } from './running.ts'

const posts = Number(process.env.INTERLOCK_BENCH_POSTS ?? 6_000)
const connections = 32

/** Both answer after a durable commit, over HTTP, in a process of their own. Ours matches people and accounts, keeps the response with its trace, judges, routes and promises. */
export const bench: Bench = {
  name: `intake: ${posts.toLocaleString('en')} single responses from ${connections} connections, 20 % repeats, 100,000 people there`,
  against: 'a bare loader that gathers requests while a commit is in flight and writes person, lead, score and owner in one statement',
  rounds: 3,
  prepare: async (folder) => {
    const on = await ground(folder)
    const dataDir = join(folder, 'data')
    const [workspace, other] = [await on.fresh(), await on.fresh()]
    await fill(on.database, workspace)
    const door = readLocalDoor(dataDir)
    const bare = spawn(process.execPath, [fileURLToPath(new URL('intake-bare.ts', import.meta.url)), dataDir, other.schema], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [port] = (await once(bare.stdout, 'data')) as [Buffer]
    const headers = { authorization: `Bearer ${door.token}`, 'interlock-workspace': workspace.id }
    const ours = { url: new URL('/api/v1/responses', door.url), headers }
    const reference = { url: new URL(`http://127.0.0.1:${Number(port.toString())}/`), headers: {} }
    for (const [name, to] of [
      ['bare', reference],
      ['ours', ours],
    ] as const) {
      await many(to, 500, 1)
      const alone = await many(to, 400, 1)
      const batches = await inBatches(to, 10)
      console.error(`  ${name}: one connection p50 ${alone.p50.toFixed(2)} ms; batches of 1,000: ${Math.round(batches)} people a second`)
    }
    const side = (name: string, to: Target) => async () => {
      const { p50, p99, seconds } = await many(to, posts, connections)
      console.error(`  ${name}: ${Math.round(posts / seconds)} a second, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`)
      return { posts }
    }
    return {
      ours: side('ours', ours),
      reference: side('bare', reference),
      close: async () => {
        bare.kill()
        await on.close()
      },
    }
  },
}

interface Target {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
}

let made = 100_000
/** Four of five are new people, half of them of companies that are there. */
function one(): object {
  made += 1
  const n = made % 5 === 0 ? 1 + ((made * 7919) % 100_000) : made
  return {
    email: `p${n}@c${Math.floor((n % 200_000) / 8)}.example`,
    fullName: `Person ${n}`,
    title: n % 3 === 0 ? 'Head of Sales' : 'Clerk',
    source: 'Search',
    country: 'DE',
    what: 'Webinar',
    custom: { Size: n % 100 },
  }
}

async function many(to: Target, count: number, lanes: number): Promise<{ p50: number; p99: number; seconds: number }> {
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

async function inBatches(to: Target, count: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const bodies = Array.from({ length: count }, () => JSON.stringify({ responses: Array.from({ length: 1_000 }, one) }))
  const begun = performance.now()
  for (const body of bodies) await send(to, body, agent)
  agent.destroy()
  return (count * 1_000) / ((performance.now() - begun) / 1000)
}

function send({ url, headers }: Target, body: string, agent: Agent): Promise<void> {
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
          answer.statusCode === 200 && !said.includes('quarantined') ? resolve() : reject(new Error(said.slice(0, 500))),
        )
      },
    )
    asked.on('error', reject)
    asked.end(body)
  })
}

const nobody = "'00000000-0000-7000-8000-000000000000'::uuid"
const rule = (field: string, operator: string, value: string) => ({ combinator: 'and', rules: [{ field, operator, value }] })

/** 100,000 people in 12,500 companies of 40 owners, and a contract of four criteria that a third of those who come meet. */
async function fill(database: Database, workspace: WorkspaceRef): Promise<void> {
  const criteria = [
    { key: 'head', name: 'Decides', kind: 'fit', rule: rule('title', 'contains', 'head'), points: 40, fade: null },
    {
      key: 'again',
      name: 'Came again',
      kind: 'behaviour',
      rule: rule('responses', '>=', '2'),
      points: 20,
      fade: { halfLifeDays: 30, since: 'lastResponse' },
    },
    { key: 'size', name: 'Size', kind: 'fit', rule: rule('employees', '>=', '50'), points: 10, fade: null },
    { key: 'land', name: 'Land', kind: 'fit', rule: rule('country', '=', 'DE'), points: 10, fade: null },
  ]
  const document = { ...emptyDocument, criteria, required: ['emailDomain'], threshold: 50 }
  await database.inWorkspace(
    workspace,
    async (tx) => {
      // As version 4 of RFC 9562: answers are held to it.
      const id = (kind: string, n: string) => `overlay(overlay(md5('${kind} ' || (${n})) placing '4' from 13) placing '8' from 17)::uuid`
      for (const statement of [
        `INSERT INTO member (id, name, name_key, custom, touched_by) SELECT ${id('member', 'n')}, 'Owner ' || n, 'owner' || n, '{}', ${nobody} FROM generate_series(1, 40) n`,
        `INSERT INTO account (id, name, name_key, domain, country, employees, owner_id, custom, touched_by)
         SELECT ${id('account', 'n')}, 'Company ' || n, 'company' || n, 'c' || n || '.example', 'DE', n % 200, ${id('member', 'n % 40 + 1')}, '{}', ${nobody} FROM generate_series(0, 12500) n`,
        `INSERT INTO person (id, full_name, email, email_key, account_id, origin, source, made_at, custom, touched_by)
         SELECT ${id('person', 'n')}, 'Person ' || n, e, e, ${id('account', 'n / 8')}, 'Import', 'Import', now(), '{}', ${nobody}
         FROM generate_series(1, 100000) n, LATERAL (SELECT 'p' || n || '@c' || n / 8 || '.example' AS e) x`,
      ])
        await tx.query(statement)
      await tx.query(
        `INSERT INTO contract_version (id, number, state, document, reason, by, at, in_force_at, touched_by)
         VALUES (${id('contract', '1')}, 1, 'signed', $1::jsonb, 'Bench', 'Bench', now(), now(), ${nobody})`,
        [JSON.stringify(document)],
      )
      for (const table of ['member', 'account', 'person']) await tx.query(`ANALYZE ${table}`)
    },
    { statementMs: 0 },
  )
}
