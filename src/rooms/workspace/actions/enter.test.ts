import { afterAll, beforeAll, expect, test } from 'vitest'
import { listWorkspaces } from '#platform/store/workspaces'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { bring, ownerOf } from '#test/kit/people'
import { rowsOf } from '#test/kit/records'

let app: TestApp & { close(): Promise<void> }
let owner: Visitor
beforeAll(async () => {
  app = await testApp()
}, 60_000)
afterAll(() => app?.close())

const names = async () => (await rowsOf(app, 'SELECT name FROM member ORDER BY name')).map(({ name }) => name)

test('whoever makes the first account keeps what they were given while they had none', async () => {
  const { database } = app.served.app.services
  const [workspace] = await database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  const given = 'a0000000-0000-4000-8000-000000000001'
  await database.inWorkspace(workspace, (tx) =>
    tx.query("INSERT INTO member (id, name, name_key, custom, touched_by) VALUES ($1, 'Owner', 'owner', '{}', $1)", [given]),
  )
  owner = await ownerOf(app)
  expect(await rowsOf(app, 'SELECT id, name, name_key FROM member')).toEqual([{ id: given, name: 'The owner', name_key: 'theowner' }])
})

test('who is let into the company can be given work before they have done anything, but a viewer works on nothing', async () => {
  await bring(app, owner, 'sales', 'ann')
  await bring(app, owner, 'viewer', 'vic')
  expect(await names()).toContain('The ann')
  expect(await names()).not.toContain('The vic')
  expect(await rowsOf(app, "SELECT kind, actor_name, payload FROM event WHERE payload ->> 'name' = 'The ann'")).toEqual([
    { kind: 'member.entered', actor_name: 'The ann', payload: { name: 'The ann' } },
  ])
})
