import { found, Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import type { Ctx } from '#platform/action/context'
import { type About, handToSales, leaveNote, leaveTask, nextByRouting, putInNurture } from '#rooms/leads/actions/leave'
import type { Step } from '../contract/triggers.ts'
import { did, filledIn } from '../rules/triggers.ts'
import * as store from '../store/triggers.ts'

/** A mail that a step wrote; it goes into the outbox after the commit. */
export interface StepMail {
  readonly to: string
  readonly userId: string | null
  readonly subject: string
  readonly text: string
}

/** What a step is done on. */
export interface On {
  readonly waiting: store.Waiting
  readonly target: store.Target
}

const aboutOf = ({ kind, recordId }: store.Waiting): About => {
  const of = (wanted: string) => (kind === wanted ? (recordId as never) : null)
  return { dealId: of('deal'), accountId: of('account'), personId: of('person'), leadId: of('lead') }
}

/** Does one step in the open event; answers what it did, and a mail where it wrote one. */
export async function doStep(ctx: Ctx, step: Step, on: On): Promise<{ readonly did: string; readonly mail?: StepMail }> {
  const { waiting, target } = on
  switch (step.do) {
    case 'task': {
      const ownerId = await ownerOf(ctx, step.who, target)
      await leaveTask(ctx, aboutOf(waiting), {
        title: filledIn(step.title, target.label),
        dueOn: store.dayAfter(ctx.now, step.days),
        ownerId,
      })
      const owner = ownerId === null ? undefined : await store.memberOf(ctx.tx, ownerId)
      return { did: did.task(owner?.name ?? null) }
    }
    case 'note':
      await leaveNote(ctx, aboutOf(waiting), filledIn(step.text, target.label))
      return { did: did.note() }
    case 'mail': {
      const member = found(await memberFor(ctx, step.who, target), t('The member to whom the mail goes'))
      return { did: did.mail(member.name), mail: await mailFor(ctx, step, member, target.label) }
    }
    case 'handOver':
      return { did: did.handOver((await handToSales(ctx, personOf(target), filledIn(step.reason, target.label))).made) }
    case 'nurture':
      return { did: did.nurture(await putInNurture(ctx, personOf(target), filledIn(step.reason, target.label))) }
  }
}

function personOf({ personId, label }: store.Target) {
  if (personId === null) throw new Problem('conflict', t('Nobody is named as the person of {{label}}.', { label }))
  return personId
}

async function ownerOf(ctx: Ctx, who: Extract<Step, { do: 'task' }>['who'], target: store.Target) {
  if (who.to === 'owner') return target.ownerId
  if (who.to === 'member') return who.member as NonNullable<store.Target['ownerId']>
  return await nextByRouting(ctx, personOf(target))
}

async function memberFor(ctx: Ctx, who: Extract<Step, { do: 'mail' }>['who'], target: store.Target) {
  const id = who.to === 'owner' ? target.ownerId : who.member
  if (id === null) throw new Problem('conflict', t('{{label}} has no owner to whom a mail could go.', { label: target.label }))
  return await store.memberOf(ctx.tx, id)
}

/** Mail goes to members only: to whoever signs in under that name, else to the address of the member's record. */
async function mailFor(
  { services: { post }, workspace }: Ctx,
  { subject, text }: Extract<Step, { do: 'mail' }>,
  { name, email }: { readonly name: string; readonly email: string | null },
  label: string,
): Promise<StepMail> {
  const user = (await post?.membersOf(workspace))?.find((one) => one.name.toLowerCase() === name.toLowerCase())
  const to = (user && (await post?.memberOf(workspace, user.userId))?.email) ?? email
  if (to === null) throw new Problem('conflict', t('No e-mail address of {{name}} is known.', { name }))
  return { to, userId: user?.userId ?? null, subject: filledIn(subject, label), text: filledIn(text, label) }
}
