import { spoken } from '#kernel/text'
import { errand, question } from '#platform/action/action'
import { kindSaid, noticeKindNames } from '../contract/notice-kinds.ts'
import * as contract from '../contract/notices.ts'
import * as readers from '../store/notice-readers.ts'
import * as store from '../store/notices.ts'
import { saidBy, whose } from './notices-look.ts'

export const listNotices = question(contract.listNotices, async ({ tx, actor }, { limit }) => {
  const rows = await store.noticesOf(tx, whose(actor), limit + 1)
  const all = await saidBy(tx, actor, rows.slice(0, limit))
  return {
    notices: all.map(({ row: { id, kind, at, readAt }, says, href }) => ({
      ...{ id, kind, topic: kindSaid(kind).topic, says, href, at, read: readAt !== null },
    })),
    more: rows.length > limit,
  }
})

export const countNotices = question(contract.countNotices, async ({ tx, actor }) => ({ unread: await store.unreadOf(tx, whose(actor)) }))

export const markNotices = errand(contract.markNotices, async ({ services, workspace, actor, now }, { ids, read }) => ({
  marked: await services.database.inWorkspace(workspace, (tx) => store.mark(tx, actor.id ?? '', ids, read ? now : null)),
}))

export const readNoticeChoices = errand(contract.readNoticeChoices, async ({ read, actor, services, workspace }) => {
  const id = actor.id ?? ''
  const chosen = await read(async ({ tx }) => ({
    ways: new Map((await readers.choicesOf(tx, [id])).map(({ kind, way }) => [kind, way])),
    digest: (await readers.withDigest(tx, [id])).has(id),
  }))
  const member = actor.kind === 'user' ? await services.post?.memberOf(workspace, id) : null
  const choices = noticeKindNames.map((kind) => {
    const { topic, usual } = kindSaid(kind)
    return { kind, topic, usual, way: chosen.ways.get(kind) ?? usual }
  })
  return { choices, mail: member?.email ?? null, digest: chosen.digest }
})

export const setNoticeChoices = errand(contract.setNoticeChoices, async ({ services, workspace, actor, now }, { choices }) => {
  await services.database.inWorkspace(workspace, async (tx) => {
    await readers.choose(tx, now, actor.id ?? '', choices)
    await readers.keepLanguage(tx, now, actor.id ?? '', spoken())
  })
  return { ok: true as const }
})
