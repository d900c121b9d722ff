import { rightsOf } from '#kernel/actor'
import type { WorkspaceId } from '#kernel/id'
import { later } from '#kernel/time'
import { finish, schedule } from '#platform/due/due'
import type { DueHandler } from '#platform/due/runner'
import { inLanguage } from '#platform/language'
import { maySee } from '../rules/notices.ts'
import { noticesMail } from '../rules/notices-mail.ts'
import * as readers from '../store/notice-readers.ts'
import { forgetNotices } from '../store/notices.ts'
import { saidBy } from './notices-look.ts'

/** Notices go after this time, read or not. */
const keptMs = 90 * 86_400_000

/**
 * Sends somebody one mail of what came within ten minutes. First it is settled which notices it has; then it is put into the outbox under its id as key; then
 * they are noted as sent. Whoever begins again after a crash makes the same mail, which the key lets in once. What was read meanwhile, or may not be seen any
 * more, is left out.
 */
export const sendNotices: DueHandler = async ({ services, workspace, item }) => {
  const { database, clock, post } = services
  const reader = await database.inWorkspace(workspace, (tx) => readers.readerBy(tx, item.subjectId), { readOnly: true })
  const mailId = reader && (await database.inWorkspace(workspace, (tx) => readers.settleMail(tx, clock.now(), reader.userId)))
  const member = reader && (await post?.memberOf(workspace, reader.userId))
  if (reader && mailId && member?.email && post) {
    const to = member.email
    const rights = rightsOf(member.actor)
    const letter = await inLanguage(reader.language ?? 'en', () =>
      database.inWorkspace(
        workspace,
        async (tx) => {
          const rows = (await readers.noticesOfMail(tx, mailId)).filter(({ needs, readAt }) => readAt === null && maySee(rights, needs))
          return rows.length === 0 ? null : noticesMail(await saidBy(tx, member.actor, rows), workspace.name, post.origin())
        },
        { readOnly: true },
      ),
    )
    const about = { kind: 'notices', to, workspaceId: workspace.id as WorkspaceId, userId: reader.userId, once: `notices ${mailId}` }
    if (letter) await database.inPublic((tx) => post.outbox.queue(tx, clock.now(), { ...about, ...letter }))
    post.outbox.wake()
  }
  await database.inWorkspace(workspace, async (tx) => {
    await finish(tx, item)
    const now = clock.now()
    if (mailId) await readers.noteMailed(tx, mailId, now)
    await forgetNotices(tx, later(now, -keptMs))
    // What came while this mail was written waits for the next one.
    if (reader && (await readers.waits(tx, reader.userId)))
      await schedule(tx, now, { kind: item.kind, subjectId: item.subjectId, payload: {}, dueAt: now })
  })
}
