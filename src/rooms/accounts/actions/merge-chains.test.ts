import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Ctx } from '#platform/action/context'
import { rehearse } from '#platform/action/work'
import { newId } from '#platform/ids'
import { Ledger } from '#platform/ledger/ledger'
import { recordMade } from '#platform/list/making'
import { listWorkspaces } from '#platform/store/workspaces'
import { peopleMerging } from '#rooms/leads/actions/merging'
import { nurtureStays } from '#rooms/leads/tables'
import { type TestApp, testApp } from '#test/kit/app'
import type { Row } from '../contract/merge.ts'
import { recordsMerged, recordsUnmerged } from '../events.ts'
import { propose } from '../rules/merge.ts'
import { accounts, people } from '../tables.ts'
import { mergeRecords, recordsHeld } from './merge.ts'
import { type MergeKind, mergeKinds } from './merge-kinds.ts'
import { unmerge } from './merge-undo.ts'

const actor = { kind: 'system', id: null, name: 'Test' } as const
const [person, account] = mergeKinds(peopleMerging) as [MergeKind, MergeKind]
let app: TestApp & { close(): Promise<void> }
beforeAll(async () => {
  app = await testApp()
}, 60_000)
afterAll(() => app?.close())

/** Records by the names that an example gives them, what is done with them, each as an event of its own, and what they hold. */
interface Example {
  person(name: string, more?: object): Promise<void>
  account(name: string): Promise<void>
  stay(of: string, day: string): Promise<void>
  edit(name: string, values: object): Promise<void>
  /** `take`: of whom fields are taken; all others stay as those of the kept one. */
  merge(gone: readonly string[], keep: string, take?: Readonly<Record<string, string>>): Promise<void>
  unmerge(name: string, decided?: 'keep' | 'back'): Promise<void>
  /** A column of all people who are there; ids by the names of the example. */
  all(column: string): Promise<Record<string, unknown>>
  query(sql: string): Promise<Record<string, unknown>[]>
}

async function example(work: (one: Example) => Promise<void>): Promise<void> {
  const { services } = app.served.app
  const [workspace] = await services.database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  await rehearse({ services, workspace, actor }, (ctx) => work(exampleIn(ctx)))
}

function exampleIn(outer: Ctx): Example {
  const ids = new Map<string, { id: string; kind: MergeKind }>()
  const of = (name: string) => {
    const found = ids.get(name)
    if (!found) throw new Error(`Nobody is called ${name}.`)
    return found
  }
  const named = (value: unknown) => [...ids].find(([, { id }]) => id === value)?.[0] ?? value
  const step = async (
    act: (ctx: Ctx) => Promise<unknown>,
    tell: (ledger: Ledger) => void = (ledger) => ledger.tell(recordMade, { list: 'person', name: '', along: 0 }),
  ) => {
    const ledger = new Ledger(outer.tx, newId<'event'>(outer.now), actor, outer.now)
    await act({ ...outer, ledger, tell: (event, payload, subject) => ledger.tell(event, payload, subject) })
    tell(ledger)
    await ledger.seal()
  }
  const added = <K extends string>(name: string, kind: MergeKind) => {
    const id = newId<K>(outer.now)
    ids.set(name, { id, kind })
    return id
  }
  return {
    person: (name, more = {}) =>
      step(({ ledger }) =>
        ledger.insert(people, [
          { id: added<'person'>(name, person), fullName: name, custom: {}, ...exchanged(more, (value) => ids.get(value)?.id ?? value) },
        ]),
      ),
    account: (name) =>
      step(({ ledger }) => ledger.insert(accounts, [{ id: added<'account'>(name, account), name, nameKey: name, custom: {} }])),
    stay: (name, day) =>
      step(({ ledger }) =>
        ledger.insert(nurtureStays, [
          { id: newId<'nurture_stay'>(outer.now), personId: of(name).id as never, why: name, since: `${day}T00:00:00.000Z` as never },
        ]),
      ),
    edit: (name, values) => step(({ ledger }) => ledger.update(of(name).kind.kept, [{ id: of(name).id, ...values } as never])),
    merge: (gone, keep, take = {}) => {
      const { id, kind } = of(keep)
      const all = [id, ...gone.map((name) => of(name).id)]
      return step(
        async (ctx) => {
          const rows = await recordsHeld(ctx, kind, all)
          const from = new Map(
            propose(kind.kind, rows, id, new Map()).map(({ key }) => [key, take[key] === undefined ? id : of(take[key]).id]),
          )
          await mergeRecords(ctx, kind, rows, { keep: id, gone: all.slice(1), from })
        },
        (ledger) => ledger.tell(recordsMerged, { kind: kind.kind, kept: id, name: null, gone: all.slice(1) }),
      )
    },
    unmerge: (name, decided = 'keep') =>
      step(
        async (ctx) => void (await unmerge(ctx, of(name).kind, of(name).id, new Proxy({}, { get: () => decided }))),
        (ledger) => ledger.tell(recordsUnmerged, { kind: of(name).kind.kind, kept: null, name: null, gone: [of(name).id] }),
      ),
    all: async (column) => {
      const rows = await outer.tx.query<Row>(`SELECT id, ${column} AS value FROM person`)
      return Object.fromEntries(rows.map(({ id, value }) => [String(named(id)), named(value)]).sort())
    },
    query: (sql) => outer.tx.query(sql),
  }
}

const exchanged = (values: object, by: (value: string) => string) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, typeof value === 'string' ? by(value) : value]))

test('what a chain handed on goes back to each link, also where a link was given what it had already', async () => {
  await example(async (one) => {
    await one.person('Ann', { phoneKey: '1' })
    await one.person('Bea', { phone: '+2', phoneKey: '2' })
    await one.person('Cy')
    await one.merge(['Ann'], 'Bea', { phone: 'Ann' })
    // Neither has a phone to be seen; Cy takes the key of it.
    await one.merge(['Bea'], 'Cy', { phone: 'Bea' })
    expect(await one.all('phone_key')).toEqual({ Cy: '1' })
    await one.unmerge('Ann')
    expect(await one.all('phone')).toEqual({ Ann: null, Cy: '+2' })
    await one.unmerge('Bea')
    expect(await one.all('phone')).toEqual({ Ann: null, Bea: '+2', Cy: null })
    expect(await one.all('phone_key')).toEqual({ Ann: '1', Bea: '2', Cy: null })
  })
})

test('who was merged, taken out, and merged again into the one above comes out of that one', async () => {
  await example(async (one) => {
    for (const name of ['Ann', 'Bea', 'Cy']) await one.person(name, { externalId: name })
    await one.merge(['Ann'], 'Bea', { externalId: 'Ann' })
    await one.merge(['Bea'], 'Cy', { externalId: 'Bea' })
    await one.unmerge('Ann')
    await one.merge(['Ann'], 'Cy', { externalId: 'Ann' })
    await one.unmerge('Bea')
    expect(await one.query("SELECT name FROM merged_person m JOIN person p ON p.id = m.into_id WHERE p.full_name = 'Cy'")).toEqual([
      { name: 'Ann' },
    ])
    await one.unmerge('Ann')
    expect(await one.all('external_id')).toEqual({ Ann: 'Ann', Bea: 'Bea', Cy: 'Cy' })
  })
})

test('a company that was merged under a chain of people is named again by those who named it first', async () => {
  await example(async (one) => {
    for (const name of ['North', 'South']) await one.account(name)
    await one.person('Ann', { accountId: 'North' })
    await one.person('Bea', { accountId: 'South' })
    await one.merge(['Ann'], 'Bea', { account: 'Ann' })
    await one.merge(['South'], 'North')
    // Bea named South; that is North by now, and is to be South again.
    await one.unmerge('Ann')
    expect(await one.all('account_id')).toEqual({ Ann: 'North', Bea: 'North' })
    await one.unmerge('South')
    expect(await one.all('account_id')).toEqual({ Ann: 'North', Bea: 'South' })
  })
})

test('who comes out is in nurture again, also where another of the same merge had ended it', async () => {
  await example(async (one) => {
    const open = async () => (await one.query('SELECT why FROM nurture_stay WHERE left_at IS NULL ORDER BY why')).map(({ why }) => why)
    for (const [place, name] of ['Ann', 'Bea', 'Cy'].entries()) {
      await one.person(name)
      await one.stay(name, `2025-0${3 - place}-01`)
    }
    // Bea's ends Ann's, and Cy's, which is the oldest, ends Bea's.
    await one.merge(['Bea', 'Cy'], 'Ann')
    expect(await open()).toEqual(['Cy'])
    await one.unmerge('Bea')
    expect(await open()).toEqual(['Bea', 'Cy'])
    await one.unmerge('Cy')
    expect(await open()).toEqual(['Ann', 'Bea', 'Cy'])
  })
})

test('what was put back over an edit stays put back when another merge is taken back', async () => {
  await example(async (one) => {
    for (const name of ['Ann', 'Bea', 'Cy']) await one.person(name, { title: `Title of ${name}` })
    await one.merge(['Ann'], 'Cy', { title: 'Ann' })
    await one.edit('Cy', { title: 'Edited' })
    await one.merge(['Bea'], 'Cy', { title: 'Bea' })
    await one.unmerge('Bea')
    expect(await one.all('title')).toMatchObject({ Cy: 'Edited' })
    await one.merge(['Bea'], 'Cy')
    await one.unmerge('Ann', 'back')
    expect(await one.all('title')).toMatchObject({ Cy: 'Title of Cy' })
    await one.unmerge('Bea')
    expect(await one.all('title')).toEqual({ Ann: 'Title of Ann', Bea: 'Title of Bea', Cy: 'Title of Cy' })
  })
})
