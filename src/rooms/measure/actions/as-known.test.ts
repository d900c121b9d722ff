import { expect, test } from 'vitest'
import { z } from 'zod'
import { eventKind } from '#kernel/event'
import type { EventId } from '#kernel/id'
import type { Day, Instant } from '#kernel/time'
import { inWriting } from '#platform/action/work'
import type { FixedClock } from '#platform/clock'
import { undoEvent } from '#platform/ledger/undo'
import { type DealIn, takeDeals } from '#rooms/deals/actions'
import { deals } from '#rooms/deals/tables'
import { ensureStages } from '#rooms/journey/actions'
import { testWorkspace } from '#test/kit/workspace'
import { metrics } from '../metrics/catalog.ts'
import { ask } from './ask.ts'
import { withLook } from './look.ts'

const tested = eventKind('thing.tested', z.object({}), () => 'Tested')
type World = Awaited<ReturnType<typeof testWorkspace>>
type Work = Parameters<typeof inWriting>[1]

const stages = ['Talk', 'Demo', 'Closed Won', 'Closed Lost'].map((name, position) => ({
  ...{ pipeline: '', name, position },
  kind: (['open', 'open', 'won', 'lost'] as const)[position] ?? 'open',
}))

const blank = {
  ...{ account: { externalId: null, name: 'Acme' }, person: { externalId: null, email: null, name: null }, ownerExternalId: null },
  ...{ pipeline: '', solution: null, currency: 'EUR', source: null, channel: null, type: null, vertical: null, territory: null },
  ...{ lostReason: null, campaignRef: null, leadRef: null, probability: null, sourceModifiedAt: null, custom: {}, entered: [] },
} as const

interface Stand {
  readonly stage: string
  readonly amount: string | null
  readonly owner?: string
  readonly close?: string
  readonly opened?: string
}

function dealIn(externalId: string, { stage, amount, owner = 'Ann', close, opened = '2026-01-05' }: Stand): DealIn {
  const state = stages.find(({ name }) => name === stage)?.kind ?? 'open'
  const at = (day: string) => `${day}T00:00:00.000Z` as Instant
  return {
    ...blank,
    ...{ externalId, name: externalId, ownerName: owner, stage, state, amount, openedAt: at(opened) },
    closedAt: state === 'open' || close === undefined ? null : at(close),
    expectedOn: state === 'open' && close !== undefined ? (close as Day) : null,
  }
}

const act = (world: World, work: Work) =>
  inWriting(world.setting, async (ctx) => {
    await work(ctx)
    ctx.tell(tested, {})
    return ctx.ledger.eventId
  })

const imports = (world: World, rows: Readonly<Record<string, Stand>>, asOf: string) =>
  act(world, async (ctx) => {
    const { book } = await ensureStages(ctx, stages)
    const lines = Object.entries(rows).map(([id, stand]) => dealIn(id, stand))
    await takeDeals(ctx, lines, { book, asOf: asOf as Day })
  })

const undo = (world: World, event: EventId) =>
  inWriting(world.setting, (ctx) => undoEvent(ctx.tx, ctx.ledger, event, world.services.keptTables))

const standOn = (world: World, at: string) => (world.services.clock as FixedClock).set(at as Instant)

/** Every number of the whole and by owner, and the deals themselves, as known on a day or now. */
const figures = (world: World, asOf?: string) =>
  withLook(world.services, world.workspace, { asOf: asOf as Day | undefined }, async (duck) => ({
    whole: await ask(duck, metrics),
    byOwner: await ask(
      duck,
      [...metrics].filter(({ subject }) => subject === 'deal'),
      { by: ['owner'] },
    ),
    deals: await duck.all('SELECT ref, name, owner, stage, state, amount, opened_on, closed_on, expected_on FROM fact_deal ORDER BY ref'),
    entries: await duck.all(
      'SELECT f.ref, e.seq, e.stage, e.entered_on, e.left_on, e.outcome FROM fact_stage_entry e JOIN fact_deal f USING (deal_id) ORDER BY ALL',
    ),
  }))

const february = {
  A: { stage: 'Talk', amount: '100', close: '2026-04-01' },
  B: { stage: 'Demo', amount: '200', owner: 'Bo' },
  C: { stage: 'Closed Won', amount: '300', close: '2026-02-20' },
  D: { stage: 'Talk', amount: null },
} as const
const march = {
  A: { stage: 'Demo', amount: '150', close: '2026-05-01', owner: 'Bo' },
  B: { stage: 'Closed Lost', amount: '200', owner: 'Bo', close: '2026-03-20' },
  C: { stage: 'Closed Won', amount: '330', close: '2026-02-21' },
  E: { stage: 'Talk', amount: '900', opened: '2026-02-10' },
} as const

test('the figures of a day come again, whatever was imported, changed, removed and undone since', { timeout: 60_000 }, async () => {
  const world = await testWorkspace()
  standOn(world, '2026-03-02T08:00:00.000Z')
  await imports(world, february, '2026-02-28')
  const then = await figures(world)
  expect(await figures(world, '2026-03-02')).toEqual(then)

  standOn(world, '2026-04-02T08:00:00.000Z')
  const second = await imports(world, march, '2026-03-31')
  expect((await figures(world)).deals).not.toEqual(then.deals)
  expect(await figures(world, '2026-03-02')).toEqual(then)
  expect(await figures(world, '2026-04-01')).toMatchObject({ deals: then.deals })

  const now = await figures(world)
  standOn(world, '2026-04-09T08:00:00.000Z')
  const ids = await world.services.database.inWorkspace(world.workspace, (tx) =>
    tx.query<{ id: string; external_id: string }>('SELECT id, external_id FROM deal'),
  )
  const idOf = (name: string) => ids.find((each) => each.external_id === name)?.id ?? ''
  await act(world, (ctx) => ctx.ledger.update(deals, [{ id: idOf('A'), amount: '1', ownerId: null }]))
  await act(world, (ctx) => ctx.ledger.update(deals, [{ id: idOf('A'), amount: '2' }]))
  expect(await figures(world, '2026-03-02')).toEqual(then)
  expect((await figures(world, '2026-04-02')).deals).toEqual(now.deals)
  await undo(world, second)
  expect(await figures(world, '2026-03-02')).toEqual(then)
  expect((await figures(world, '2026-04-02')).deals).toEqual(now.deals)
})

test('a deal that was removed since is there again, as it was', { timeout: 60_000 }, async () => {
  const world = await testWorkspace()
  standOn(world, '2026-03-02T08:00:00.000Z')
  const first = await imports(world, february, '2026-02-28')
  const then = await figures(world)
  standOn(world, '2026-03-10T08:00:00.000Z')
  const undone = await undo(world, first)
  expect(undone.conflicts).toEqual([])
  expect(await world.services.database.inWorkspace(world.workspace, (tx) => tx.query('SELECT id FROM deal'))).toEqual([])
  expect(await figures(world, '2026-03-05')).toMatchObject({ deals: then.deals, entries: then.entries })
})

test('before the first import the snapshots tell, by their own days, how deals stood', { timeout: 60_000 }, async () => {
  const world = await testWorkspace()
  standOn(world, '2026-04-20T08:00:00.000Z')
  await imports(world, february, '2026-02-28')
  await imports(world, march, '2026-03-31')
  const { deals: back } = await figures(world, '2026-02-28')
  const stood = Object.fromEntries(
    back.map(({ ref, stage, state, amount }) => [String(ref), [stage, state, amount === null ? null : Number(amount)]]),
  )
  expect(stood).toMatchObject({
    A: ['Talk', 'open', 100],
    B: ['Demo', 'open', 200],
    C: ['Closed Won', 'won', 300],
    E: ['Talk', 'open', 900],
  })
})
