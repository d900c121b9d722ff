import { z } from 'zod'
import type { Ctx } from '#platform/action/context'
import { inLanguage } from '#platform/language'
import type { Heard } from '#platform/reactions/reaction'
import { type Failed, failedHandOvers } from '#rooms/leads/actions/failed'
import { failedMail } from '../rules/failed-mail.ts'
import { managersAsking } from '../store/digests.ts'

const struckShape = z.object({ broken: z.array(z.object({ lead: z.string(), kind: z.string() })) })

/**
 * Tells managers by mail of hand-overs that failed: owners and admins who get the digest of a manager or an executive, each in their language, once for each lead.
 * The mail has lead and reader as its key, so that whoever begins again writes no second one.
 */
export async function tellManagers(ctx: Ctx, { payload }: Heard): Promise<void> {
  const { services, workspace, tx, now } = ctx
  const { broken } = struckShape.parse(payload)
  const ids = broken.filter(({ kind }) => kind === 'failed').map(({ lead }) => lead)
  const { post } = services
  if (!post || ids.length === 0) return
  const failed = await failedHandOvers(tx, ids)
  if (failed.length === 0) return
  for (const { userId, language } of await managersAsking(tx)) {
    const member = await post.memberOf(workspace, userId)
    const role = member?.actor.kind === 'user' ? member.actor.role : null
    const to = member?.email ?? null
    if (to === null || (role !== 'owner' && role !== 'admin')) continue
    const letter = (lead: Failed) => ({
      ...inLanguage(language, () => failedMail(lead, post.origin())),
      once: `failed ${lead.id} ${userId}`,
    })
    await services.database.inPublic(async (own) => {
      for (const lead of failed)
        await post.outbox.queue(own, now, { kind: 'failed-hand-over', to, workspaceId: workspace.id, userId, ...letter(lead) })
    })
  }
  post.outbox.wake()
}
