import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { readLocalDoor } from '#platform/app/local-door'
import { standardSignature } from '#platform/webhooks/signing'
import type { Bench } from './kit.ts'
import { ground } from './running.ts'

const events = Number(process.env.INTERLOCK_BENCH_EVENTS ?? 10_000)
const answerMs = 50
const lanes = 64

/** Ours reads each event from the ledger, writes down that it goes out, signs it, checks where it goes, and keeps what came back. */
export const bench: Bench = {
  name: `webhooks: ${events.toLocaleString('en')} events told to a receiver that answers in ${answerMs} ms`,
  against: `a bare loop that posts as many ready bodies over ${lanes} connections and keeps nothing`,
  rounds: 3,
  prepare: async (folder) => {
    const on = await ground(folder, { INTERLOCK_CALLS_INSIDE: '127.0.0.1' })
    const workspace = await on.fresh()
    const door = readLocalDoor(join(folder, 'data'))
    const there = await receiver()
    const ask = async (method: string, path: string, body: object) => {
      const headers = { authorization: `Bearer ${door.token}`, 'interlock-workspace': workspace.id, 'content-type': 'application/json' }
      const answer = await fetch(new URL(path, door.url), { method, headers, body: JSON.stringify(body) })
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
      return (await answer.json()) as { secret?: string }
    }
    const { secret = '' } = await ask('POST', '/api/v1/webhooks', { name: 'Bench', url: there.url, kinds: ['calendar.*'] })
    let wakes = 0
    return {
      before: async () => there.reset(secret),
      ours: async () => {
        await on.database.inWorkspace(workspace, async (tx) => {
          await tx.query(
            `WITH e AS (INSERT INTO event (id, seq, kind, actor_kind, actor_name, payload, at, recorded_at)
               SELECT gen_random_uuid(), h.seq + n, 'calendar.changed', 'system', 'Bench', '{"team": "North", "what": ["Hours"]}', now(), now() FROM ledger_head h, generate_series(1, $1) n RETURNING id)
             INSERT INTO change (event_id, tbl, op, row_ids) SELECT e.id, 'deal', 'insert', ARRAY[gen_random_uuid(), gen_random_uuid()] FROM e`,
            [events],
          )
          await tx.query('UPDATE ledger_head SET seq = seq + $1', [events])
        })
        const begun = performance.now()
        // A commit of the server's own has it look at once.
        wakes += 1
        await ask('PATCH', '/api/v1/company', { currency: wakes % 2 === 0 ? 'EUR' : 'USD' })
        const got = await there.all(events)
        console.error(
          `  ours: ${Math.round((1000 * events) / (performance.now() - begun))} events a second; wrong signatures ${there.wrong()}`,
        )
        return { got }
      },
      reference: async () => {
        there.reset('')
        const agent = new Agent({ keepAlive: true, maxSockets: lanes })
        let left = events
        await Promise.all(
          Array.from({ length: lanes }, async () => {
            while (left-- > 0) await post(there.url, agent, String(left))
          }),
        )
        agent.destroy()
        return { got: await there.all(events) }
      },
      close: async () => {
        await on.close()
        there.close()
      },
    }
  },
}

/** Answers each request after its time; knows which ids came, and checks one signature in a hundred. */
async function receiver() {
  const seen = new Set<string>()
  const state = { secret: '', wrong: 0 }
  const server = createServer((asked, answer) => {
    const parts: Buffer[] = []
    asked.on('data', (part: Buffer) => parts.push(part))
    asked.on('end', () => {
      const id = String(asked.headers['webhook-id'])
      seen.add(id)
      if (state.secret !== '' && seen.size % 100 === 0) {
        const wanted = standardSignature(state.secret, id, String(asked.headers['webhook-timestamp']), Buffer.concat(parts)).toString(
          'base64',
        )
        if (!String(asked.headers['webhook-signature']).includes(wanted)) state.wrong += 1
      }
      setTimeout(() => answer.end('{}'), answerMs)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    reset: (secret: string) => {
      state.secret = secret
      seen.clear()
    },
    wrong: () => state.wrong,
    all: async (wanted: number) => {
      for (let turn = 0; turn < 12_000 && seen.size < wanted; turn++) await new Promise((resolve) => setTimeout(resolve, 10))
      return seen.size
    },
    close: () => server.close().closeAllConnections(),
  }
}

function post(url: string, agent: Agent, id: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers: { 'webhook-id': id } }, (answer) => answer.resume().on('end', resolve))
    sent.on('error', reject)
    sent.end(JSON.stringify({ type: 'bench.told', data: { id, records: [1, 2, 3] } }))
  })
}
