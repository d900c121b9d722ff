import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { eventKind } from '#kernel/event'
import type { EventId, Id } from '#kernel/id'
import { instant } from '#kernel/time'
import { inWriting } from '#platform/action/work'
import type { Duck, DuckRow } from '#platform/analytics/duck'
import { newId } from '#platform/ids'
import { undoEvent } from '#platform/ledger/undo'
import { accounts, people } from '#rooms/accounts/tables'
import { deals, stageEntries } from '#rooms/deals/tables'
import { pipelines, solutions, stages } from '#rooms/journey/tables'
import { leads } from '#rooms/leads/tables'
import { campaignCosts, campaigns, touches } from '#rooms/programs/tables'
import { members } from '#rooms/workspace/tables'
import { testWorkspace } from '#test/kit/workspace'
import { withFacts } from './follow.ts'

const tested = eventKind('thing.tested', z.object({}), () => 'Tested')
type World = Awaited<ReturnType<typeof testWorkspace>>
type Ctx = Parameters<Parameters<typeof inWriting>[1]>[0]

/** All that the facts say, without the numbers that rows have only here. */
async function everythingOf(duck: Duck): Promise<Record<string, DuckRow[]>> {
  const cuts = await duck.all<{ key: string; subject: string }>('SELECT subject, key FROM cut ORDER BY ALL')
  const columns = (subject: string) => cuts.filter((cut) => cut.subject === subject).map(({ key }) => `, "d_${key}"`)
  return {
    deals:
      await duck.all(`SELECT record_id, ref, name, account, owner, pipeline, stage, state, amount, currency, opened_on, closed_on, expected_on
      ${columns('deal').join('')} FROM fact_deal ORDER BY ref`),
    leads:
      await duck.all(`SELECT * EXCLUDE (lead_id) FROM (SELECT lead_id, record_id, ref, name, owner, source, status, converted, created_on, converted_on
      ${columns('lead').join('')} FROM fact_lead) ORDER BY ref`),
    entries: await duck.all(
      'SELECT f.ref, e.* EXCLUDE (deal_id) FROM fact_stage_entry e JOIN fact_deal f USING (deal_id) ORDER BY f.ref, e.seq',
    ),
    lost: await duck.all('SELECT e.deal_id FROM fact_stage_entry e ANTI JOIN fact_deal USING (deal_id)'),
    campaigns: await duck.all('SELECT * EXCLUDE (campaign_id) FROM fact_campaign ORDER BY record_id'),
    touches: await duck.all('SELECT * EXCLUDE (touch_id) FROM fact_touch ORDER BY record_id'),
    accounts: await duck.all('SELECT * EXCLUDE (account_id) FROM fact_account ORDER BY record_id'),
    links:
      await duck.all(`SELECT coalesce(f.ref, l.ref) AS ref, k.* EXCLUDE (id) FROM fact_link k LEFT JOIN fact_deal f ON k.subject = 'deal' AND f.deal_id = k.id
      LEFT JOIN fact_lead l ON k.subject = 'lead' AND l.lead_id = k.id ORDER BY k.subject, 1`),
    credits: await duck.all(
      'SELECT f.ref, c.label, k.how, k.first, k.last FROM fact_credit k LEFT JOIN fact_deal f USING (deal_id) LEFT JOIN fact_campaign c USING (campaign_id) ORDER BY ALL',
    ),
    stages: await duck.all('SELECT * FROM stage ORDER BY ALL'),
    dimensions: await duck.all('SELECT * FROM dimension ORDER BY ALL'),
    cuts: await duck.all('SELECT subject, origin, field, custom, key, buckets FROM cut ORDER BY ALL'),
    values: await duck.all('SELECT * FROM cut_value ORDER BY ALL'),
    about: await duck.all('SELECT * FROM about ORDER BY key'),
  }
}

const names = ['Ann', 'Bo', 'Cy'] as const
const words = ['North', 'South', null] as const
const states = ['open', 'won', 'lost'] as const

interface Step {
  readonly verb: string
  readonly pick: number
  readonly word: string | null
  readonly name: string
  readonly day: number
  readonly state: (typeof states)[number]
}

const verbs = [
  ...['deal', 'deal', 'deal', 'change', 'change', 'remove', 'move', 'move', 'unmove', 'custom', 'undo', 'undo'],
  ...['account', 'rename', 'owner', 'product', 'stage', 'order', 'pipeline', 'lead', 'lead deal', 'lead gone', 'currency', 'person'],
  ...['campaign', 'campaign', 'cost', 'touch', 'touch', 'touch', 'answer', 'name campaign', 'untouch'],
]

const step: fc.Arbitrary<Step> = fc.record({
  verb: fc.constantFrom(...verbs),
  pick: fc.nat(50),
  word: fc.constantFrom(...words),
  name: fc.constantFrom(...names),
  day: fc.integer({ min: 1, max: 28 }),
  state: fc.constantFrom(...states),
})

const on = (day: number) => instant(new Date(Date.UTC(2026, 0, day, 9)))

async function pickOne<K extends string>(ctx: Ctx, table: string, pick: number): Promise<Id<K> | null> {
  const rows = await ctx.tx.query<{ id: Id<K> }>(`SELECT id FROM ${table} ORDER BY id`)
  return rows[pick % Math.max(1, rows.length)]?.id ?? null
}

let number = 0

/** Does one thing to the records; answers whether there was anything to do. */
async function take(ctx: Ctx, { verb, pick, word, name, day, state }: Step): Promise<boolean> {
  const { ledger, now } = ctx
  const one = <K extends string>(table: string) => pickOne<K>(ctx, table, pick)
  const custom = (header: string): Record<string, string> => (word === null ? {} : { [header]: word })
  number += 1
  if (verb === 'deal') {
    const accountId = await one<'account'>('account')
    const about = {
      ownerId: await one<'member'>('member'),
      solutionId: await one<'solution'>('solution'),
      stageId: await one<'stage'>('stage'),
    }
    const ends = state === 'open' ? {} : { closedAt: on(day) }
    await ledger.insert(deals, [
      {
        ...{
          id: newId<'deal'>(now),
          externalId: `D${number}`,
          name: `Deal ${number}`,
          state,
          amount: `${day}.5`,
          currency: 'EUR',
          custom: {},
        },
        ...{
          ...about,
          ...ends,
          accountId,
          pipelineId: await one<'pipeline'>('pipeline'),
          openedAt: on(1),
          source: word,
          leadRef: `L${pick % 4}`,
        },
      },
    ])
    return true
  }
  if (verb === 'account')
    await ledger.insert(accounts, [{ id: newId<'account'>(now), name, nameKey: name, industry: word, custom: custom('Size') }])
  else if (verb === 'product')
    await ledger.insert(solutions, [
      { id: newId<'solution'>(now), name: `${name} ${number}`, nameKey: `${number}`, family: word, custom: {} },
    ])
  else if (verb === 'pipeline') await ledger.insert(pipelines, [{ id: newId<'pipeline'>(now), name: `Pipe ${number}` }])
  else if (verb === 'stage') {
    const pipelineId = await one<'pipeline'>('pipeline')
    if (!pipelineId) return false
    const taken = await ctx.tx.query('SELECT 1 FROM stage WHERE pipeline_id = $1 AND name = $2', [pipelineId, name])
    if (taken.length > 0) return false
    await ledger.insert(stages, [{ id: newId<'stage'>(now), pipelineId, name, position: pick, kind: state }])
  } else if (verb === 'lead') {
    const personId = await one<'person'>('person')
    const externalId = `L${pick % 4}`
    if (!personId || (await ctx.tx.query('SELECT 1 FROM lead WHERE external_id = $1', [externalId])).length > 0) return false
    const said = { source: word, industry: name, country: word, converted: day > 10, createdAt: on(day) }
    await ledger.insert(leads, [
      { id: newId<'lead'>(now), externalId, personId, ownerId: await one<'member'>('member'), ...said, custom: custom('Form') },
    ])
  } else if (verb === 'campaign') {
    const said = { name: `${name} ${pick % 3}`, nameKey: name, type: word, actualCost: pick % 2 === 0 ? `${day}` : null, currency: 'EUR' }
    await ledger.insert(campaigns, [{ id: newId<'campaign'>(now), externalId: `K${number}`, ...said, custom: {} }])
  } else if (verb === 'cost' || verb === 'touch') {
    const [campaignId, personId] = [await one<'campaign'>('campaign'), await one<'person'>('person')]
    if (!campaignId || !personId) return false
    const about = { campaignId, externalId: `${verb} ${number}`, custom: {} }
    if (verb === 'cost')
      await ledger.insert(campaignCosts, [{ id: newId<'campaign_cost'>(now), ...about, amount: `${day}`, currency: word }])
    else {
      const answered = { responded: state !== 'lost', at: word === null ? null : on(day - 2) }
      await ledger.insert(touches, [
        { id: newId<'touch'>(now), ...about, personId, leadId: await one<'lead'>('lead'), ...answered, refs: {} },
      ])
    }
  } else return await change(ctx, { verb, pick, word, name, day, state })
  return true
}

async function change(ctx: Ctx, { verb, pick, word, name, day, state }: Step): Promise<boolean> {
  const { ledger } = ctx
  const tables: Record<string, string> = {
    ...{
      rename: 'account',
      owner: 'member',
      order: 'stage',
      'lead gone': 'lead',
      'lead deal': 'lead',
      person: 'person',
      unmove: 'stage_entry',
    },
    ...{ change: 'deal', remove: 'deal', move: 'deal', custom: 'deal', currency: 'deal' },
    ...{ answer: 'touch', untouch: 'touch', 'name campaign': 'deal' },
  }
  const id = await pickOne<never>(ctx, tables[verb] ?? 'deal', pick)
  if (id === null) return false
  if (verb === 'change')
    await ledger.update(deals, [{ id, state, amount: `${day}.25`, closedAt: state === 'open' ? null : on(day), vertical: word }])
  else if (verb === 'custom')
    await ledger.update(deals, [{ id, custom: word === null ? {} : { [`Column ${name}`]: word, Industry: word } }])
  else if (verb === 'currency') await ledger.update(deals, [{ id, currency: word === null ? null : 'USD' }])
  else if (verb === 'rename') await ledger.update(accounts, [{ id, name, industry: word, custom: word === null ? {} : { Team: word } }])
  else if (verb === 'owner') await ledger.update(members, [{ id, name: `${name} ${day}`, team: word }])
  else if (verb === 'answer') await ledger.update(touches, [{ id, responded: state === 'won', firstRespondedAt: on(day - 3) }])
  else if (verb === 'untouch') await ledger.remove(touches, [id])
  else if (verb === 'name campaign') await ledger.update(deals, [{ id, campaignRef: pick % 2 === 0 ? `${name} ${pick % 3}` : word }])
  else if (verb === 'person' && day > 14) await ledger.update(people, [{ id, accountId: await pickOne<'account'>(ctx, 'account', pick) }])
  else if (verb === 'person') await ledger.update(people, [{ id, fullName: `${name} ${day}` }])
  else if (verb === 'order') await ledger.update(stages, [{ id, position: day, kind: state }])
  else if (verb === 'unmove') await ledger.remove(stageEntries, [id])
  else if (verb === 'lead gone') {
    if ((await ctx.tx.query('SELECT 1 FROM touch WHERE lead_id = $1', [id])).length > 0) return false
    await ledger.remove(leads, [id])
  } else if (verb === 'lead deal') {
    const [deal] = await ctx.tx.query<{ ref: string }>('SELECT external_id AS ref FROM deal WHERE id = $1', [
      await pickOne(ctx, 'deal', day),
    ])
    await ledger.update(leads, [{ id, converted: true, dealRef: word === null ? null : (deal?.ref ?? null) }])
  } else if (verb === 'remove') {
    const moves = await ctx.tx.query<{ id: Id<'stage_entry'> }>('SELECT id FROM stage_entry WHERE deal_id = $1', [id])
    await ledger.remove(
      stageEntries,
      moves.map((row) => row.id),
    )
    await ledger.remove(deals, [id])
  } else if (verb === 'move') {
    const stageId = await pickOne<'stage'>(ctx, 'stage', pick + day)
    if (!stageId || (await ctx.tx.query('SELECT 1 FROM stage_entry WHERE deal_id = $1 AND at = $2', [id, on(day)])).length > 0) return false
    await ledger.insert(stageEntries, [
      {
        id: newId<'stage_entry'>(ctx.now),
        dealId: id,
        stageId,
        at: on(day),
        recordedAt: on(day),
        known: day % 3 === 0 ? 'seen_by' : 'entered',
      },
    ])
  }
  return true
}

async function begin(world: World): Promise<void> {
  await inWriting(world.setting, async (ctx) => {
    const pipelineId = newId<'pipeline'>(ctx.now)
    const own = names.map((name) => ({ id: newId<'member'>(ctx.now), name, nameKey: name, team: name === 'Ann' ? 'A' : 'B', custom: {} }))
    await ctx.ledger.insert(members, own)
    await ctx.ledger.insert(pipelines, [{ id: pipelineId, name: 'Sales' }])
    const kinds = ['open', 'open', 'won', 'lost'] as const
    const process = ['New', 'Talk', 'Won', 'Lost'].map((name, at) => ({
      id: newId<'stage'>(ctx.now),
      pipelineId,
      name,
      position: at,
      kind: kinds[at] ?? 'open',
    }))
    await ctx.ledger.insert(stages, process)
    await ctx.ledger.insert(people, [{ id: newId<'person'>(ctx.now), fullName: 'Pat', custom: {} }])
    for (let index = 0; index < 12; index++)
      await take(ctx, {
        verb: 'deal',
        pick: index,
        word: words[index % 3] ?? null,
        name: 'Ann',
        day: 1 + index,
        state: states[index % 3] ?? 'open',
      })
    ctx.tell(tested, {})
  })
}

test('facts that followed any changes and undos equal facts made from nothing, in every table', { timeout: 300_000 }, async () => {
  const world = await testWorkspace()
  await begin(world)
  const events: EventId[] = []
  let rebuilds = 0
  let follows = 0
  const facts = () => withFacts(world.services, world.workspace, async (duck, fresh) => ({ fresh, all: await everythingOf(duck) }))
  await facts()
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 }), async (commits) => {
      for (const steps of commits) {
        const undo = steps[0]?.verb === 'undo' ? events.pop() : undefined
        await inWriting(world.setting, async (ctx) => {
          if (undo) {
            await undoEvent(ctx.tx, ctx.ledger, undo, world.services.keptTables)
            return
          }
          for (const each of steps) await take(ctx, each)
          ctx.tell(tested, {})
          events.push(ctx.ledger.eventId)
        })
        follows += 1
        if ((await facts()).fresh.rebuilt) rebuilds += 1
      }
      const followed = await facts()
      await world.services.warehouse.forget(world.workspace.id)
      const made = await facts()
      expect(made.fresh.rebuilt).toBe(true)
      expect(followed.all).toEqual(made.all)
      expect(made.all.lost).toEqual([])
    }),
    { numRuns: 6, endOnFailure: true },
  )
  // Only some changes concern everything; most have to be told apart.
  expect(rebuilds).toBeLessThan(follows / 2 + 2)
})
