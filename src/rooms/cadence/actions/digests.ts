import { Problem } from '#kernel/problem'
import { spoken, t } from '#kernel/text'
import { type Instant, later } from '#kernel/time'
import { errand, question } from '#platform/action/action'
import type { Post, Services } from '#platform/action/context'
import { finish, schedule, unschedule } from '#platform/due/due'
import type { DueHandler } from '#platform/due/runner'
import { inLanguage } from '#platform/language'
import type { WorkspaceRef } from '#platform/store/database'
import { companyZone } from '#rooms/workspace/actions/calendars'
import * as contract from '../contract.ts'
import { mailOf } from '../rules/mail.ts'
import { nextDigest } from '../rules/when.ts'
import * as store from '../store/digests.ts'
import { composeDigest } from './compose.ts'

/** Work that is due under this name sends a digest and sets the next. */
export const digestWork = store.digestWork

const said = ({ every, weekday, monthday, hour, pack }: contract.Choice) => ({ every, weekday, monthday, hour, pack })

export const readDigest = question(contract.readDigest, async (ctx) => {
  const row = await store.digestOf(ctx.tx, ctx.actor.id ?? '')
  return {
    ...(row ? said(row) : contract.usualChoice),
    zone: await companyZone(ctx.tx),
    next: row?.every === 'none' ? null : (row?.next ?? null),
  }
})

export const setDigest = errand(contract.setDigest, async (ctx, choice) => {
  const { id } = ctx.actor
  const to = await addressOf(ctx.services, ctx.workspace, ctx.actor.kind === 'user' ? id : null)
  if (to === null && choice.every !== 'none') throw noAddress()
  const { zone, next } = await ctx.services.database.inWorkspace(ctx.workspace, async (tx) => {
    const digest = await store.keepDigest(tx, ctx.now, id ?? '', choice, spoken())
    const own = await companyZone(tx)
    const due = nextDigest(choice, own, ctx.now)
    if (due === null) await unschedule(tx, digestWork, digest)
    else await schedule(tx, ctx.now, { kind: digestWork, subjectId: digest, payload: {}, dueAt: due })
    return { zone: own, next: due }
  })
  return { ...choice, zone, next }
})

export const sendDigest = errand(contract.sendDigest, async (ctx, { pack }) => {
  const { actor, workspace, services, signal, now } = ctx
  const to = await addressOf(services, workspace, actor.kind === 'user' ? actor.id : null)
  if (to === null || actor.kind !== 'user') throw noAddress()
  const digest = await composeDigest({ services, workspace, actor, signal }, { pack, every: 'week' })
  const { outbox } = posting(services)
  await services.database.inPublic((tx) =>
    outbox.queue(tx, now, { kind: 'digest', to, workspaceId: workspace.id, userId: actor.id, ...mailOf(digest) }),
  )
  outbox.wake()
  return { to, sends: outbox.sends }
})

const noAddress = () => new Problem('conflict', t('You have no e-mail address here. Sign in with an account to get a digest.'))

function posting({ post }: Services): Post {
  if (!post) throw new TypeError('Nobody sends mail here.')
  return post
}

async function addressOf(services: Services, workspace: WorkspaceRef, userId: string | null): Promise<string | null> {
  return userId === null ? null : ((await posting(services).memberOf(workspace, userId))?.email ?? null)
}

/** A digest that comes later than this, because the server was off, is left out; the next one comes in its time. */
const stillWanted = 24 * 3_600_000

/**
 * Sends the digest that is due and sets the next one. The mail has the time at which it was due as its key: whoever begins again after a crash writes it no
 * second time.
 */
export const workDigest: DueHandler = async ({ services, workspace, item, signal }) => {
  const { database, clock } = services
  const row = await database.inWorkspace(workspace, (tx) => store.digestBy(tx, item.subjectId), { readOnly: true })
  const member = row && (await posting(services).memberOf(workspace, row.userId))
  const wanted = row && member?.email && later(item.dueAt, stillWanted) > clock.now()
  if (wanted)
    await inLanguage(row.language, () => send(services, workspace, row, item.dueAt, { ...member, email: member.email ?? '' }, signal))
  await database.inWorkspace(workspace, async (tx) => {
    await finish(tx, item)
    if (!row) return
    if (!member) return await store.forgetDigest(tx, row.id)
    const dueAt = nextDigest(row, await companyZone(tx), clock.now())
    if (dueAt !== null) await schedule(tx, clock.now(), { kind: digestWork, subjectId: row.id, payload: {}, dueAt })
  })
}

type Member = NonNullable<Awaited<ReturnType<Post['memberOf']>>> & { email: string }

async function send(
  services: Services,
  workspace: WorkspaceRef,
  row: store.DigestRow,
  dueAt: Instant,
  { actor, email }: Member,
  signal: AbortSignal,
): Promise<void> {
  const digest = await composeDigest({ services, workspace, actor, signal }, row)
  const { outbox } = posting(services)
  await services.database.inPublic((tx) =>
    outbox.queue(tx, services.clock.now(), {
      kind: 'digest',
      to: email,
      workspaceId: workspace.id,
      userId: row.userId,
      once: `digest ${row.id} ${dueAt}`,
      ...mailOf(digest),
    }),
  )
  outbox.wake()
}
