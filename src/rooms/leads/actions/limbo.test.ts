import { expect, test } from 'vitest'
import type { Id } from '#kernel/id'
import { instant } from '#kernel/time'
import { inWriting } from '#platform/action/work'
import { takeDue } from '#platform/due/due'
import { newId } from '#platform/ids'
import { recordMade } from '#platform/list/making'
import { people } from '#rooms/accounts/tables'
import { ensureMembers } from '#rooms/workspace/actions'
import { testWorkspace } from '#test/kit/workspace'
import type { LeadState } from '../contract.ts'
import { limboWords } from '../rules/limbo.ts'
import { inLimbo } from '../store/nurture.ts'
import { leads, nurtureStays, responses } from '../tables.ts'
import { workClocks } from './clock-work.ts'
import { clockWork, openPromises, wakeClocks } from './clocks.ts'

type World = Awaited<ReturnType<typeof testWorkspace>>
const all = { hours: 1, of: 'all' as const }
const terms = { sales: { accept: all, firstContact: all, tries: 2 }, clocks: { place: all, failed: all, cold: all } }

/** People with a lead each; what is not said is as of somebody who is looked after. */
const written = (
  { setting }: World,
  wanted: readonly {
    name: string
    owner?: string | null
    queue?: string | null
    state?: LeadState
    clocks?: boolean
    stay?: boolean
    responded?: boolean
    lead?: boolean
  }[],
) =>
  inWriting(setting, async (ctx) => {
    const ids: Id<'lead'>[] = []
    for (const {
      name,
      owner = 'Ann',
      queue = null,
      state = 'offered',
      clocks = true,
      stay = false,
      responded = false,
      lead = true,
    } of wanted) {
      const personId = newId<'person'>(ctx.now)
      await ctx.ledger.insert(people, [{ id: personId, fullName: name, custom: {} }])
      const [member] = owner === null ? [null] : await ensureMembers(ctx, [{ externalId: null, name: owner }])
      const { warnsAt, ...due } = (await openPromises(ctx, null)).of(terms, ctx.now)
      const id = newId<'lead'>(ctx.now)
      const at = { offeredAt: ctx.now, createdAt: ctx.now, stateAt: ctx.now, ...(clocks ? { ...due, nextAt: warnsAt } : {}) }
      if (lead)
        await ctx.ledger.insert(leads, [
          { id, externalId: id, personId, ownerId: member as Id<'member'> | null, queue, state, tries: 0, custom: {}, ...at },
        ])
      if (stay) await ctx.ledger.insert(nurtureStays, [{ id: newId<'nurture_stay'>(ctx.now), personId, why: 'Given back', since: ctx.now }])
      if (responded)
        await ctx.ledger.insert(responses, [
          { id: newId<'response'>(ctx.now), personId, way: 'api', said: {}, at: ctx.now, recordedAt: ctx.now, decision: 'contact' },
        ])
      ids.push(id)
    }
    await wakeClocks(ctx, ctx.now)
    ctx.tell(recordMade, { list: 'lead', name: 'Somebody', along: 0 })
    return ids
  })

test('each kind of limbo is found, with why and what to do, and whoever is looked after is not', async () => {
  const world = await testWorkspace()
  await written(world, [
    { name: 'Nobody has them', owner: null },
    { name: 'In a queue', owner: null, queue: 'Everyone' },
    { name: 'Owner away', owner: 'Bo' },
    { name: 'Looked after' },
    { name: 'No clock', clocks: false },
    { name: 'Given back', state: 'returned' },
    { name: 'Nurtured', state: 'returned', stay: true },
    { name: 'Out for good', state: 'disqualified' },
    { name: 'Only responded', lead: false, responded: true },
    { name: 'Responded and nurtured', lead: false, responded: true, stay: true },
  ])
  const { services, workspace } = world
  const away = await services.database.inWorkspace(workspace, (tx) => tx.query<{ id: string }>("SELECT id FROM member WHERE name = 'Bo'"))
  const found = await services.database.inWorkspace(workspace, (tx) =>
    inLimbo(
      tx,
      away.map(({ id }) => id),
      100,
    ),
  )
  expect(new Map(found.map(({ person, kind }) => [person, kind]))).toEqual(
    new Map([
      ['Nobody has them', 'no-owner'],
      ['Owner away', 'owner-away'],
      ['No clock', 'no-clock'],
      ['Given back', 'out-of-pool'],
      ['Only responded', 'nowhere'],
    ]),
  )
  for (const { kind } of found) expect(Object.values(limboWords(kind)).every((one) => one.endsWith('.'))).toBe(true)
})

test('a worker of the clocks that was frozen past its lease does nothing, and whoever took over does it once', async () => {
  const world = await testWorkspace()
  const { services, workspace } = world
  const [lead] = await written(world, [{ name: 'Pat Lee' }])
  const clock = { at: Date.parse(services.clock.now()) + 2 * 3_600_000, now: () => instant(new Date(clock.at)) }
  const later = { ...services, clock }
  const taken = async () => {
    const item = await services.database.inWorkspace(workspace, (tx) => takeDue(tx, clock.now(), 30_000, [clockWork]))
    if (!item) throw new Error('Nothing was due.')
    return item
  }
  const work = (item: Awaited<ReturnType<typeof taken>>) => ({ services: later, workspace, item, signal: new AbortController().signal })
  const broken = () =>
    services.database.inWorkspace(workspace, (tx) => tx.query('SELECT kind FROM clock_breach WHERE lead_id = $1 ORDER BY kind', [lead]))
  const frozen = await taken()
  clock.at += 31_000
  const next = await taken()
  await expect(workClocks(work(frozen))).rejects.toThrow('taken over by another worker')
  expect(await broken()).toEqual([])
  await workClocks(work(next))
  const once = await broken()
  expect(once.length).toBeGreaterThan(0)
  await expect(workClocks(work(frozen))).rejects.toThrow('taken over by another worker')
  expect(await broken()).toEqual(once)
})
