import type { Actor } from '#kernel/actor'
import { Problem } from '#kernel/problem'
import { saidAgain } from '#kernel/said-again'
import { t } from '#kernel/text'
import { minding, question } from '#platform/action/action'
import type { Services } from '#platform/action/context'
import { inWriting, rehearse } from '#platform/action/work'
import type { WorkspaceRef } from '#platform/store/database'
import { sqlState } from '#platform/store/errors'
import * as contract from '../contract/responses.ts'
import { reasonsAside, setAside } from '../store/deliveries.ts'
import type { Answered, Coming, Request } from './responses-before.ts'
import { takeTogether } from './responses-take.ts'

/** Responses that may wait for their commit in one workspace, and those that one commit takes at most. */
const bounds = { waiting: 50_000, together: 2_000, tries: 6 }

interface Waiting extends Request {
  readonly services: Services
  readonly workspace: WorkspaceRef
  readonly actor: Actor
  readonly answer: (answered: Answered) => void
  readonly fail: (error: unknown) => void
}

/** What waits in one workspace. While one commit is in flight, what arrives goes into the next one together. */
interface Queue {
  readonly waiting: Waiting[]
  responses: number
  running: boolean
}

const queues = new Map<string, Queue>()

/**
 * The one way in for forms, webhooks and the API: keeps, gathers what arrives together into one commit, answers after it. Each response is answered by itself;
 * one that cannot be used is set aside with its reason. Throws a Problem when too much waits, or a key was used for something else.
 */
export async function takeResponses(
  services: Services,
  workspace: WorkspaceRef,
  actor: Actor,
  batch: readonly unknown[],
  coming: Coming,
): Promise<readonly contract.ResponseOutcome[]> {
  const queue = queues.get(workspace.id) ?? { waiting: [], responses: 0, running: false }
  queues.set(workspace.id, queue)
  if (queue.responses > 0 && queue.responses + batch.length > bounds.waiting)
    throw new Problem(
      'unavailable',
      t('More responses are waiting than can be taken at the moment. Nothing of this was kept; send it again.'),
      {
        retryAfter: 2,
      },
    )
  return await new Promise((resolve, reject) => {
    const answer = (answered: Answered) => (answered instanceof Problem ? reject(answered) : resolve(answered))
    queue.waiting.push({ services, workspace, actor, batch, coming, answer, fail: reject })
    queue.responses += batch.length
    if (!queue.running) void drain(workspace.id, queue)
  })
}

async function drain(id: string, queue: Queue): Promise<void> {
  queue.running = true
  // Whatever is sent in the same moment comes together.
  await Promise.resolve()
  while (queue.waiting.length > 0) {
    const some = nextOf(queue)
    const answer = await commit(some)
    queue.responses -= some.reduce((sum, { batch }) => sum + batch.length, 0)
    // While the answers are written, the database has the next ones already.
    if (queue.waiting.length > 0) setImmediate(answer)
    else answer()
  }
  queue.running = false
  queues.delete(id)
}

/** The next requests of one caller: an event has one actor. */
function nextOf({ waiting }: Queue): Waiting[] {
  const [first] = waiting
  const some: Waiting[] = []
  const rest: Waiting[] = []
  let count = 0
  for (const one of waiting) {
    const sameActor = one.actor.kind === first?.actor.kind && one.actor.id === first.actor.id && one.actor.name === first.actor.name
    if (sameActor && (some.length === 0 || count + one.batch.length <= bounds.together)) {
      some.push(one)
      count += one.batch.length
    } else rest.push(one)
  }
  waiting.splice(0, waiting.length, ...rest)
  return some
}

/**
 * Commits requests together; what fails unexpectedly is tried one by one, so that nobody pays for the request of somebody else. Answers what answers those that
 * were not answered yet.
 */
async function commit(requests: readonly Waiting[]): Promise<() => void> {
  try {
    const answers = await tried(requests)
    return () => {
      for (const [place, one] of requests.entries()) one.answer(answers[place] ?? [])
    }
  } catch (error) {
    const [first] = requests
    if (!first || isAway(error)) {
      for (const one of requests) one.fail(error)
    } else if (requests.length > 1) {
      for (const one of requests) (await commit([one]))()
    } else await commitBroken(first, error)
    return () => {}
  }
}

/** Someone else wrote the same keys, or held the same rows, at the same moment: then they are there now. */
const collisions = new Set(['23505', '23503', '40001', '40P01'])

async function tried(requests: readonly Waiting[]): Promise<Answered[]> {
  const [first] = requests
  if (!first) return []
  for (let turn = 1; ; turn += 1) {
    try {
      return await inWriting(first, (ctx) => takeTogether(ctx, requests), { statementMs: 60_000, together: true })
    } catch (error) {
      if (turn >= bounds.tries || !collisions.has(sqlState(error) ?? '')) throw error
    }
  }
}

const isAway = (error: unknown) => error instanceof Problem && error.kind === 'unavailable'

/** Finds the responses that break, by taking halves of them without keeping anything; sets those aside and takes the others. */
async function commitBroken(one: Waiting, error: unknown): Promise<void> {
  one.services.log.error({ err: error, responses: one.batch.length }, 'responses could not be taken')
  try {
    const broken = new Map<number, string>()
    for (const place of await breaking(one, [...one.batch.keys()])) broken.set(place, brokenReason)
    const [answered] = await tried([{ ...one, broken }])
    one.answer(answered ?? [])
  } catch (again) {
    one.fail(again)
  }
}

const brokenReason = 'Something broke on our side when it was taken; the log has the details. Replay it once that is repaired.'

async function breaking(one: Waiting, places: readonly number[]): Promise<number[]> {
  try {
    await rehearse(one, (ctx) =>
      takeTogether(ctx, [{ batch: places.map((place) => one.batch[place]), coming: { ...one.coming, key: null } }]),
    )
    return []
  } catch (error) {
    if (isAway(error)) throw error
    if (places.length <= 1) return [...places]
    const half = Math.ceil(places.length / 2)
    return [...(await breaking(one, places.slice(0, half))), ...(await breaking(one, places.slice(half)))]
  }
}

export const postResponses = minding(contract.postResponses, async (ctx, { responses, ...one }) => {
  const { services, workspace, actor, idempotencyKey } = ctx
  const coming = { way: 'api', key: idempotencyKey, scope: actor.id ?? actor.kind, sender: actor.name } as const
  return { outcomes: [...(await takeResponses(services, workspace, actor, responses ?? [one], coming))] }
})

export const listQuarantine = question(contract.listQuarantine, async ({ tx }, { reason = null, after = null }) => ({
  reasons: (await reasonsAside(tx)).map((one) => ({ ...one, says: saidAgain(one.reason) })),
  deliveries: (await setAside(tx, { reason, after })).map((one) => ({ ...one, says: one.reason === null ? null : saidAgain(one.reason) })),
}))
