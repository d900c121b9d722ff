import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { eventKind } from '#kernel/event'
import type { EventId } from '#kernel/id'
import type { Taken } from '#kernel/taken'
import type { Day, Instant } from '#kernel/time'
import { inWriting } from '#platform/action/work'
import { undoEvent } from '#platform/ledger/undo'
import { ensureStages } from '#rooms/journey/actions'
import { runs } from '#test/kit/runs'
import { everything, testWorkspace } from '#test/kit/workspace'
import { type DealIn, takeDeals } from './actions.ts'

const tested = eventKind('thing.tested', z.object({}), () => 'Tested')
type World = Awaited<ReturnType<typeof testWorkspace>>

const stages = (['Talk', 'Demo', 'Closed Won', 'Closed Lost'] as const).map((name, position) => ({
  pipeline: '',
  name,
  position,
  kind: position < 2 ? ('open' as const) : position === 2 ? ('won' as const) : ('lost' as const),
}))
type Stage = (typeof stages)[number]

/** How a deal stood on a day. */
interface Stand {
  readonly stage: Stage
  readonly amount: string | null
  readonly closeOn: Day | null
  readonly day: Day
  readonly modifiedAt: Instant | null
}

const nothing = {
  account: { externalId: null, name: null },
  person: { externalId: null, email: null, name: null },
  ownerExternalId: null,
  ownerName: null,
  solution: null,
  currency: null,
  openedAt: null,
  source: null,
  channel: null,
  type: null,
  vertical: null,
  territory: null,
  lostReason: null,
  campaignRef: null,
  leadRef: null,
  probability: null,
  custom: {},
  entered: [],
} as const

const rowOf = (externalId: string, { stage, amount, closeOn, modifiedAt }: Stand): DealIn => ({
  ...nothing,
  externalId,
  name: externalId,
  pipeline: '',
  stage: stage.name,
  state: stage.kind,
  amount,
  closedAt: stage.kind === 'open' || closeOn === null ? null : (`${closeOn}T00:00:00.000Z` as Instant),
  expectedOn: stage.kind === 'open' ? closeOn : null,
  sourceModifiedAt: modifiedAt,
})

async function imports(world: World, rows: readonly DealIn[], asOf: Day | null): Promise<{ event: EventId; taken: Taken[] }> {
  return await inWriting(world.setting, async (ctx) => {
    const { book } = await ensureStages(ctx, stages)
    const taken = await takeDeals(ctx, rows, { book, asOf })
    ctx.tell(tested, {})
    return { event: ctx.ledger.eventId, taken }
  })
}

const undo = (world: World, event: EventId) =>
  inWriting(world.setting, (ctx) => undoEvent(ctx.tx, ctx.ledger, event, world.services.keptTables))

/** A deal as it is now, and its history. */
async function shown(world: World, externalId: string) {
  return await world.services.database.inWorkspace(world.workspace, async (tx) => ({
    deal: (
      await tx.query(
        `SELECT s.name AS stage, d.state, d.amount, d.expected_on AS expected, d.closed_at AS closed FROM deal d JOIN stage s ON s.id = d.stage_id WHERE d.external_id = $1`,
        [externalId],
      )
    )[0],
    stages: await tx.query(
      'SELECT s.name AS value, e.at, e.known FROM stage_entry e JOIN stage s ON s.id = e.stage_id JOIN deal d ON d.id = e.deal_id WHERE d.external_id = $1 ORDER BY e.at',
      [externalId],
    ),
    amounts: await tx.query(
      "SELECT v.value, v.at, v.known FROM deal_value v JOIN deal d ON d.id = v.deal_id WHERE d.external_id = $1 AND v.field = 'amount' ORDER BY v.at",
      [externalId],
    ),
    closings: await tx.query(
      "SELECT v.value, v.at, v.known FROM deal_value v JOIN deal d ON d.id = v.deal_id WHERE d.external_id = $1 AND v.field = 'close_on' ORDER BY v.at",
      [externalId],
    ),
  }))
}

const dayAt = (index: number) => new Date(Date.UTC(2025, 0, 7 + index * 7)).toISOString().slice(0, 10) as Day
const endOf = (day: Day) => `${day}T23:59:59.999Z`

/** Up to six snapshots of a deal, a week apart; with dates of change, those change when anything else does. */
const anyCourse: fc.Arbitrary<Stand[]> = fc
  .tuple(
    fc.boolean(),
    fc.array(
      fc.record({
        stage: fc.constantFrom(...stages),
        amount: fc.constantFrom(null, '100', '200.5'),
        closeOn: fc.constantFrom(null, '2025-01-02' as Day, '2025-01-03' as Day),
      }),
      { minLength: 1, maxLength: 6 },
    ),
  )
  .map(([dated, states]) => {
    const course: Stand[] = []
    states.forEach((state, index) => {
      const last = course.at(-1)
      const same = last && last.stage === state.stage && last.amount === state.amount && last.closeOn === state.closeOn
      const day = dayAt(index)
      const modifiedAt = !dated ? null : same ? last.modifiedAt : (`${day}T08:00:00.000Z` as Instant)
      course.push({ ...state, day, modifiedAt })
    })
    return course
  })

/** What has to be known after all snapshots, worked out in the order of time. */
function expected(course: readonly Stand[]) {
  const last = course.at(-1) as Stand
  const lastSaid = <T>(of: readonly Stand[], value: (stand: Stand) => T | null) => of.map(value).findLast((one) => one !== null) ?? null
  const closedSince = course.slice(course.findLastIndex((stand) => stand.stage.kind === 'open') + 1)
  const closed = last.stage.kind === 'open' ? null : lastSaid(closedSince, (stand) => stand.closeOn)
  const runs = (value: (stand: Stand) => string | null, moved: (stand: Stand) => string | null = value) => {
    const said = course.filter((stand) => value(stand) !== null)
    if (new Set(said.map(moved)).size < 2) return []
    return said
      .filter((stand, index) => index === 0 || value(stand) !== value(said[index - 1] as Stand))
      .map((stand) => ({ value: value(stand), at: stand.modifiedAt ?? endOf(stand.day), known: 'seen_by' }))
  }
  return {
    deal: {
      stage: last.stage.name,
      state: last.stage.kind,
      amount: lastSaid(course, (stand) => stand.amount),
      expected: lastSaid(course, (stand) => (stand.stage.kind === 'open' ? stand.closeOn : null)),
      closed: closed && `${closed}T00:00:00.000Z`,
    },
    stages: runs((stand) => stand.stage.name),
    amounts: runs((stand) => stand.amount),
    closings: runs((stand) => stand.closeOn),
  }
}

describe('snapshots of a deal', () => {
  test('in any order leave it as the newest shows it, each observed state once in its history; undo gives back every state before', {
    timeout: 300_000,
  }, async () => {
    const world = await testWorkspace()
    await imports(world, [], null)
    let number = 0
    await fc.assert(
      fc.asyncProperty(
        anyCourse.chain((course) => fc.tuple(fc.constant(course), fc.shuffledSubarray(course, { minLength: course.length }))),
        fc.boolean(),
        async ([course, shuffled], inOrder) => {
          const id = `D${number++}`
          const states: unknown[] = []
          const events: EventId[] = []
          for (const stand of inOrder ? course : shuffled) {
            states.push(await everything(world))
            events.push((await imports(world, [rowOf(id, stand)], stand.day)).event)
          }
          expect(await shown(world, id)).toEqual(expected(course))
          const all = await everything(world)
          for (const stand of shuffled)
            expect((await imports(world, [rowOf(id, stand)], stand.day)).taken).toMatchObject([{ bucket: 'skip' }])
          expect(await everything(world)).toEqual(all)
          for (const event of events.toReversed()) {
            await undo(world, event)
            expect(await everything(world)).toEqual(states.pop())
          }
        },
      ),
      { numRuns: runs(20, 160) },
    )
  })

  const stand = (stage: string, day: string, more: Partial<Stand> = {}): Stand => ({
    stage: stages.find((each) => each.name === stage) as Stage,
    amount: '100',
    closeOn: null,
    day: day as Day,
    modifiedAt: null,
    ...more,
  })
  const takes = async (world: World, ...stands: readonly Stand[]) => {
    for (const one of stands) await imports(world, [rowOf('D', one)], one.day)
  }

  test('of which there is one make no history', async () => {
    const world = await testWorkspace()
    await takes(world, stand('Talk', '2025-01-31'))
    expect(await shown(world, 'D')).toMatchObject({ deal: { stage: 'Talk' }, stages: [], amounts: [], closings: [] })
  })

  test('show a deal that was lost and is open again, without the day and reason of its loss', async () => {
    const world = await testWorkspace()
    const lost = stand('Closed Lost', '2025-01-31', { closeOn: '2025-01-20' as Day })
    await imports(world, [{ ...rowOf('D', lost), lostReason: 'Price' }], lost.day)
    await takes(world, stand('Demo', '2025-02-28'))
    const { deal, stages: entries } = await shown(world, 'D')
    expect(deal).toMatchObject({ stage: 'Demo', state: 'open', closed: null })
    expect(entries.map((entry) => entry.value)).toEqual(['Closed Lost', 'Demo'])
    const reasons = await world.services.database.inWorkspace(world.workspace, (tx) => tx.query('SELECT lost_reason FROM deal'))
    expect(reasons).toEqual([{ lost_reason: null }])
  })

  test('keep the stage that was shown when a stage is called otherwise later', async () => {
    const world = await testWorkspace()
    const modifiedAt = '2025-01-10T08:00:00.000Z' as Instant
    await takes(world, stand('Talk', '2025-01-31', { modifiedAt }), stand('Demo', '2025-02-28', { modifiedAt }))
    expect((await shown(world, 'D')).stages).toEqual([
      { value: 'Talk', at: modifiedAt, known: 'seen_by' },
      { value: 'Demo', at: '2025-02-28T23:59:59.999Z', known: 'seen_by' },
    ])
  })

  test('that are older only add to the history, and say so', async () => {
    const world = await testWorkspace()
    await takes(world, stand('Demo', '2025-02-28', { amount: '500' }))
    const { taken } = await imports(world, [rowOf('D', stand('Talk', '2025-01-31'))], '2025-01-31' as Day)
    expect(taken).toMatchObject([{ bucket: 'update', changed: ['history'] }])
    expect((await shown(world, 'D')).deal).toMatchObject({ stage: 'Demo', amount: '500' })
    expect((await shown(world, 'D')).amounts.map((one) => one.value)).toEqual(['100', '500'])
  })
})
