import { randomUUID } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { createAccount, makeKey } from '#platform/access/contract'
import { isWell, Mortal, randomOf, type Victim } from '#test/kit/faults'
import { ask, killAll } from '#test/kit/interlock'
import { owner } from '#test/kit/people'
import { type Manner, type Receiver, receiver } from '#test/kit/receivers'
import { makeWebhook } from '../contract/webhooks-out.ts'
import { setCompany } from '../contract.ts'

const seed = Number(process.env.INTERLOCK_SEED ?? 20260302)

afterAll(killAll)

/** How often of 10,000 a receiver that takes what it is told behaves otherwise. */
type Moods = Partial<Record<Manner, number>>

interface Plan {
  /** Events that are to happen; it goes on for longer while kills are left. */
  readonly events: number
  readonly kills: number
  readonly whom: readonly Victim[]
  readonly moods: Moods
  readonly lanes: number
  readonly mostPauseMs: number
}

const mannerBy = (random: () => number, moods: Moods) => (): Manner => {
  let left = random() * 10_000
  for (const [manner, share] of Object.entries(moods)) {
    left -= share
    if (left < 0) return manner as Manner
  }
  return random() < 0.5 ? 'well' : 'slow'
}

/** Who is told in a run: one that takes most, and each that never does, on ports of their own. */
async function audience(random: () => number, moods: Moods) {
  const inside = await receiver({ manner: () => 'well' })
  const there = (manner: () => Manner) => receiver({ manner, elsewhere: inside.url })
  const takes = await there(mannerBy(random, moods))
  const never = { hangs: await there(() => 'hangs'), elsewhere: await there(() => 'elsewhere'), gone: await there(() => 'gone') }
  const all = [inside, takes, ...Object.values(never)]
  onTestFinished(async () => {
    for (const one of all) await one.close()
  })
  return { inside, takes, never }
}

async function said(mortal: Mortal, path: string, body: object, cookie: string): Promise<Record<string, unknown>> {
  const reply = await mortal.send('POST', path, JSON.stringify(body), { cookie })
  if (!isWell(reply)) throw new Error(`${path} answered ${reply.status}: ${JSON.stringify(reply.body)}`)
  return reply.body as Record<string, unknown>
}

/** Has an address told what happens to the company; answers its id. */
async function introduced(mortal: Mortal, cookie: string, name: string, one: Receiver): Promise<string> {
  const made = await said(mortal, makeWebhook.path, { name, url: one.url, kinds: ['company.*'] }, cookie)
  one.knows(String(made.secret))
  return String((made.webhook as { id: string }).id)
}

/** Events that were never committed: written as the ledger writes them, and rolled back. */
async function rolledBack(inside: (sql: string) => Promise<unknown>): Promise<string> {
  const id = randomUUID()
  await inside(
    `BEGIN; WITH head AS (UPDATE ledger_head SET seq = seq + 1 WHERE id = 1 RETURNING seq)
     INSERT INTO event (id, seq, kind, actor_kind, actor_name, payload, at, recorded_at)
     VALUES ('${id}', (SELECT seq FROM head), 'company.changed', 'system', 'Phantom', '{"settings": ["currency"]}', now(), now()); SELECT pg_sleep(0.01); ROLLBACK`,
  ).catch(() => {
    // The database was killed meanwhile: that is a rollback, too.
  })
  return id
}

/** Changes a setting again and again while things are killed; then compares what receivers were told with the ledger. */
async function survive({ events, kills, whom, moods, lanes, mostPauseMs }: Plan): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'interlock-webhooks-'))
  chmodSync(dataDir, 0o711)
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const random = randomOf(seed)
  const { inside: forbidden, takes, never } = await audience(random, moods)
  const mortal = new Mortal(dataDir, { INTERLOCK_CALLS_INSIDE: '127.0.0.1' })
  await mortal.well()
  const { cookie } = await mortal.send('POST', createAccount.path, JSON.stringify(owner))
  // A key for each lane: what one caller may write is bounded.
  const keys = await Promise.all(
    Array.from({ length: lanes }, (_, no) => said(mortal, makeKey.path, { name: `Lane ${no}`, role: 'admin', scope: 'write' }, cookie)),
  )
  const main = await introduced(mortal, cookie, 'Takes', takes)
  const others = new Map<string, string>()
  for (const [name, one] of Object.entries(never)) others.set(name, await introduced(mortal, cookie, name, one))
  const [workspace] = await ask<{ schema: string }>(dataDir, 'SELECT schema_name AS schema FROM workspace')
  const inside = <R extends Record<string, unknown>>(sql: string) => ask<R>(dataDir, sql, workspace?.schema)
  let [sent, killed] = [0, 0]
  const phantoms: string[] = []
  const busy = () => sent < events || killed < kills
  const lane = async (key: unknown, no: number) => {
    while (busy()) {
      const currency = `X${String.fromCharCode(65 + no)}${String.fromCharCode(65 + (sent % 26))}`
      const reply = await mortal.send(setCompany.method, setCompany.path, JSON.stringify({ currency }), { authorization: `Bearer ${key}` })
      if (isWell(reply)) sent += 1
      else await sleep(reply.status === 429 ? 200 : 50)
    }
  }
  const rollingBack = async () => {
    while (busy()) {
      phantoms.push(await rolledBack(inside))
      await sleep(100 + random() * 400)
    }
  }
  const killer = async () => {
    for (; killed < kills; killed++) {
      await sleep(300 + random() * mostPauseMs)
      await mortal.kill(whom[killed % whom.length] ?? 'server')
      await mortal.well()
    }
  }
  await Promise.all([killer(), rollingBack(), ...keys.map(({ secret }, no) => lane(secret, no))])
  const ledger = async () =>
    new Map(
      (await inside<{ id: string; seq: string }>("SELECT id, seq FROM event WHERE kind = 'company.changed'")).map((row) => [
        row.id,
        Number(row.seq),
      ]),
    )
  const lost = async () => [...(await ledger()).keys()].filter((id) => !takes.told.has(id))
  const behind = () => inside("SELECT 1 FROM webhook w, ledger_head h WHERE w.state = 'on' AND w.seq < h.seq")
  for (let turn = 0; turn < 2_400 && ((await lost()).length > 0 || (await behind()).length > 0); turn++) {
    // Leases of those who died, pauses of what was not taken, and what a receiver asked for are long: time passes for them.
    await inside(
      `UPDATE webhook_delivery SET due_at = now(), lease_until = NULL WHERE webhook_id = '${main}' AND state = 'waiting' AND (due_at > now() + interval '1 second' OR lease_until < now() + interval '35 seconds')`,
    )
    await inside('UPDATE webhook SET held_until = NULL WHERE held_until IS NOT NULL')
    await sleep(500)
  }
  const known = await ledger()
  const strange = [...takes.told].filter(([id, { seq }]) => known.get(id) !== seq).map(([id]) => id)
  const twice = [...takes.told.values()].filter(({ times }) => times > 1).length
  const kept = await inside<{ name: string; state: string; rows: number; stops: number }>(
    `SELECT w.name, w.state, (SELECT count(*)::int FROM webhook_delivery d WHERE d.webhook_id = w.id) AS rows,
       (SELECT count(*)::int FROM event e WHERE e.kind = 'webhook.stopped' AND e.payload ->> 'webhook' = w.id::text) AS stops FROM webhook w WHERE w.name <> 'Takes' ORDER BY w.name`,
  )
  // Nobody need wait for what never answers.
  await never.hangs.close()
  await mortal.end()
  process.stdout.write(
    `  ${killed} kills with seed ${seed} (${JSON.stringify(mortal.kills)}): ${known.size} events, ${phantoms.length} rolled back besides; lost ${await missing(known, takes)}, phantom ${strange.length}, ` +
      `not signed right ${takes.wrong.length}, called inside ${forbidden.told.size}, told twice ${twice}; behaved ${JSON.stringify(takes.counts)}, most of a gigabyte let in ${takes.flooded()} bytes\n`,
  )
  expect({ lost: missing(known, takes), phantom: strange, wrong: takes.wrong, inside: forbidden.told.size }).toEqual({
    ...{ lost: 0, phantom: [], wrong: [], inside: 0 },
  })
  expect(phantoms.filter((id) => known.has(id))).toEqual([])
  expect(mortal.internal).toEqual([])
  expect(known.size).toBeGreaterThanOrEqual(events)
  // Those that never take hold nobody and lose nothing: what they were to be told waits, or failed where they are gone.
  expect(kept.map(({ name, state, stops }) => ({ name, state, stops }))).toEqual([
    { name: 'elsewhere', state: 'on', stops: 0 },
    { name: 'gone', state: 'stopped', stops: 1 },
    { name: 'hangs', state: 'on', stops: 0 },
  ])
  for (const { name, rows } of kept.filter(({ state }) => state === 'on')) expect([name, rows]).toEqual([name, known.size])
  expect(takes.flooded()).toBeLessThan(16 * 2 ** 20)
}

const missing = (known: ReadonlyMap<string, number>, { told }: Receiver) => [...known.keys()].filter((id) => !told.has(id)).length

test(
  'each event is told, and none that was rolled back, though the server is killed and receivers behave badly',
  { timeout: 180_000 },
  () =>
    survive({
      ...{ events: 300, kills: 1, whom: ['server and postmaster'], lanes: 4, mostPauseMs: 500 },
      moods: { broken: 100, busy: 50, resets: 50, elsewhere: 100, drips: 50, floods: 100 },
    }),
)

const many = Number(process.env.INTERLOCK_LONG_EVENTS ?? 50_000)

test.skipIf(!process.env.INTERLOCK_LONG)('the same with 50,000 events', { timeout: 7_200_000 }, () =>
  survive({
    ...{ events: many, kills: Math.max(6, Math.floor(many / 1_500)), lanes: 8, mostPauseMs: 15_000 },
    whom: ['server', 'server', 'backend', 'server and postmaster', 'postmaster'],
    moods: { broken: 100, busy: 2, resets: 50, elsewhere: 50, drips: 50, floods: 20, hangs: 5 },
  }),
)
