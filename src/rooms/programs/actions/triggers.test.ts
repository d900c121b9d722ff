import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { eventKind } from '#kernel/event'
import type { Id } from '#kernel/id'
import { type Instant, instant, later } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { inWriting } from '#platform/action/work'
import { newId } from '#platform/ids'
import { listWorkspaces } from '#platform/store/workspaces'
import { accounts, people } from '#rooms/accounts/tables'
import * as agreement from '#rooms/agreement/contract'
import { deals, stageEntries } from '#rooms/deals/tables'
import { pipelines, stages } from '#rooms/journey/tables'
import { changeTask } from '#rooms/leads/contract'
import { responses } from '#rooms/leads/tables'
import { members } from '#rooms/workspace/tables'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { ownerOf } from '#test/kit/people'
import { rowsOf } from '#test/kit/records'
import { owner as actor } from '#test/kit/workspace'
import * as contract from '../contract/trigger-endpoints.ts'
import { emptyTrigger, type TriggerDocument } from '../contract/triggers.ts'

const clock = { at: Date.parse('2026-03-02T10:00:00Z'), now: () => instant(new Date(clock.at)) }
const day = 86_400_000
const written = eventKind('test.written', z.object({}), () => 'Wrote for a test')
let app: TestApp & { close(): Promise<void> }
let owner: Visitor
const ids = { owner: '', account: '', person: '', deal: '', other: '', first: '', second: '' }

async function write<T>(work: (ctx: Ctx) => Promise<T>): Promise<T> {
  const { services } = app.served.app
  const [workspace] = await services.database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('No workspace.')
  return await inWriting({ services, workspace, actor }, async (ctx) => {
    const result = await work(ctx)
    ctx.tell(written, {})
    return result
  })
}

beforeAll(async () => {
  app = await testApp({}, clock)
  owner = await ownerOf(app)
  await write(async (ctx) => {
    const id = <K extends string>() => newId<K>(ctx.now)
    Object.assign(ids, { owner: id(), account: id(), person: id(), deal: id(), other: id(), first: id(), second: id() })
    const custom = {}
    await ctx.ledger.insert(members, [{ id: ids.owner as Id<'member'>, name: 'The owner', nameKey: 'the owner', custom }])
    await ctx.ledger.insert(accounts, [
      {
        id: ids.account as Id<'account'>,
        externalId: 'A1',
        name: 'Acme',
        nameKey: 'acme',
        domain: 'acme.example',
        ownerId: ids.owner as Id<'member'>,
        custom,
      },
    ])
    await ctx.ledger.insert(people, [
      {
        id: ids.person as Id<'person'>,
        ...{ fullName: 'Kim Berg', email: 'kim@acme.example', emailKey: 'kim@acme.example' },
        ...{ accountId: ids.account as Id<'account'>, custom },
      } as never,
    ])
    const pipelineId = id<'pipeline'>()
    await ctx.ledger.insert(pipelines, [{ id: pipelineId, name: '', nameKey: '', position: 0 } as never])
    for (const [place, name] of ['first', 'second'].entries())
      await ctx.ledger.insert(stages, [
        { id: ids[name as 'first'], pipelineId, name, nameKey: name, position: place, kind: 'open' } as never,
      ])
    for (const one of ['deal', 'other'] as const)
      await ctx.ledger.insert(deals, [
        {
          id: ids[one] as Id<'deal'>,
          ...{ externalId: one, name: `The ${one}`, state: 'open', amount: one === 'deal' ? '9000' : '10', currency: 'EUR' },
          ...{
            accountId: ids.account,
            personId: ids.person,
            ownerId: ids.owner,
            pipelineId,
            stageId: ids.first,
            expectedOn: '2026-04-01',
            custom,
          },
        } as never,
      ])
  })
}, 60_000)
afterAll(() => app?.close())

const enter = (deal: string, stage: string, at: Instant = clock.now()) =>
  write(async (ctx) => {
    await ctx.ledger.insert(stageEntries, [
      {
        id: newId<'stage_entry'>(ctx.now),
        dealId: deal as Id<'deal'>,
        stageId: stage as Id<'stage'>,
        at,
        recordedAt: ctx.now,
        known: 'entered',
      },
    ])
  })

const task = (title: string) => ({ do: 'task' as const, title, days: 2, who: { to: 'owner' as const } })
const make = async (name: string, document: Partial<TriggerDocument>) => {
  const { id } = await app.call(contract.addTrigger, { name, document: { ...emptyTrigger, ...document }, reason: 'For the test' }, owner)
  return id
}
const on = (id: Id<'trigger'>) => app.call(contract.switchTrigger, { id, on: true }, owner)
const read = (id: Id<'trigger'>) => app.call(contract.readTrigger, { id }, owner)
const states = async (id: Id<'trigger'>) => (await read(id)).firings.map(({ state, record }) => `${state} ${record.label}`)
const eventually = (id: Id<'trigger'>, expected: string[]) =>
  expect.poll(() => states(id), { timeout: 20_000, interval: 100 }).toEqual(expected)
const dear = { combinator: 'and', rules: [{ field: 'amount', operator: '>=', value: '5000' }] } as const

test('a trigger is tried on the past, switched on, fires once for what happens from then on, says what it heard, and what it did is taken back', async () => {
  await enter(ids.deal, ids.second, later(clock.now(), -40 * day))
  await enter(ids.other, ids.second, later(clock.now(), -20 * day))
  const document = {
    ...emptyTrigger,
    when: { on: 'stage', stages: [ids.second] },
    rule: dear,
    steps: [task('Send {name} a quote')],
    minutes: 15,
  } as TriggerDocument
  const tried = await app.call(contract.tryTrigger, { document }, owner)
  expect(tried).toMatchObject({ fired: 1, records: 1, moments: 2, last: [{ record: { label: 'The deal' } }] })
  const id = await make('Quotes', document)
  clock.at += 60_000
  await enter(ids.deal, ids.second)
  await on(id)
  clock.at += 60_000
  await enter(ids.deal, ids.second)
  await enter(ids.other, ids.second)
  await eventually(id, ['done The deal'])
  clock.at += 60_000
  await enter(ids.deal, ids.second)
  const [firing] = (await read(id)).firings
  expect(firing).toMatchObject({ did: ['Noted a task for The owner'], cause: { says: 'Wrote for a test' }, number: 1 })
  expect(await rowsOf(app, "SELECT subject, due_at::date::text AS due, owner_id FROM activity WHERE kind = 'task'")).toEqual([
    { subject: 'Send The deal a quote', due: '2026-03-04', owner_id: ids.owner },
  ])
  expect((await app.call(contract.listTriggers, {}, owner)).triggers).toMatchObject([{ fired: 1, fired30: 1, savedMinutes: 15 }])
  expect(await app.call(contract.undoFiring, { id: firing?.id as never }, owner)).toEqual({ rows: 1, caused: 0 })
  expect(await rowsOf(app, "SELECT 1 FROM activity WHERE kind = 'task'")).toEqual([])
  await eventually(id, ['undone The deal'])
  await expect(app.call(contract.undoFiring, { id: firing?.id as never }, owner)).rejects.toThrow('409 This was taken back already')
  expect((await app.call(contract.listTriggers, {}, owner)).triggers).toMatchObject([{ fired: 0, savedMinutes: 0 }])
})

test('what was changed since is not taken back', async () => {
  const id = await make('Calls', { when: { on: 'response', decisions: [], what: 'webinar' }, steps: [task('Call {name}')] })
  await on(id)
  clock.at += 60_000
  const respond = (what: string) =>
    write(async (ctx) => {
      const row = {
        id: newId<'response'>(ctx.now),
        personId: ids.person as Id<'person'>,
        way: 'form',
        what,
        said: {},
        at: ctx.now,
        recordedAt: ctx.now,
      }
      await ctx.ledger.insert(responses, [{ ...row, decision: 'no-contract' }])
    })
  await respond('Price list')
  await respond('Webinar May')
  await eventually(id, ['done Kim Berg'])
  const [row] = await rowsOf(app, "SELECT id, touched_by FROM activity WHERE kind = 'task'")
  await app.call(changeTask, { taskId: row?.id as never, version: row?.touched_by as string, done: true }, owner)
  const [firing] = (await read(id)).firings
  await expect(app.call(contract.undoFiring, { id: firing?.id as never }, owner)).rejects.toThrow(
    '409 What this trigger did was changed since',
  )
  expect(await states(id)).toEqual(['done Kim Berg'])
})

test('time brings records to a trigger: a deal stands in its stage, a date comes nearer; each once', async () => {
  const stands = await make('Stuck', {
    when: { on: 'stands', stages: [ids.first], days: 5 },
    steps: [{ do: 'note', text: '{name} stands still.' }],
  })
  const close = await make('Closing', {
    when: { on: 'date', of: 'deal', field: 'expected', days: -7 },
    rule: dear,
    steps: [{ do: 'mail', subject: 'Soon: {name}', text: 'It closes in a week.', who: { to: 'owner' } }],
  })
  await on(stands)
  await on(close)
  await enter(ids.deal, ids.first)
  await enter(ids.other, ids.first)
  clock.at += 3 * day
  await enter(ids.other, ids.second)
  clock.at += 2 * day + 3_600_000
  app.served.app.services.nudge()
  await eventually(stands, ['done The deal'])
  expect(await states(close)).toEqual([])
  clock.at = Date.parse('2026-03-25T09:00:00Z')
  app.served.app.services.nudge()
  await eventually(close, ['done The deal'])
  clock.at += 2 * 3_600_000
  app.served.app.services.nudge()
  expect((await read(close)).firings[0]).toMatchObject({ did: ['Sent a mail to The owner'], cause: null })
  const mails = await app.served.app.services.database.inPublic((tx) =>
    tx.query("SELECT to_address, subject FROM mail WHERE kind = 'trigger'"),
  )
  expect(mails).toEqual([{ to_address: 'owner@company.example', subject: 'Soon: The deal' }])
  expect(await states(stands)).toEqual(['done The deal'])
})

test('what other systems tell is kept once by its key, stands on the timeline, and fires; only declared kinds are taken', async () => {
  const tell = (kind: string, about: object, key = 'key-of-ours-1') =>
    app.call(contract.happened, { kind, about, text: 'No. 17' } as never, { ...owner, headers: { 'idempotency-key': key } })
  await expect(tell('delivered', { kind: 'deal', externalId: 'deal' })).rejects.toThrow('400 No kind of happening is declared yet')
  await app.call(contract.declareHappening, { name: 'delivered' }, owner)
  const id = await make('Delivered', {
    when: { on: 'happening', kinds: ['delivered'], about: 'account' },
    steps: [task('Thank {name}')],
    often: { every: 'days', days: 30 },
  })
  await on(id)
  clock.at += 60_000
  const first = await tell('Delivered', { kind: 'account', domain: 'https://www.acme.example' }, 'key-of-ours-2')
  expect(await tell('Delivered', { kind: 'account', domain: 'https://www.acme.example' }, 'key-of-ours-2')).toEqual(first)
  expect(first.record.label).toBe('Acme')
  await tell('delivered', { kind: 'person', email: 'Kim@Acme.example' }, 'key-of-ours-3')
  await expect(tell('delivered', { kind: 'person', email: 'nobody@acme.example' }, 'key-of-ours-4')).rejects.toThrow('404')
  await expect(tell('returned', { kind: 'person', email: 'kim@acme.example' }, 'key-of-ours-5')).rejects.toThrow(
    '400 "returned" is not declared',
  )
  await eventually(id, ['done Acme'])
  expect(await rowsOf(app, "SELECT type, note, count(*)::int AS n FROM activity WHERE kind = 'other' GROUP BY 1, 2")).toEqual([
    { type: 'delivered', note: 'No. 17', n: 2 },
  ])
})

test('what cannot be done is tried again, laid aside with its reason, and done when somebody says so; others are not held up', {
  timeout: 60_000,
}, async () => {
  const failing = await make('Hand over', {
    when: { on: 'stage', stages: [ids.second] },
    steps: [{ do: 'handOver', reason: 'They want more' }],
  })
  const fine = await make('Note', { when: { on: 'stage', stages: [ids.second] }, steps: [{ do: 'note', text: 'Seen.' }] })
  await on(failing)
  await on(fine)
  clock.at += 60_000
  await enter(ids.deal, ids.second)
  await eventually(fine, ['done The deal'])
  await eventually(failing, ['waiting The deal'])
  const later = () => {
    clock.at += day
    app.served.app.services.nudge()
    return states(failing)
  }
  await expect.poll(later, { timeout: 20_000, interval: 300 }).toEqual(['failed The deal'])
  const [one] = (await read(failing)).firings
  expect(one?.why).toContain('No lead contract holds')
  const drafted = await app.call(agreement.draftContract, { document: agreement.emptyDocument, reason: 'For the test' }, owner)
  await app.call(agreement.proposeContract, { id: drafted.id, from: clock.now().slice(0, 10) as never }, owner)
  const { open } = await app.call(agreement.readContract, {}, owner)
  const sign = (more: object) => app.call(agreement.signContract, { id: drafted.id, seal: open?.seal ?? '', ...more } as never, owner)
  await sign({ side: 'marketing' })
  await sign({ side: 'sales', elsewhere: { name: 'Kim Berg', how: 'on paper' } })
  clock.at += 60_000
  await app.call(contract.settleFiring, { id: one?.id as never, how: 'again' }, owner)
  await eventually(failing, ['done The deal'])
  const lead =
    'SELECT l.state, l.source, m.name AS owner, n.text, l.accept_by IS NOT NULL AS clock FROM lead l JOIN member m ON m.id = l.owner_id JOIN note n ON n.lead_id = l.id'
  expect(await rowsOf(app, lead)).toEqual([
    { state: 'offered', source: 'They want more', owner: 'The owner', text: 'They want more', clock: true },
  ])
  await app.call(contract.undoFiring, { id: (await read(failing)).firings[0]?.id as never }, owner)
  expect(await rowsOf(app, lead)).toEqual([])
})

test('a change is refused on an older version, an account is not handed over, and steps are undone', async () => {
  const id = await make('Changing', {})
  const { number } = await read(id)
  const sent = { id, name: 'Changed', document: emptyTrigger, reason: 'Better so', number }
  const changed = await app.call(contract.changeTrigger, sent, owner)
  await expect(app.call(contract.changeTrigger, sent, owner)).rejects.toThrow('409 This trigger was changed after you opened it')
  expect((await read(id)).versions.map((one) => one.reason)).toEqual(['Better so', 'For the test'])
  await app.call(contract.undoTriggerChange, { eventId: changed.eventId }, owner)
  expect(await read(id)).toMatchObject({ name: 'Changing', number: 1 })
  await expect(
    make('Wrong', { when: { on: 'happening', kinds: ['delivered'], about: 'account' }, steps: [{ do: 'nurture', reason: 'Later' }] }),
  ).rejects.toThrow('400 An account is no person')
  await expect(make('Wrong', { when: { on: 'date', of: 'deal', field: 'name', days: 0 } })).rejects.toThrow('400 Deal is no date')
  const removed = await app.call(contract.removeTrigger, { id }, owner)
  await expect(read(id)).rejects.toThrow('404')
  await app.call(contract.undoTriggerChange, { eventId: removed.eventId }, owner)
  expect((await read(id)).name).toBe('Changing')
})
