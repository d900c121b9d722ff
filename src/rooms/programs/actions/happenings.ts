import { normDomain, normEmail } from '#kernel/normal'
import { found, Problem } from '#kernel/problem'
import { said, t } from '#kernel/text'
import { type Action, action } from '#platform/action/action'
import { leaveHappening } from '#rooms/leads/actions/leave'
import { happened } from '../contract/trigger-endpoints.ts'
import { happeningTaken } from '../events.ts'
import { recordBy } from '../store/happenings.ts'
import { happeningChoices } from '../store/triggers.ts'

/** What fulfilment, finance and service tell. */
export const happen: readonly Action[] = [
  action(happened, async (ctx, { kind, about, at, text }) => {
    const kinds = await happeningChoices(ctx.tx)
    const known = kinds.find(({ name }) => name.toLowerCase() === kind.toLowerCase())
    if (!known)
      throw new Problem(
        'invalid-input',
        kinds.length === 0
          ? t('No kind of happening is declared yet. Declare "{{kind}}" among the triggers first.', { kind })
          : t('"{{kind}}" is not declared. There are {{known}}. Declare it among the triggers first.', {
              kind,
              known: kinds.map(({ name }) => name).join(', '),
            }),
      )
    const record = found(
      await recordBy(ctx.tx, about.kind, {
        id: about.id ?? null,
        externalId: about.externalId ?? null,
        emailKey: about.email === undefined ? null : normEmail(about.email),
        domain: about.domain === undefined ? null : normDomain(about.domain),
      }),
      t('A {{kind}} with this key', { kind: said(about.kind) }),
    )
    const { id: recordId, label, ...named } = record
    const id = await leaveHappening(ctx, { ...named, leadId: null } as Parameters<typeof leaveHappening>[1], {
      ...{ type: known.name, at: at ?? ctx.now, text },
    })
    ctx.tell(happeningTaken, { kind: known.name, about: about.kind }, { kind: about.kind, id: recordId })
    return { id, record: { kind: about.kind, id: recordId, label } }
  }),
]
