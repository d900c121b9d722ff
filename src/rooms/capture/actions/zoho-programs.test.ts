import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestApp, testApp } from '#test/kit/app'
import { expectEveryRowOnce, type Row, recordsOf } from '#test/kit/import-files'
import { imported } from '#test/kit/importing'
import type { Import } from '../contract.ts'

const folder = resolve(import.meta.dirname, '../../../../../shared/data/zoho-crm-sample')

interface Published {
  readonly rows: Record<string, number>
  readonly campaigns: {
    readonly by_type: Record<string, Record<string, number>>
    readonly by_status: Record<string, number>
    readonly actual_cost_total_usd: number
    readonly budgeted_cost_total_usd: number
    readonly expected_revenue_total_usd: number
  }
  readonly activities: { readonly calls_by_type: Record<string, number>; readonly calls_total_seconds: number }
}

describe.skipIf(!existsSync(folder))('campaigns and activities of the Zoho sample (../shared/data)', () => {
  let app: TestApp & { close(): Promise<void> }
  let done: Import
  let rows: Record<string, Row[]>
  let published: Published
  const names = ['Campaigns', 'Campaign_Lead_Status', 'Calls', 'Events', 'Tasks', 'Potentials', 'Contacts']

  beforeAll(async () => {
    published = JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8')) as Published
    app = await testApp()
    done = await imported(
      app,
      names.map((name) => ({ name: `${name}.csv`, path: `${folder}/${name}.csv` })),
    )
    rows = await recordsOf(app)
  }, 240_000)
  afterAll(() => app.close())

  const countBy = (all: readonly Row[], key: string) => {
    const counts: Record<string, number> = {}
    for (const row of all) counts[String(row[key])] = (counts[String(row[key])] ?? 0) + 1
    return counts
  }
  const sum = (all: readonly Row[], key: string) => all.reduce((total, row) => total + Number(row[key] ?? 0), 0)

  test('come in whole: every row is in one bucket, none is returned', () => {
    expectEveryRowOnce(done)
    const taken = Object.fromEntries(done.result?.kinds.map((each) => [each.kind, { rows: each.rows, reject: each.reject }]) ?? [])
    const { Calls = 0, Events = 0, Tasks = 0, Campaigns, Campaign_Lead_Status: members } = published.rows
    expect(taken).toMatchObject({
      campaign: { rows: Campaigns, reject: 0 },
      campaign_member: { rows: members, reject: 0 },
      activity: { rows: Calls + Events + Tasks, reject: 0 },
    })
    expect(rows.touch).toHaveLength(members ?? 0)
    expect(rows.activity).toHaveLength(Calls + Events + Tasks)
  })

  test('have the published costs, and by their deals the published return of each type', () => {
    const { campaigns } = published
    const { campaign = [], deal = [] } = rows
    expect(sum(campaign, 'actual_cost')).toBeCloseTo(campaigns.actual_cost_total_usd, 2)
    expect(sum(campaign, 'budgeted_cost')).toBeCloseTo(campaigns.budgeted_cost_total_usd, 2)
    expect(sum(campaign, 'expected_revenue')).toBeCloseTo(campaigns.expected_revenue_total_usd, 2)
    expect(countBy(campaign, 'status')).toEqual(campaigns.by_status)
    for (const [type, expected] of Object.entries(campaigns.by_type)) {
      const own = campaign.filter((each) => each.type === type)
      const ids = new Set(own.map((each) => each.external_id))
      const deals = deal.filter((each) => ids.has(each.campaign_ref))
      const won = deals.filter((each) => each.state === 'won')
      const cost = sum(own, 'actual_cost')
      const roi = Math.round(((sum(won, 'amount') - cost) / cost) * 1e6) / 1e6
      expect({ type, campaigns: own.length, potentials: deals.length, won: won.length, won_amount_usd: sum(won, 'amount'), roi }).toEqual({
        type,
        campaigns: expected.campaigns,
        potentials: expected.potentials,
        won: expected.won,
        won_amount_usd: expected.won_amount_usd,
        roi: expected.roi,
      })
    }
  })

  test('are calls, meetings and tasks, with the published directions and seconds, and with the contacts that are there', () => {
    const { activity = [], person = [] } = rows
    const calls = activity.filter((each) => each.kind === 'call')
    expect(countBy(calls, 'direction')).toEqual(published.activities.calls_by_type)
    expect(Math.round(sum(calls, 'duration_minutes') * 60)).toBe(published.activities.calls_total_seconds)
    expect(countBy(activity, 'kind')).toEqual({ call: published.rows.Calls, meeting: published.rows.Events, task: published.rows.Tasks })
    const known = new Map(person.map((each) => [each.external_id, each.id]))
    const named = activity.filter((each) => known.has((each.refs as Record<string, string>).contact_external_id))
    expect(named.length).toBeGreaterThan(0)
    for (const each of named) expect(each.person_id).toBe(known.get((each.refs as Record<string, string>).contact_external_id))
  })

  test('change nothing when they come again', { timeout: 240_000 }, async () => {
    const again = await imported(
      app,
      names.map((name) => ({ name: `${name}.csv`, path: `${folder}/${name}.csv` })),
    )
    for (const kind of again.result?.kinds ?? []) expect(kind).toMatchObject({ create: 0, update: 0 })
    const after = await recordsOf(app)
    for (const table of ['campaign', 'touch', 'activity', 'person']) expect(after[table]).toEqual(rows[table])
  })
})
