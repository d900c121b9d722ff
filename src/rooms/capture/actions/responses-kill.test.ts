import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import type { Endpoint } from '#kernel/endpoint'
import * as agreement from '#rooms/agreement/contract'
import { isWell, Mortal, randomOf, type Victim, victims } from '#test/kit/faults'
import { ask, killAll } from '#test/kit/interlock'
import { postResponses, type ResponseOutcome } from '../contract/responses.ts'

const seed = Number(process.env.INTERLOCK_SEED ?? 20260302)

afterAll(killAll)

/** Requests that are under way at the same time. */
const lanes = 6

interface Plan {
  /** Responses to be taken; it goes on for longer while kills are left. */
  readonly responses: number
  readonly kills: number
  readonly whom: readonly Victim[]
  readonly mostPauseMs: number
}

/** Sends a request of the settings, which nobody kills meanwhile. */
async function said(mortal: Mortal, { method, path }: Endpoint, body: object, id = ''): Promise<Record<string, unknown>> {
  const reply = await mortal.send(method, path.replace('{id}', id), method === 'GET' ? undefined : JSON.stringify(body))
  if (!isWell(reply)) throw new Error(`${path} answered ${reply.status}: ${JSON.stringify(reply.body)}`)
  return reply.body as Record<string, unknown>
}

/** A contract under which everybody with the title is handed over. */
async function agreed(mortal: Mortal): Promise<void> {
  const rule = { combinator: 'and' as const, rules: [{ field: 'title', operator: 'contains' as const, value: 'head' }] }
  const criteria = [{ key: 'boss', name: 'Decides', kind: 'fit' as const, rule, points: 60, fade: null }]
  const document = { ...agreement.emptyDocument, criteria }
  const { today } = await said(mortal, agreement.readContract, {})
  const { id } = await said(mortal, agreement.draftContract, { document, reason: 'The first' })
  await said(mortal, agreement.proposeContract, { from: today }, String(id))
  const { open } = await said(mortal, agreement.readContract, {})
  const { seal } = open as { seal: string }
  await said(mortal, agreement.signContract, { side: 'sales', seal }, String(id))
  await said(mortal, agreement.signContract, { side: 'marketing', seal, elsewhere: { name: 'Kim Berg', how: 'on paper' } }, String(id))
}

/** What one request brings: one response, or up to eight; two of three people come again, some in the same request. */
function requestOf(no: number, random: () => number): { readonly key: string; readonly responses: readonly { message: string }[] } {
  const size = random() < 0.5 ? 1 : 1 + Math.floor(random() * 8)
  const responses = Array.from({ length: size }, (_, place) => {
    const who = Math.floor(random() * (100 + no))
    const named = random() < 0.3 ? { deliveryId: `d ${no} ${place}` } : {}
    return { email: `p${who}@corp${who % 40}.example`, title: who % 2 === 0 ? 'Head' : 'Clerk', message: `${no} ${place}`, ...named }
  })
  return { key: `request-of-kill-test-${no}`, responses }
}

/** Posts from several lanes while things are killed; what is not answered is sent again. Then compares what was answered with what is there. */
async function survive({ responses: wanted, kills, whom, mostPauseMs }: Plan): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'interlock-responses-'))
  // The database runs as a user of its own when we are root: it has to get in.
  chmodSync(dataDir, 0o711)
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const mortal = new Mortal(dataDir)
  await mortal.well()
  await agreed(mortal)
  const random = randomOf(seed)
  /** What was answered with 2xx: the id of each response by its message. */
  const acknowledged = new Map<string, string>()
  const wrong: string[] = []
  let [no, sent, again, killed] = [0, 0, 0, 0]
  const lane = async () => {
    while (sent < wanted || killed < kills) {
      const { key, responses } = requestOf(no++, random)
      sent += responses.length
      const body = JSON.stringify({ responses })
      for (;;) {
        const reply = await mortal.send('POST', postResponses.path, body, { 'idempotency-key': key })
        if (isWell(reply)) {
          const { outcomes } = reply.body as { outcomes: ResponseOutcome[] }
          for (const [place, { message }] of responses.entries()) {
            const outcome = outcomes[place]
            if (outcome?.state === 'taken') acknowledged.set(message, outcome.responseId)
            else wrong.push(`${message} was not taken: ${JSON.stringify(outcome)}`)
          }
          break
        }
        if (reply.status !== 0 && reply.status !== 429 && reply.status < 500)
          throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`)
        again += 1
        await sleep(50)
      }
    }
  }
  const killer = async () => {
    for (; killed < kills; killed++) {
      await sleep(50 + random() * mostPauseMs)
      await mortal.kill(whom[killed % whom.length] ?? 'server')
      await mortal.well()
    }
  }
  await Promise.all([killer(), ...Array.from({ length: lanes }, lane)])
  await mortal.kill('server and postmaster')
  await mortal.well()
  const lost = await compared(dataDir, acknowledged, wrong)
  await mortal.end()
  process.stdout.write(
    `  ${killed + 1} kills with seed ${seed} (${JSON.stringify(mortal.kills)}), sent again ${again}: acknowledged responses lost ${lost.length} of ${acknowledged.size}, ` +
      `twice or wrong ${wrong.length}, answers of 500 ${mortal.internal.length}\n`,
  )
  expect({ lost, wrong, internal: mortal.internal }).toEqual({ lost: [], wrong: [], internal: [] })
  expect(acknowledged.size).toBe(sent)
}

/** Answers what was acknowledged and is not there; adds what is there twice, or belongs to nobody. */
async function compared(dataDir: string, acknowledged: ReadonlyMap<string, string>, wrong: string[]): Promise<string[]> {
  const [workspace] = await ask<{ schema: string }>(dataDir, 'SELECT schema_name AS schema FROM workspace')
  const inside = <R extends Record<string, unknown>>(sql: string) => ask<R>(dataDir, sql, workspace?.schema)
  const there = new Map<string, string[]>()
  for (const { message, id } of await inside<{ message: string; id: string }>('SELECT message, id FROM response'))
    there.set(message, [...(there.get(message) ?? []), id])
  for (const [message, ids] of there)
    if (ids.length > 1 || !acknowledged.has(message))
      wrong.push(`${message} is there as ${ids.join(', ')}, answered: ${acknowledged.get(message)}`)
  for (const [what, sql] of [
    ['people with one address', 'SELECT email_key AS of FROM person GROUP BY 1 HAVING count(*) > 1'],
    ['companies with one domain', 'SELECT domain AS of FROM account WHERE domain IS NOT NULL GROUP BY 1 HAVING count(*) > 1'],
    [
      'open leads of one person',
      "SELECT person_id::text AS of FROM lead WHERE state IN ('offered', 'accepted', 'working') GROUP BY 1 HAVING count(*) > 1",
    ],
    [
      'a response without its event',
      'SELECT id::text AS of FROM response r WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.id = r.touched_by)',
    ],
    [
      'bosses with marketing',
      "SELECT p.email_key AS of FROM person p WHERE p.title = 'Head' AND NOT EXISTS (SELECT 1 FROM lead l WHERE l.person_id = p.id)",
    ],
  ] as const)
    for (const { of } of await inside<{ of: string }>(sql)) wrong.push(`${what}: ${of}`)
  return [...acknowledged].filter(([message, id]) => !there.get(message)?.includes(id)).map(([message]) => message)
}

test('responses that were answered are there once after the server or the database is killed', { timeout: 300_000 }, () =>
  survive({ responses: 0, kills: 3, whom: ['server', 'backend', 'postmaster'], mostPauseMs: 500 }),
)

const many = Number(process.env.INTERLOCK_LONG_RESPONSES ?? 20_000)

test.skipIf(!process.env.INTERLOCK_LONG)(
  'the same with thousands of responses and kills at moments by chance',
  { timeout: 7_200_000 },
  () => survive({ responses: many, kills: Math.max(6, Math.floor(many / 400)), whom: victims, mostPauseMs: 4_000 }),
)
