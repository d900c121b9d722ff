import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as access from '#platform/access/contract'
import { exportAll } from '#rooms/capture/contract'
import { addPipeline, undoPipeline } from '#rooms/journey/contract'
import { setCompany } from '#rooms/workspace/contract'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { bring, ownerOf, signIn } from '#test/kit/people'
import { auditGroupOf, listAudit } from './contract.ts'

describe('the audit log', () => {
  let app: TestApp & { close(): Promise<void> }
  let boss: Visitor
  beforeAll(async () => {
    app = await testApp()
    boss = await ownerOf(app)
    await app.call(setCompany, { companyName: 'Northwind' }, boss)
    await bring(app, boss, 'sales', 'sam')
    await signIn(app, 'sam@company.example', 'not the right one').catch(() => null)
    const { workspaces } = await app.call(access.getSession, {}, boss)
    const file = await app.raw(`${exportAll.path}?workspace=${workspaces[0]?.id}`, { headers: { cookie: boss.cookie ?? '' } })
    await file.arrayBuffer()
    await app.call(access.makeKey, { name: 'Sync', role: 'viewer' }, boss)
  })
  afterAll(() => app.close())

  const said = async (asked: Parameters<typeof app.call<typeof listAudit>>[1]) =>
    (await app.call(listAudit, asked, boss)).entries.map((entry) => `${entry.actor.name}: ${entry.said}`)

  test('tells accounts, keys, downloads and changes of records as one list, the newest first', async () => {
    const { entries } = await app.call(listAudit, {}, boss)
    expect(entries.map((entry) => `${entry.group}: ${entry.actor.name}: ${entry.said.replace(/Interlock .*\.zip/, 'a zip')}`)).toEqual([
      'keys: The owner: Made the API key "Sync": viewer, reads only',
      'data: The owner: Downloaded a zip (capture.exportAll)',
      'sign-in: The sam: A wrong password was tried',
      'access: The sam: The sam came in',
      'access: The sam: sam@company.example accepted the invitation as sales',
      'access: The owner: Invited sam@company.example as sales',
      "settings: The owner: Changed the company's name",
      'access: The owner: The owner came in',
    ])
    expect(entries[1]?.address).toBe('127.0.0.1')
  })

  test('is filtered by kind, person and time', async () => {
    expect(await said({ group: 'settings' })).toEqual(["The owner: Changed the company's name"])
    const sam = (await app.call(access.listAccounts, {}, boss)).accounts.find(({ name }) => name === 'The sam')?.userId ?? ''
    expect(await said({ actor: sam })).toEqual([
      'The sam: A wrong password was tried',
      'The sam: The sam came in',
      'The sam: sam@company.example accepted the invitation as sales',
    ])
    expect(await said({ actor: sam, group: 'sign-in' })).toHaveLength(1)
    expect(await said({ to: '2020-01-01' })).toEqual([])
    expect(await said({ from: '2020-01-01', to: '2999-01-01' })).toHaveLength(8)
    expect(await said({ from: '0001-01-01', to: '9999-12-31' })).toHaveLength(8)
  })

  test('is read on with a cursor, without a gap or an entry twice', async () => {
    const all = (await app.call(listAudit, {}, boss)).entries.map(({ id }) => id)
    const pages: string[] = []
    let cursor: string | undefined
    do {
      const page = await app.call(listAudit, { limit: 2, ...(cursor === undefined ? {} : { cursor }) }, boss)
      pages.push(...page.entries.map(({ id }) => id))
      cursor = page.cursor ?? undefined
    } while (cursor !== undefined)
    expect(pages).toEqual(all)
    for (const odd of ['x', "2026-01-01T00:00:00.000Z_'; DROP TABLE event", `2026-99-01T00:00:00.000Z_${all[0]}`])
      await expect(app.call(listAudit, { cursor: odd }, boss)).rejects.toThrow('400')
  })

  test('is for those who run the company, and cannot be touched by the role of a workspace', async () => {
    const sam = await signIn(app, 'sam@company.example', 'the password of sam')
    await expect(app.call(listAudit, {}, sam)).rejects.toThrow('403')
    const { workspaces } = await app.call(access.getSession, {}, boss)
    const schema = `w_${workspaces[0]?.id.replaceAll('-', '')}`
    for (const statement of [
      'SELECT * FROM public.audit_entry',
      "UPDATE public.audit_entry SET kind = 'x'",
      'DELETE FROM public.audit_entry',
    ])
      await expect(app.served.app.services.database.inWorkspace({ schema }, (tx) => tx.query(statement))).rejects.toThrow(
        'permission denied',
      )
  })

  test('says of an undo what was taken back, in words', async () => {
    await app.call(addPipeline, { name: 'Usual' }, boss)
    const { pipeline, eventId } = await app.call(addPipeline, { name: 'Clinics' }, boss)
    await app.call(undoPipeline, { pipelineId: pipeline.id, eventId }, boss)
    const [undo, made] = await said({ limit: 2 })
    expect(undo).toBe(`The owner: Undid "${made?.replace('The owner: ', '')}": 4 rows put back`)
  })
})

test('a kind of event that no group names is about records', () => {
  expect([auditGroupOf('deals.repaired'), auditGroupOf('sign-in.failed'), auditGroupOf('event.undone')]).toEqual([
    'records',
    'sign-in',
    'undo',
  ])
})
