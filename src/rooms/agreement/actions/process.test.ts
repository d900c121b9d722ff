import { afterAll, beforeAll, expect, test } from 'vitest'
import { instant } from '#kernel/time'
import { makeKey } from '#platform/access/contract'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { bring, ownerOf } from '#test/kit/people'
import * as contract from '../contract.ts'

const clock = { now: () => instant(new Date('2026-03-02T10:00:00Z')) }
let app: TestApp & { close(): Promise<void> }
let owner: Visitor
let cmo: Visitor
let cro: Visitor
let viewer: Visitor
let key: Visitor
beforeAll(async () => {
  app = await testApp({}, clock)
  owner = await ownerOf(app)
  cmo = await bring(app, owner, 'marketing')
  cro = await bring(app, owner, 'sales')
  viewer = await bring(app, owner, 'viewer')
  const made = await app.call(makeKey, { name: 'A program', scope: 'write', role: 'admin', groups: [], days: 30 }, owner)
  key = { headers: { authorization: `Bearer ${made.secret}` } }
}, 60_000)
afterAll(() => app?.close())

const read = (as: Visitor = owner) => app.call(contract.readProcess, {}, as)
const undo = (eventId: string, as: Visitor = owner) => app.call(contract.undoProcess, { eventId: eventId as never }, as)
/** The steps as they are told, as they are sent. */
const sendable = async (): Promise<contract.Step[]> =>
  (await read()).steps.map(({ flags: _, clocks, ...step }) => ({
    ...step,
    clocks: clocks.map((one) => one.clock),
    ...(Object.fromEntries(contract.duties.map((duty) => [duty, step[duty].map(({ party }) => party)])) as Pick<
      contract.Step,
      contract.Duty
    >),
  }))
const save = async (as: Visitor, basedOn: number, change: (steps: contract.Step[]) => contract.Step[], reason = 'Nobody knew who') =>
  app.call(contract.saveProcess, { steps: change(await sendable()), reason, basedOn }, as)

test('first steps are offered and not kept; changed and saved they hold with who, why and what is unclear; both teams read them; each change is taken back', async () => {
  const offered = await read(viewer)
  expect(offered).toMatchObject({ version: null, flagged: 0, contract: null, versions: [], mine: { writes: false, read: false } })
  expect(offered.steps.length).toBeGreaterThan(5)
  expect(offered.steps.flatMap(({ clocks }) => clocks.map(({ time }) => time))).toEqual([null, null, null, null, null])
  await expect(save(viewer, 0, (steps) => steps)).rejects.toThrow('403')
  const first = await save(cmo, 0, (steps) => steps, 'So that nobody waits for anybody')
  await expect(save(cro, 0, (steps) => steps)).rejects.toThrow('409 The marketing changed it since, to version 1')
  await expect(save(cro, 1, (steps) => steps)).rejects.toThrow('400 Nothing would change')
  const user = (await read()).parties.find(({ party, name }) => party.kind === 'user' && name === 'The sales')?.party as contract.Party
  const second = await save(cro, 1, ([one, two, ...rest]) =>
    one && two ? [{ ...one, accountable: [] }, { ...two, accountable: [...two.accountable, user] }, ...rest] : [],
  )
  const now = await read()
  expect(now).toMatchObject({ version: { number: 2, by: 'The sales', reason: 'Nobody knew who' }, flagged: 2 })
  expect(now.steps.slice(0, 2).map(({ flags }) => flags.map(({ kind }) => kind))).toEqual([['none-accountable'], ['several-accountable']])
  expect(now.steps[1]?.flags[0]?.why).toContain('2 are accountable: Marketing, The sales')
  expect(now.versions.map(({ number, changes }) => [number, changes])).toEqual([
    [2, [expect.stringContaining('accountable is nobody'), expect.stringContaining('accountable is Marketing, The sales')]],
    [1, []],
  ])
  await app.call(contract.confirmProcess, { id: second.id }, cmo)
  await expect(app.call(contract.confirmProcess, { id: second.id }, cmo)).rejects.toThrow('409 You confirmed already')
  await expect(app.call(contract.confirmProcess, { id: first.id }, cro)).rejects.toThrow('409 Version 2 took the place of version 1')
  await expect(app.call(contract.confirmProcess, { id: second.id }, key)).rejects.toThrow('API keys do not read')
  expect((await read(cmo)).readers.map(({ name, readAt }) => [name, readAt !== null])).toEqual([
    ['The marketing', true],
    ['The sales', false],
  ])
  await expect(undo(first.eventId)).rejects.toThrow('409 Who does what was changed again since')
  await expect(undo(second.eventId, cro)).rejects.toThrow('409 Somebody confirmed already')
  const third = await save(cro, 2, (steps) => steps.slice(1), 'One step less')
  expect((await read()).versions[0]?.changes).toEqual([expect.stringContaining('goes.')])
  await expect(undo(third.eventId, viewer)).rejects.toThrow('403')
  await undo(third.eventId, cro)
  expect((await read(cmo)).mine.read).toBe(true)
  expect((await read()).version?.number).toBe(2)
})

test('clocks are those of the contract in force, and follow it; who is not here cannot be named', async () => {
  const { id } = await app.call(contract.draftContract, { document: contract.emptyDocument, reason: 'First' }, cmo)
  await app.call(contract.proposeContract, { id, from: '2026-03-02' as never }, cmo)
  const { open } = await app.call(contract.readContract, {}, owner)
  for (const [side, as] of [
    ['marketing', cmo],
    ['sales', cro],
  ] as const)
    await app.call(contract.signContract, { id, side, seal: open?.seal ?? '' }, as)
  const told = await read()
  expect(told.contract).toBe(1)
  expect(told.steps.find(({ key: step }) => step === 'accept')?.clocks).toEqual([{ clock: 'accept', time: { hours: 4, of: 'working' } }])
  const named = (party: contract.Party) => save(cmo, 2, ([one, ...rest]) => (one ? [{ ...one, informed: [party] }, ...rest] : []))
  await expect(named({ kind: 'team', team: 'North' })).rejects.toThrow('400 "team North" is no role, team or person here')
  await expect(named({ kind: 'user', id: 'nobody' })).rejects.toThrow('400 "user nobody"')
  await expect(save(cmo, 2, ([one, ...rest]) => (one ? [{ ...one, back: 'learn' }, ...rest] : []))).rejects.toThrow(
    'leads back to a step that is not before it',
  )
})
