import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { later } from '#kernel/time'
import * as access from '#platform/access/contract'
import { type Clock, systemClock } from '#platform/clock'
import { bytesOf, type TestApp, testApp, type Visitor } from '#test/kit/app'
import { bring, ownerOf, signIn } from '#test/kit/people'
import { canary, plant } from '#test/kit/planted'
import { type Drawn, drawRequest, type Fodder, type Operation } from '#test/kit/spoiled-input'
import { type Answer, type Document, judgeOf, operationsOf } from '#test/kit/stated-answer'

/** With INTERLOCK_LONG=1 20,000 requests; else as many as tell that the machinery works and each endpoint was asked. */
const cases = process.env.INTERLOCK_LONG ? 20_000 : 300

/** Writes a whole company, or ends the session of whoever asks; only somebody who must be refused, or has none, asks for it. */
const costly = new Set(['capture.loadSample', 'access.signOut'])

/** A second goes by with every look, so that no request of the thousands is refused for coming too soon. */
function hurriedClock(): Clock {
  let looks = 0
  return {
    now: () => {
      looks += 1
      return later(systemClock.now(), looks * 1_000)
    },
  }
}

let app: TestApp & { close(): Promise<void> }
let document: Document
let fodder: Fodder
let boss: Visitor
let ownersKey: Visitor
let viewersKey: Visitor

beforeAll(async () => {
  app = await testApp({}, hurriedClock())
  const founder = await ownerOf(app)
  const home = (await app.call(access.getSession, {}, founder)).workspaces[0]?.id ?? ''
  const elsewhere = (await app.call(access.createWorkspace, { name: `${canary} company` }, founder)).id
  // Whoever asks has never been in the other company.
  boss = { ...(await bring(app, { ...founder, workspace: home }, 'owner', 'boss')), workspace: home }
  const key = async (role: 'owner' | 'viewer') => {
    const { secret } = await app.call(access.makeKey, { name: `key of ${role}`, role, scope: 'write', days: 366 }, boss)
    return { headers: { authorization: `Bearer ${secret}` } }
  }
  ownersKey = await key('owner')
  viewersKey = await key('viewer')
  const theirs = await plant(app, elsewhere, { ...founder, workspace: elsewhere })
  const mine = await plant(app, home, boss, 'Plain', 100_000)
  document = (await (await app.raw('/openapi.json')).json()) as Document
  fodder = { mine, theirs, words: await wordsOf(), workspaces: [home, elsewhere] }
}, 120_000)
afterAll(() => app.close())

/** Short texts out of all that can be read without saying more: names of columns, metrics, stages and records. */
async function wordsOf(): Promise<string[]> {
  const words = new Set<string>()
  const gather = (value: unknown): void => {
    if (typeof value === 'string' && value !== '' && value.length < 60) words.add(value)
    else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) gather(one)
  }
  for (const { id, method, path, parameters } of operationsOf(document)) {
    if (method !== 'GET' || path.includes('{') || parameters.some((one) => one.required) || id.startsWith('plan.')) continue
    const { type, text } = await send({ method, path, headers: {}, body: undefined }, id.startsWith('access.') ? boss : ownersKey)
    if (type === 'application/json') gather(JSON.parse(text))
  }
  return [...words].slice(0, 500)
}

async function send({ method, path, headers, body }: Drawn, as: Visitor): Promise<Answer> {
  const own = {
    ...(as.cookie ? { cookie: as.cookie } : {}),
    ...(as.workspace ? { 'interlock-workspace': as.workspace } : {}),
    ...as.headers,
  }
  const answer = await app.raw(path, {
    method,
    headers: { ...own, ...headers },
    ...(body === undefined ? {} : { body }),
    redirect: 'manual',
  })
  const bytes = await bytesOf(answer)
  const type = (answer.headers.get('content-type') ?? '').split(';')[0] ?? ''
  return { status: answer.status, type, text: bytes.toString(type.includes('json') ? 'utf8' : 'latin1') }
}

/** Mostly the one who may do all, sometimes one who may little, sometimes nobody. */
function callerFor({ id }: Operation, chosen: number): Visitor {
  if (chosen === 0) return {}
  if (chosen === 1 || costly.has(id)) return viewersKey
  return id.startsWith('access.') ? boss : ownersKey
}

test('every endpoint answers whatever it is sent as the OpenAPI document states, and never breaks', { timeout: 3_600_000 }, async () => {
  const judge = judgeOf(document)
  const operations = operationsOf(document)
  const wrong: string[] = []
  const statuses = new Map<number, number>()
  for (const [index, operation] of operations.entries()) {
    const asked = fc.asyncProperty(fc.gen(), async (g) => {
      const drawn = drawRequest(g, operation, fodder)
      const as = callerFor(operation, g(fc.nat, { max: 11 }))
      const answer = await send(drawn, as).catch((error: Error) => {
        throw new Error(`no answer (${String(error.cause)}) to ${JSON.stringify(drawn).slice(0, 1_500)}`)
      })
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
      const fault = answer.text.includes(canary) ? 'told the canary' : judge(drawn.method, drawn.path.split('?')[0] ?? '', answer)
      if (fault !== null)
        throw new Error(`${fault}: ${answer.status} ${answer.text.slice(0, 400)} to ${JSON.stringify(drawn).slice(0, 1_500)}`)
      // Some requests end the session; those after it are to get further again.
      if (as === boss && answer.status === 401) boss = { ...boss, ...(await signIn(app, 'boss@company.example', 'the password of boss')) }
    })
    const { errorInstance } = await fc.check(asked, {
      seed: 20_261_122 + index,
      numRuns: Math.ceil(cases / operations.length),
      endOnFailure: true,
      // Small values first would make everything wrong at once.
      unbiased: true,
    })
    if (errorInstance instanceof Error) wrong.push(`${operation.id}: ${errorInstance.message}`)
  }
  expect(wrong).toEqual([])
  // That requests get in and are done, and not only refused.
  expect(statuses.get(200) ?? 0).toBeGreaterThan(cases / 5)
  expect((await app.raw('/healthz')).status).toBe(200)
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})
