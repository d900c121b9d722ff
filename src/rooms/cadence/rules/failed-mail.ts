import { t } from '#kernel/text'

interface Failed {
  readonly id: string
  readonly person: string
  readonly account: string | null
  readonly owner: string | null
  readonly queue: string | null
}

/** What a manager is told of a hand-over that failed. */
export function failedMail({ id, person, account, owner, queue }: Failed, origin: string): { subject: string; text: string } {
  const who = account === null ? person : `${person}, ${account}`
  const where = owner === null ? t('It waits in the queue {{queue}}.', { queue: queue ?? '' }) : t('{{owner}} has it.', { owner })
  const lines = [
    t('{{who}} was handed over to sales, and nobody called or wrote in the time that the lead contract gives.', { who }),
    owner === null && queue === null ? t('It has no owner and waits in no queue.') : where,
    `${origin}/leads/${id}`,
    `${t('You get this because you chose the digest of a manager in the settings.')} ${t('Change or stop it')}: ${origin}/settings#digest`,
  ]
  return { subject: t('Hand-over failed: {{who}}', { who }), text: `${lines.join('\n\n')}\n` }
}
