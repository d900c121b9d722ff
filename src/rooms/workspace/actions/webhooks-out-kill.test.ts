import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { isWell, Mortal, randomOf, type Victim } from '#test/kit/faults'
import { ask, killAll } from '#test/kit/interlock'
import { makeWebhook } from '../contract/webhooks-out.ts'
import { setCompany } from '../contract.ts'

const seed = Number(process.env.INTERLOCK_SEED ?? 20260302)

afterAll(killAll)

/** A receiver that answers in its own time, sometimes with an error, and remembers which events it was told. */
async function receiver(random: () => number) {
  const told = new Map<string, number>()
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('error', () => {})
    request.on('end', () => {
      const fails = random() < 0.02
      const { data } = JSON.parse(Buffer.concat(parts).toString()) as { data: { event: string } }
      if (!fails) told.set(data.event, (told.get(data.event) ?? 0) + 1)
      setTimeout(() => response.writeHead(fails ? 503 : 200).end(), random() * 60)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close().closeAllConnections())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, told }
}

/** Changes a setting again and again while things are killed; then compares what the receiver was told with the ledger. */
async function survive(wanted: number, kills: number, whom: readonly Victim[]): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'interlock-webhooks-'))
  chmodSync(dataDir, 0o711)
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const random = randomOf(seed)
  const { url, told } = await receiver(random)
  const mortal = new Mortal(dataDir, { INTERLOCK_CALLS_INSIDE: '127.0.0.1' })
  await mortal.well()
  const made = await mortal.send('POST', makeWebhook.path, JSON.stringify({ name: 'There', url, kinds: ['company.*'] }))
  expect(isWell(made)).toBe(true)
  let [sent, killed] = [0, 0]
  const lane = async (no: number) => {
    while (sent < wanted || killed < kills) {
      const currency = `X${String.fromCharCode(65 + no)}${String.fromCharCode(65 + (sent % 26))}`
      const reply = await mortal.send(setCompany.method, setCompany.path, JSON.stringify({ currency }))
      if (isWell(reply)) sent += 1
      else await sleep(reply.status === 429 ? 200 : 50)
    }
  }
  const killer = async () => {
    for (; killed < kills; killed++) {
      await sleep(300 + random() * 1_500)
      await mortal.kill(whom[killed % whom.length] ?? 'server')
      await mortal.well()
    }
  }
  await Promise.all([killer(), lane(0), lane(1), lane(2)])
  const [workspace] = await ask<{ schema: string }>(dataDir, 'SELECT schema_name AS schema FROM workspace')
  const inside = <R extends Record<string, unknown>>(sql: string) => ask<R>(dataDir, sql, workspace?.schema)
  const ledger = async () => (await inside<{ id: string }>("SELECT id FROM event WHERE kind = 'company.changed'")).map(({ id }) => id)
  const lost = async () => (await ledger()).filter((id) => !told.has(id))
  for (let turn = 0; turn < 1_200 && (await lost()).length > 0; turn++) {
    // Leases of those who died and pauses of the 503s are long: time passes for them.
    await inside(
      "UPDATE webhook_delivery SET due_at = now(), lease_until = NULL WHERE state = 'waiting' AND (due_at > now() + interval '1 second' OR lease_until IS NOT NULL)",
    )
    await sleep(500)
  }
  const known = new Set(await ledger())
  const result = { lost: (await lost()).length, phantom: [...told.keys()].filter((id) => !known.has(id)).length }
  const twice = [...told.values()].filter((times) => times > 1).length
  await mortal.end()
  process.stdout.write(
    `  ${killed} kills with seed ${seed}: ${known.size} events, lost ${result.lost}, phantom ${result.phantom}, told twice ${twice}\n`,
  )
  expect(result).toEqual({ lost: 0, phantom: 0 })
  expect(known.size).toBeGreaterThanOrEqual(wanted)
}

test('each event is told, and none that is not in the ledger, though the server and the database are killed', { timeout: 180_000 }, () =>
  survive(300, 3, ['server', 'backend', 'postmaster']),
)

const many = Number(process.env.INTERLOCK_LONG_EVENTS ?? 50_000)

test.skipIf(!process.env.INTERLOCK_LONG)('the same with 50,000 events', { timeout: 7_200_000 }, () =>
  survive(many, Math.max(6, Math.floor(many / 1_500)), ['server', 'server', 'backend', 'server and postmaster', 'postmaster']),
)
