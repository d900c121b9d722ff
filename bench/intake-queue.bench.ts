import { Agent } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readLocalDoor } from '#platform/app/local-door'
import { fill } from './intake-filled.ts'
import { one, send, type Target } from './intake-posts.ts'
import type { Bench } from './kit.ts'
import { ground } from './running.ts'

const posts = Number(process.env.INTERLOCK_BENCH_POSTS ?? 1_500)
const everyMs = 10
/** An open page waits so long before it asks for its queue, and hears of more meanwhile (leads/web/day-live). */
const calmMs = 50

/**
 * From a post to the queue that a rep has open: 100 posts a second, a page that listens for changes and asks for its queue when it hears of one. The reference is
 * the answer to the post itself, which comes after the commit.
 */
export const bench: Bench = {
  name: `from post to the open queue: ${posts.toLocaleString('en')} responses, 100 a second`,
  against: 'the answer to the post',
  rounds: 1,
  cold: true,
  prepare: async (folder) => {
    const on = await ground(folder)
    const door = readLocalDoor(join(folder, 'data'))
    const workspace = await on.fresh()
    await fill(on.database, workspace, 100_000)
    const headers = { authorization: `Bearer ${door.token}`, 'interlock-workspace': workspace.id }
    const to = { url: new URL('/api/v1/responses', door.url), headers }
    const owner = await firstOwner(to)
    const page = openPage(door.url, headers, workspace.id, owner)
    const sent = new Map<string, number>()
    const answered: number[] = []
    return {
      ours: async () => {
        await page.listening
        const agent = new Agent({ keepAlive: true, maxSockets: 64 })
        await Promise.all(
          Array.from({ length: posts }, async (_, place) => {
            await sleep(place * everyMs)
            await post(to, agent, sent, answered)
          }),
        )
        await sleep(2_000)
        agent.destroy()
        const seen = [...sent].map(([lead, at]) => (page.seen.get(lead) ?? Number.POSITIVE_INFINITY) - at)
        console.error(`  post to queue, ${seen.length} leads: ${inWords(seen)}; post to answer: ${inWords(answered)}`)
        return { posts }
      },
      reference: async () => {
        await sleep(answered.reduce((sum, ms) => sum + ms, 0) / answered.length)
        return { posts }
      },
      close: async () => {
        page.close()
        await on.close()
      },
    }
  },
}

/** Somebody who gets leads. */
async function firstOwner(to: Target): Promise<string> {
  const agent = new Agent()
  for (;;) {
    const { outcomes } = JSON.parse(await send(to, JSON.stringify(one()), agent)) as { outcomes: { owner: { id: string } | null }[] }
    const id = outcomes[0]?.owner?.id
    if (id !== undefined) return id
  }
}

async function post(to: Target, agent: Agent, sent: Map<string, number>, answered: number[]): Promise<void> {
  const at = performance.now()
  const { outcomes } = JSON.parse(await send(to, JSON.stringify(one()), agent)) as {
    outcomes: { decision: string; leadId: string | null }[]
  }
  answered.push(performance.now() - at)
  const [outcome] = outcomes
  if (outcome?.decision === 'lead' && outcome.leadId !== null) sent.set(outcome.leadId, at)
}

function inWords(all: readonly number[]): string {
  const sorted = all.toSorted((a, b) => a - b)
  const at = (share: number) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(0)
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`
}

/** A rep's page: hears which leads changed, whosever they are, then asks for the rep's queue; a lead is seen when that answer is there. */
function openPage(url: string, headers: Readonly<Record<string, string>>, workspaceId: string, owner: string) {
  const seen = new Map<string, number>()
  const gone = new AbortController()
  let heard: string[] = []
  let asking = false
  const ask = async () => {
    if (asking) return
    asking = true
    while (heard.length > 0 && !gone.signal.aborted) {
      await sleep(calmMs)
      const mine = heard
      heard = []
      await (await fetch(new URL(`/api/v1/queue?whose=everyone&owner=${owner}`, url), { headers })).arrayBuffer()
      const now = performance.now()
      for (const lead of mine) if (!seen.has(lead)) seen.set(lead, now)
    }
    asking = false
  }
  const read = async (body: ReadableStream<Uint8Array>) => {
    let text = ''
    for await (const part of body) {
      text += Buffer.from(part).toString()
      const messages = text.split('\n\n')
      text = messages.pop() ?? ''
      for (const message of messages) heard.push(...[...message.matchAll(/"id":"([0-9a-f-]{36})"/g)].map(([, id]) => id ?? ''))
      void ask()
    }
  }
  const listening = fetch(new URL(`/api/v1/queue/live?workspace=${workspaceId}`, url), { headers, signal: gone.signal }).then(
    ({ body }) => {
      if (body) read(body).catch(() => {})
    },
  )
  return { seen, listening, close: () => gone.abort() }
}
