import type { Id, WorkspaceId } from '#kernel/id'
import { found, Problem } from '#kernel/problem'
import { saidAgain } from '#kernel/said-again'
import { t } from '#kernel/text'
import type { Instant } from '#kernel/time'
import { errand } from '../action/action.ts'
import type { Route } from '../http/routes.ts'
import type { Tx } from '../store/database.ts'
import { listMails, sendMailAgain, sendTestMail } from './contract.ts'
import { linkHere, type Outbox } from './outbox.ts'

interface Row {
  readonly id: Id<'mail'>
  readonly kind: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly state: 'waiting' | 'sent' | 'held' | 'dead'
  readonly tries: number
  readonly doubts: number
  readonly why: string | null
  /** Null while it is being sent. */
  readonly dueAt: Instant | null
  readonly sendBy: Instant | null
  readonly createdAt: Instant
  readonly sentAt: Instant | null
  readonly hasLink: boolean
}

/** Mails of the company, and those about the account of one of its members. */
const ours = '(workspace_id = $1 OR (workspace_id IS NULL AND user_id IN (SELECT user_id FROM membership m WHERE m.workspace_id = $1)))'

const columns = `id, kind, to_address AS "to", subject, body_text AS text, state, tries, doubts, last_error AS why, CASE WHEN lease_until IS NULL THEN due_at END AS "dueAt", send_by AS "sendBy",
  created_at AS "createdAt", sent_at AS "sentAt", sealed_link IS NOT NULL AS "hasLink"`

async function mailsBefore(tx: Tx, workspaceId: WorkspaceId, cursor: string | undefined, limit: number): Promise<Row[]> {
  return await tx.query<Row & Record<string, unknown>>(
    `SELECT ${columns} FROM mail WHERE ${ours} AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
    [workspaceId, cursor ?? null, limit + 1],
  )
}

/** A link that was sent or never kept cannot be sent once more. */
const canGoAgain = ({ state, text, hasLink, sendBy }: Row, now: Instant) =>
  (state === 'dead' || state === 'held') && (hasLink || !text.includes(linkHere)) && (sendBy === null || sendBy > now)

/** The list of mails, for those who run a company. `addressOf` says where a person gets mail. */
export function mailRoutes(outbox: Outbox, addressOf: (userId: string) => Promise<string | null>): readonly Route[] {
  return [
    errand(listMails, async (ctx, { cursor, limit }) => {
      const rows = await ctx.services.database.inPublic((tx) => mailsBefore(tx, ctx.workspace.id, cursor, limit))
      const page = rows.slice(0, limit)
      const mails = page.map((row) => ({
        ...row,
        text: row.text.replaceAll(linkHere, t('(a one-time link, not shown here)')),
        why: row.why === null ? null : saidAgain(row.why),
        nextTryAt: row.state === 'waiting' ? row.dueAt : null,
        again: outbox.sends && canGoAgain(row, ctx.now),
      }))
      return { sends: outbox.sends, from: outbox.from, mails, cursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null }
    }),
    errand(sendMailAgain, async (ctx, { id }) => {
      await ctx.services.database.inPublic(async (tx) => {
        const [row] = await tx.query<Row & Record<string, unknown>>(`SELECT ${columns} FROM mail WHERE ${ours} AND id = $2 FOR UPDATE`, [
          ctx.workspace.id,
          id,
        ])
        const mail = found(row, t('This mail'))
        if (!outbox.sends) throw new Problem('conflict', t('No mail server is set. Whoever runs Interlock sets INTERLOCK_SMTP_URL.'))
        if (!canGoAgain(mail, ctx.now))
          throw new Problem(
            'conflict',
            t('This mail cannot be sent again: it is under way, was sent, or the link in it is gone. Make a new one.'),
          )
        await tx.query(
          "UPDATE mail SET state = 'waiting', tries = 0, due_at = $2, last_error = NULL, lease_until = NULL, fence = fence + 1 WHERE id = $1",
          [id, ctx.now],
        )
      })
      outbox.wake()
      return { ok: true } as const
    }),
    errand(sendTestMail, async (ctx) => {
      const userId = ctx.actor.kind === 'user' ? ctx.actor.id : null
      const to = userId === null ? null : await addressOf(userId)
      if (to === null) throw new Problem('conflict', t('You have no e-mail address here. Sign in with an account to send yourself a mail.'))
      await ctx.services.database.inPublic((tx) =>
        outbox.queue(tx, ctx.now, {
          kind: 'test',
          to,
          workspaceId: ctx.workspace.id,
          userId,
          subject: t('Interlock can send mail'),
          text: t('This mail was asked for by {{name}} in the settings of {{company}}. It arrived, so the others will too.\n', {
            name: ctx.actor.name,
            company: ctx.workspace.name,
          }),
        }),
      )
      outbox.wake()
      return { to }
    }),
  ]
}
