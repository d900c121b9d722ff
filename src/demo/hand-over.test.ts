import { expect, test } from 'vitest'
import { type Day, type Instant, instant } from '#kernel/time'
import { listWorkspaces } from '#platform/store/workspaces'
import * as agreement from '#rooms/agreement/contract'
import * as capture from '#rooms/capture/contract'
import * as forms from '#rooms/capture/contract/forms'
import { readTimeSaved } from '#rooms/capture/contract/time-saved'
import * as leads from '#rooms/leads/contract'
import { learnScorecard } from '#rooms/measure/contract/scorecard'
import { testApp } from '#test/kit/app'
import { takenBack } from '#test/kit/importing'
import { rowsOf } from '#test/kit/records'
import { everything } from '#test/kit/workspace'
import { madeCompany } from './company.ts'
import { madeHandOver } from './hand-over.ts'

test('the same company and moment give the same hand-overs, in the order of their days, none of them to come', () => {
  const day = '2026-03-04' as Day
  const now = Date.parse('2026-03-04T10:00:00Z')
  const made = madeHandOver(madeCompany(day), now)
  expect(madeHandOver(madeCompany(day), now)).toEqual(made)
  expect(made.length).toBeGreaterThan(300)
  expect(made.every(({ at }, place) => at <= now && at >= (made[place - 1]?.at ?? 0))).toBe(true)
})

test('the sample company lives its hand-over, and leaves nothing behind whatever clocks and people did with it', async () => {
  const clock = { at: Date.parse('2026-03-04T10:00:00Z'), now: (): Instant => instant(new Date(clock.at)) }
  const app = await testApp({}, clock)
  const { services } = app.served.app
  const [workspace] = await services.database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  const before = await everything({ services, workspace })
  const { id } = await app.call(capture.loadSample, {})
  const course = async () => (await rowsOf(app, `SELECT task, state, failure FROM import WHERE id = '${id}'`))[0]
  await expect.poll(async () => (await course())?.task, { timeout: 30_000, interval: 200 }).toBe(null)
  expect(await course()).toMatchObject({ state: 'done', failure: null })

  const { inForce } = await app.call(agreement.readContract, {})
  expect(inForce).toMatchObject({ number: 1, signatures: [{}, {}] })
  expect((await app.call(forms.listForms, {})).forms).toMatchObject([{ open: true, published: 1 }])
  const states = await rowsOf(app, 'SELECT state, count(*)::int AS n FROM lead WHERE offered_at IS NOT NULL GROUP BY state ORDER BY state')
  expect(states.map(({ state }) => state)).toEqual(['accepted', 'converted', 'disqualified', 'offered', 'rejected', 'returned', 'working'])
  const { rows } = await app.call(leads.readQueue, { whose: 'mine' })
  expect(rows.length).toBeGreaterThan(5)
  expect(await app.call(leads.readLimbo, {})).toMatchObject({ rows: [] })
  const lateness = await app.call(leads.readLateness, {})
  expect(lateness.late.won / lateness.late.leads).toBeLessThan(lateness.inTime.won / lateness.inTime.leads)
  // What stands on a lead is what its clocks would have found.
  const wrong = await rowsOf(
    app,
    `SELECT id FROM lead WHERE state IS NOT NULL AND ((first_contact_at IS NULL OR first_contact_at > contact_by) AND (state_at > contact_by OR state IN ('offered', 'accepted', 'working'))
       AND contact_by <= '${clock.now()}') <> EXISTS (SELECT 1 FROM clock_breach b WHERE b.lead_id = lead.id AND b.kind = 'contact')`,
  )
  expect(wrong).toEqual([])

  const saved = async () => (await app.call(readTimeSaved, { days: 100 })).parts.filter(({ times }) => times > 0)
  expect(await saved()).toEqual([])

  const card = await app.call(learnScorecard, {})
  // The size of the company mostly tells as well; people are put into folds by ids that differ each time.
  expect(card.facts.filter(({ used, told }) => used && told).map(({ key }) => key)).toContain('title')
  expect(card.folds?.auc.low).toBeGreaterThan(0.6)

  const [mine] = rows
  if (!mine) throw new Error('Nobody waits.')
  await app.call(leads.rejectLead, { id: mine.id, version: mine.version, reason: 'later' })
  clock.at += 30 * 3_600_000
  services.nudge()
  await expect
    .poll(async () => (await rowsOf(app, `SELECT count(*)::int AS n FROM lead WHERE next_at <= '${clock.now()}'`))[0]?.n, {
      timeout: 10_000,
    })
    .toBe(0)
  expect(await rowsOf(app, "SELECT count(*)::int AS n FROM event WHERE kind = 'lead.clocks'")).not.toEqual([{ n: 0 }])
  expect(await saved()).toEqual([])
  expect((await takenBack(app, id)).conflicts).toEqual([])
  expect(await everything({ services, workspace })).toEqual(before)
}, 60_000)
