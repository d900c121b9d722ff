import { expect, test } from 'vitest'
import { instant } from '#kernel/time'
import { listMails } from '#platform/mail/contract'
import { listWorkspaces } from '#platform/store/workspaces'
import { setDigest, usualChoice } from '#rooms/cadence/contract'
import { loadSample } from '#rooms/capture/contract'
import { testApp } from '#test/kit/app'
import { handedOver } from '#test/kit/hand-over'
import { bring, ownerOf } from '#test/kit/people'
import { rowsOf } from '#test/kit/records'

const wanted = { ...usualChoice, every: 'week' as const, pack: 'manager' as const }

test('a manager who wants it is told once of a hand-over that failed, in their language, and nobody of the sample company', async () => {
  const clock = { at: Date.parse('2026-03-02T10:00:00Z'), now: () => instant(new Date(clock.at)) }
  const app = await testApp({}, clock)
  const { services } = app.served.app
  await app.call(loadSample, {})
  const course = async () => (await rowsOf(app, 'SELECT task FROM import'))[0]?.task
  await expect.poll(course, { timeout: 30_000, interval: 200 }).toBe(null)
  const boss = await ownerOf(app)
  const ann = await bring(app, boss, 'sales', 'ann')
  const [workspace] = await services.database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  await bring(app, boss, 'admin', 'quiet')
  await app.call(setDigest, wanted, boss)
  await app.call(setDigest, wanted, ann)
  await services.database.inWorkspace(workspace, (tx) => tx.query("UPDATE digest SET language = 'de'"))
  await handedOver(app, { name: 'Pat Lee', owner: 'The ann' })
  clock.at += 73 * 3_600_000
  services.nudge()
  const mails = async () => (await app.call(listMails, {}, boss)).mails.filter(({ kind }) => kind === 'failed-hand-over')
  const told = async () => (await mails()).map(({ to }) => to)
  await expect.poll(told, { timeout: 15_000, interval: 300 }).toEqual(['owner@company.example'])
  expect(JSON.stringify(await mails())).toContain('Übergabe gescheitert: Pat Lee')
  clock.at += 300 * 3_600_000
  services.nudge()
  await expect
    .poll(async () => (await rowsOf(app, `SELECT count(*)::int AS n FROM lead WHERE next_at <= '${clock.now()}'`))[0]?.n, {
      timeout: 15_000,
    })
    .toBe(0)
  expect(await told()).toEqual(['owner@company.example'])
}, 60_000)
