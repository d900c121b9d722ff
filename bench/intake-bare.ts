/**
 * The loader that intake is measured against, in a process of its own: requests that arrive while a commit is in flight go into the next statement together, which
 * writes person, lead, score and owner. It knows a person by the address and nothing else.
 */

import { randomUUID } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock } from '#platform/clock'
import { readConfig } from '#platform/config'
import { openLog } from '#platform/log'
import { reachPostgres } from '#platform/postgres/reach'

const [dataDir = '', schema = ''] = process.argv.slice(2)
const config = readConfig({ INTERLOCK_DATA: dataDir, INTERLOCK_LOG: 'error' }, {})
const { pool } = await reachPostgres(config, systemClock, openLog(config))
const client = await pool.connect()
await client.query(`SET ROLE "${schema}"`)
await client.query(`SET search_path = "${schema}"`)
await client.query(`CREATE TABLE bare_person (id uuid PRIMARY KEY, email text UNIQUE, name text, at timestamptz)`)
await client.query('CREATE TABLE bare_lead (id uuid PRIMARY KEY, person_id uuid, score integer, owner integer)')
await client.query(
  `INSERT INTO bare_person SELECT gen_random_uuid(), 'p' || n || '@c' || n / 8 || '.example', 'Person ' || n, now() FROM generate_series(1, 100000) n`,
)

interface Post {
  readonly email: string
  readonly fullName: string
}
let waiting: { readonly posts: readonly Post[]; readonly answer: ServerResponse }[] = []
let busy = false

async function drain(): Promise<void> {
  busy = true
  while (waiting.length > 0) {
    const some = waiting
    waiting = []
    const posts = [...new Map(some.flatMap((one) => one.posts).map((post) => [post.email.toLowerCase(), post])).entries()]
    const ids = posts.map(() => randomUUID())
    await client.query({
      name: 'take',
      text: `WITH v AS (SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[]) AS v(id, email, name, lead)),
         p AS (INSERT INTO bare_person SELECT id, email, name, now() FROM v ON CONFLICT (email) DO UPDATE SET name = excluded.name RETURNING id, email)
       INSERT INTO bare_lead SELECT v.lead, p.id, length(v.name), length(v.email) % 40 FROM p JOIN v USING (email)`,
      values: [ids, posts.map(([email]) => email), posts.map(([, { fullName }]) => fullName), posts.map(() => randomUUID())],
    })
    for (const { answer, posts: own } of some) answer.end(JSON.stringify({ outcomes: own.map(() => ({ state: 'taken' })) }))
  }
  busy = false
}

const server = createServer((incoming, answer) => {
  const parts: Buffer[] = []
  incoming.on('data', (part: Buffer) => parts.push(part))
  incoming.on('end', () => {
    const body = JSON.parse(Buffer.concat(parts).toString()) as Post & { responses?: Post[] }
    waiting.push({ posts: body.responses ?? [body], answer })
    if (!busy) void drain()
  })
})
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
