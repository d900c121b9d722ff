import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import * as access from '#platform/access/contract'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { agree, handedOver } from '#test/kit/hand-over'
import { bring, ownerOf } from '#test/kit/people'
import * as contract from '../contract.ts'

let app: TestApp & { close(): Promise<void> }
let owner: Visitor
let ann: Visitor
beforeAll(async () => {
  app = await testApp()
  owner = await ownerOf(app)
  ann = await bring(app, owner, 'sales', 'ann')
  await agree(app, { marketing: await bring(app, owner, 'marketing'), sales: ann })
}, 60_000)
afterAll(() => app?.close())

/** A line that is listened to: what it said so far, and whether it ended. */
async function listen(as: Visitor) {
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  const headers = { ...(as.cookie ? { cookie: as.cookie } : {}), ...as.headers }
  const answer = await app.raw(contract.followQueue.path, { headers, signal: stop.signal })
  const line = { answer, told: [] as unknown[], ended: false }
  const read = async () => {
    for await (const chunk of answer.body ?? [])
      for (const data of Buffer.from(chunk)
        .toString()
        .split('\n')
        .filter((one) => one.startsWith('data: ')))
        line.told.push(contract.followQueue.answer.parse(JSON.parse(data.slice(6))))
  }
  void read().then(
    () => {
      line.ended = true
    },
    () => {},
  )
  return line
}

test('whoever listens is told which leads changed, alike on each line, and nothing of what was before or is about something else', async () => {
  const earlier = await handedOver(app, { name: 'Ina Before', owner: 'The ann' })
  const lines = [await listen(ann), await listen(owner)]
  expect(lines[0]?.answer.headers.get('content-type')).toBe('text/event-stream')
  const { id, version } = await handedOver(app, { name: 'Pat Lee', owner: 'The ann' })
  for (const line of lines) await expect.poll(() => line.told).toEqual([{ leads: [{ id, what: 'new' }], more: false }])
  await app.call(contract.acceptLead, { id, version }, ann)
  for (const line of lines) await expect.poll(() => line.told[1]).toEqual({ leads: [{ id, what: 'changed' }], more: false })
  expect(JSON.stringify(lines[0]?.told)).not.toContain(earlier.id)
})

test('a line ends when its listener signs out, and stays open for others', async () => {
  const bea = await bring(app, owner, 'sales', 'bea')
  const [hers, his] = [await listen(bea), await listen(ann)]
  await app.call(access.signOut, {}, bea)
  await expect.poll(() => hers.ended).toBe(true)
  const { id } = await handedOver(app, { name: 'Kim Late' })
  await expect.poll(() => his.told).toEqual([{ leads: [{ id, what: 'new' }], more: false }])
  expect(hers.told).toEqual([])
  expect((await app.raw(contract.followQueue.path, { headers: { cookie: bea.cookie ?? '' } })).status).toBe(401)
})

test('a line by a key ends when the key is ended, and one caller cannot open lines without end', async () => {
  const key = await app.call(access.makeKey, { name: 'Wall of the office', role: 'sales', scope: 'read' }, owner)
  const as = { headers: { authorization: `Bearer ${key.secret}` } }
  const lines: Awaited<ReturnType<typeof listen>>[] = []
  for (let n = 0; n < 12; n += 1) lines.push(await listen(as))
  expect(lines.map(({ answer }) => answer.status)).toEqual(Array.from({ length: 12 }, () => 200))
  expect((await listen(as)).answer.status).toBe(429)
  await app.call(access.revokeKey, { id: key.id }, owner)
  await expect.poll(() => lines.every(({ ended }) => ended)).toBe(true)
})

test('who may not see leads cannot listen to them', async () => {
  const rights = { ...(await app.call(access.getSession, {}, owner)).workspaces[0]?.rights }
  const objects = { ...rights.objects, lead: 'none' }
  const { id } = await app.call(access.addRole, { name: 'Without leads', base: 'sales', rights: { ...rights, objects } as never }, owner)
  const { secret } = await app.call(access.makeKey, { name: 'Blind', role: id, scope: 'read' }, owner)
  expect((await listen({ headers: { authorization: `Bearer ${secret}` } })).answer.status).toBe(403)
})

test('open lines do not keep a server from stopping', async () => {
  const other = await testApp()
  const answer = await other.raw(contract.followQueue.path)
  expect(answer.status).toBe(200)
  await other.close()
  expect(await answer.text()).toContain('retry:')
})
