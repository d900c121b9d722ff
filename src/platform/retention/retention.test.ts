import { Readable } from 'node:stream'
import { beforeAll, expect, test } from 'vitest'
import type { Id, WorkspaceId } from '#kernel/id'
import { instant } from '#kernel/time'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/store/database'
import { personEndpoints, personRecord } from '#rooms/accounts/contract'
import { erasePerson } from '#rooms/accounts/contract/privacy'
import { anotherWorkspace, type TestApp, testApp } from '#test/kit/app'
import { listAudit } from '../audit/contract.ts'
import * as contract from './contract.ts'

let app: TestApp & { close(): Promise<void> }
let workspace: string
beforeAll(async () => {
  app = await testApp()
  workspace = await anotherWorkspace(app, 'Retention')
  await inWorkspace(fill)
  return () => app.close()
})

const inWorkspace = <T>(work: (tx: Tx) => Promise<T>, where = workspace) =>
  app.served.app.services.database.inWorkspace({ schema: `w_${where.replaceAll('-', '')}` }, work)

const old = instant(new Date('2019-03-01T00:00:00Z'))
const years = 60
const sure = { confirm: 'erase' } as const

/** 110 people of whom nothing was heard, and one for each reason to stay. */
async function fill(tx: Tx): Promise<void> {
  const anyEvent = newId<'event'>(old)
  const person = async (name: string, more: { company?: string; made?: string } = {}) => {
    const id = newId<'person'>(old)
    const account = more.company ?? null
    await tx.query(
      `INSERT INTO person (id, full_name, email, email_key, external_id, account_id, made_at, custom, touched_by)
       VALUES ($1, $2, $3, $3, $2, $4, $5, '{"Shoe size": "43"}', $6)`,
      [id, name, `${name.toLowerCase().replaceAll(' ', '.')}@people.example`, account, more.made ?? old, anyEvent],
    )
    return id
  }
  const company = async (state: string) => {
    const [account, deal] = [newId<'account'>(old), newId<'deal'>(old)]
    await tx.query(`INSERT INTO account (id, name, name_key, custom, touched_by) VALUES ($1, $2, $2, '{}', $3)`, [
      account,
      `Company ${state}`,
      anyEvent,
    ])
    await tx.query(
      `INSERT INTO deal (id, external_id, name, account_id, state, closed_at, custom, touched_by) VALUES ($1, $2, $2, $3, $2, $4, '{}', $5)`,
      [deal, state, account, old, anyEvent],
    )
    return account
  }
  for (let n = 100; n < 210; n++) await person(`Quiet ${n}`)
  await person('Open deal', { company: await company('open') })
  await person('A customer', { company: await company('won') })
  await person('A new one', { made: new Date().toISOString() })
  await person('Other Held')
  await person('Filtered out')
  const noted = await person('Noted')
  for (const [owner, at] of [
    [noted, new Date().toISOString()],
    [await person('Quiet 999'), old],
  ])
    await tx.query(`INSERT INTO note (id, text, at, by, person_id, touched_by) VALUES ($1, 'Likes tea', $2, 'Ada', $3, $4)`, [
      newId<'note'>(old),
      at,
      owner,
      anyEvent,
    ])
}

const personNamed = async (name: string) => {
  const { rows } = await app.call(personEndpoints.rows, { search: name }, { workspace })
  return rows[0]?.id ?? ''
}

/** Something of each rule that is not in the tables of people, all of it old. */
async function fillRest(): Promise<{ event: Id<'event'> }> {
  const { database, files } = app.served.app.services
  const file = await files.put(workspace as WorkspaceId, Readable.from([Buffer.from('a,b\n1,2\n')]))
  await database.inPublic(async (tx) => {
    await tx.query(
      `INSERT INTO audit_entry (id, workspace_id, kind, actor_kind, actor_name, payload, at) VALUES ($1, $2, 'session.ended', 'user', 'Ada', '{}', $3)`,
      [newId(old), workspace, old],
    )
    await tx.query(
      `INSERT INTO mail (id, workspace_id, kind, to_address, subject, body_text, state, due_at, fence, tries, created_at)
       VALUES ($1, $2, 'test', 'ada@people.example', 'Hello', 'Hello', 'held', $3, 0, 0, $3)`,
      [newId(old), workspace, old],
    )
  })
  const id = await personNamed('Filtered out')
  const { version } = await app.call(personRecord.read, { id }, { workspace })
  await app.call(personRecord.change, { id, version, changes: { title: 'Former title' } }, { workspace })
  const next = await app.call(personRecord.read, { id }, { workspace })
  await app.call(personRecord.change, { id, version: next.version, changes: { title: 'Title' } }, { workspace })
  return await inWorkspace(async (tx) => {
    await tx.query('UPDATE event SET recorded_at = $1, at = $1', [old])
    await tx.query(
      `INSERT INTO import (id, name, state, sample, created_at, by_name, files, correction) VALUES ($1, 'old.csv', 'done', false, $2, 'Ada', $3::jsonb, '{}')`,
      [newId(old), old, JSON.stringify([{ name: 'old.csv', ...file }])],
    )
    const [event] = await tx.query<{ id: Id<'event'> }>(`SELECT id FROM event WHERE kind = 'record.changed' ORDER BY seq DESC LIMIT 1`)
    return { event: event?.id ?? ('' as Id<'event'>) }
  })
}

const rulesOf = (more: Partial<contract.RetentionRules> = {}): contract.RetentionRules => ({
  people: {
    afterMonths: years,
    how: 'erase',
    customers: false,
    filter: JSON.stringify({ combinator: 'and', rules: [{ field: 'name', operator: '!=', value: 'Filtered out' }] }),
  },
  textsAfterMonths: years,
  filesAfterMonths: years,
  undoAfterMonths: years,
  auditAfterMonths: years,
  mailsAfterDays: 30,
  ...more,
})

test('a run clears exactly what its dry run lists, keeps what is held, open, recent or outside of the filter, and says so in the audit log', {
  timeout: 60_000,
}, async () => {
  const as = { workspace }
  const { event } = await fillRest()
  const held = await personNamed('Other Held')
  const { hold } = await app.call(contract.holdRecord, { kind: 'person', recordId: held, reason: 'A case at court' }, as)
  await expect(app.call(erasePerson, { id: held, ...sure }, as)).rejects.toThrow('A case at court')

  await expect(app.call(contract.runRetention, sure, as)).rejects.toThrow('there is no rule to run')
  const rules = rulesOf()
  const dry = await app.call(contract.tryRetention, rules, as)
  const counts = Object.fromEntries(dry.rules.map(({ rule, count }) => [rule, count]))
  expect(counts).toEqual({ people: 111, texts: 1, files: 1, undo: 2, mails: 1, audit: 1 })
  expect(dry.kept.find(({ table }) => table === 'person')?.columns).not.toContain('full_name')
  const listed: string[] = []
  for (let after: string | null = null, more = true; more; more = after !== null) {
    const page: { rows: { id: string }[]; after: string | null } = await app.call(
      contract.tryRows,
      { rules, rule: 'people', after, limit: 40 },
      as,
    )
    listed.push(...page.rows.map(({ id }) => id))
    after = page.after
  }
  expect(listed).toHaveLength(111)

  const set = await app.call(contract.setRetention, rules, as)
  expect(set.nextRun).not.toBeNull()
  await app.call(contract.runRetention, sure, as)
  await expect
    .poll(async () => (await app.call(contract.readRetention, {}, as)).lastRun?.counts, { timeout: 30_000, interval: 200 })
    .toEqual(counts)

  const erased = await inWorkspace((tx) =>
    tx.query<{ id: string }>(`SELECT id FROM person WHERE full_name = 'Erased' AND email IS NULL ORDER BY id`),
  )
  expect(erased.map(({ id }) => id)).toEqual(listed)
  const left = await inWorkspace((tx) =>
    tx.query<{ name: string }>(`SELECT full_name AS name FROM person WHERE email IS NOT NULL ORDER BY 1`),
  )
  expect(left.map(({ name }) => name)).toEqual(['A customer', 'A new one', 'Filtered out', 'Noted', 'Open deal', 'Other Held'])
  const found = async (text: string) =>
    await inWorkspace((tx) => tx.query('SELECT 1 FROM change c WHERE position($1 in c::text) > 0', [text]))
  expect([await found('Quiet'), await found('Former title')]).toEqual([[], []])
  await expect(app.call(personRecord.undo, { id: await personNamed('Filtered out'), eventId: event }, as)).rejects.toThrow(
    'cannot be undone any more',
  )
  expect(await inWorkspace((tx) => tx.query('SELECT text FROM note ORDER BY text'))).toEqual([{ text: 'Erased' }, { text: 'Likes tea' }])
  const { hashes } = (await inWorkspace((tx) => tx.query<{ hashes: number }>('SELECT count(*) AS hashes FROM suppression')))[0] ?? {}
  expect(hashes).toBe(222)

  const { entries } = await app.call(listAudit, { group: 'settings' }, as)
  expect(entries.map(({ said }) => said)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^Ran the rules of retention and cleared 1 notes and texts, 111 people, 1 imports/)]),
  )
  const again = await app.call(contract.tryRetention, rules, as)
  expect(again.rules.map(({ count }) => count)).toEqual([0, 0, 0, 0, 0, 0])

  await app.call(contract.endHold, { holdId: hold.id }, as)
  expect((await app.call(contract.tryRetention, rules, as)).rules.find(({ rule }) => rule === 'people')?.count).toBe(1)
})

test('a run whose connection is killed in the middle of a step goes on there and ends as one that was not; people made anonymous leave nothing by which they would be known', {
  timeout: 60_000,
}, async () => {
  const { database, clock, nudge } = app.served.app.services
  const elsewhere = await anotherWorkspace(app, 'Killed')
  const as = { workspace: elsewhere }
  const within = <T>(work: (tx: Tx) => Promise<T>) => inWorkspace(work, elsewhere)
  await within(fill)
  const rules = {
    ...contract.nothingGoes,
    textsAfterMonths: years,
    people: { afterMonths: years, how: 'anonymise' as const, customers: false, filter: '' },
  }
  await app.call(contract.setRetention, rules, as)
  const listed = (await app.call(contract.tryRows, { rules, rule: 'people', limit: 1_000 }, as)).rows.map(({ id }) => id)
  expect(listed).toHaveLength(113)
  const waiting = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`

  // Somebody of the second of three pieces is held by another transaction, so the run stands in the middle of that step when it is killed.
  await within(async (tx) => {
    await tx.query('SELECT 1 FROM person WHERE id = $1 FOR UPDATE', [listed[70]])
    await app.call(contract.runRetention, sure, as)
    const pid = await expect
      .poll(async () => (await database.inPublic((other) => other.query<{ pid: number }>(waiting)))[0]?.pid, { timeout: 20_000 })
      .toBeDefined()
      .then(async () => (await database.inPublic((other) => other.query<{ pid: number }>(waiting)))[0]?.pid)
    await database.inPublic((other) => other.query('SELECT pg_terminate_backend($1)', [pid]))
    const cleared = await tx.query(`SELECT 1 FROM person WHERE email IS NULL`)
    expect(cleared).toHaveLength(50)
  })

  await expect
    .poll(
      async () => {
        // Work that failed is tried again now and not after its pause.
        await within((tx) => tx.query('UPDATE due_item SET due_at = $1 WHERE tries > 0 AND lease_until IS NULL', [clock.now()]))
        nudge()
        return (await app.call(contract.readRetention, {}, as)).lastRun?.counts
      },
      { timeout: 30_000, interval: 200 },
    )
    .toEqual({ texts: 1, people: 113 })
  const cleared = await within((tx) =>
    tx.query<{ id: string; external_id: string | null; custom: unknown }>(
      `SELECT id, external_id, custom FROM person WHERE email IS NULL ORDER BY id`,
    ),
  )
  expect(cleared.map(({ id }) => id)).toEqual(listed)
  expect(cleared.filter(({ external_id, custom }) => external_id !== null || JSON.stringify(custom).includes('43'))).toEqual([])
  expect(await within((tx) => tx.query('SELECT 1 FROM suppression'))).toEqual([])
  const told = await within((tx) =>
    tx.query<{ people: number }>(`SELECT (payload->>'people')::int AS people FROM event WHERE kind = 'people.erased' ORDER BY seq`),
  )
  expect(told.map(({ people }) => people)).toEqual([50, 50, 13])
})

test('nobody but this may delete from the audit log, before and after', async () => {
  const { database } = app.served.app.services
  await expect(database.inPublic((tx) => tx.query('DELETE FROM audit_entry'))).rejects.toThrow()
})

test('without rules there is no run, and rules that mean nothing are refused', async () => {
  const as = { workspace }
  expect(await app.call(contract.setRetention, {}, as)).toMatchObject({ nextRun: null, rules: contract.nothingGoes })
  const filter = JSON.stringify({ combinator: 'and', rules: [{ field: 'shoes', operator: '=', value: '1' }] })
  const people = { afterMonths: 1, how: 'erase' as const, customers: false, filter }
  await expect(app.call(contract.setRetention, { people }, as)).rejects.toThrow('shoes')
})
