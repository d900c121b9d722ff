import { found, Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { errand, question } from '../action/action.ts'
import { inWriting } from '../action/work.ts'
import type { Route } from '../http/routes.ts'
import * as contract from './contract.ts'
import type { Reaction } from './reaction.ts'
import { reactor } from './runner.ts'
import * as store from './store.ts'

/** Where reactions stand, and what becomes of events that were laid aside. */
export function reactionRoutes(reactions: readonly Reaction[]): readonly Route[] {
  return [
    question(contract.readReactions, async ({ tx }) => ({
      reactions: await store.allMarks(tx),
      laidAside: await store.allLaidAside(tx),
    })),
    errand(contract.settleLaidAside, async (ctx, { id, how }) => {
      const { services, workspace, signal } = ctx
      if (how === 'forget') {
        found(await services.database.inWorkspace(workspace, (tx) => store.takeLaidAside(tx, id)), t('This event'))
        return {}
      }
      const { name, eventId } = found(
        (await ctx.read(({ tx }) => store.allLaidAside(tx))).find((one) => one.id === id),
        t('This event'),
      )
      const reaction = reactions.find((one) => one.name === name)
      if (!reaction) throw new Problem('conflict', t('This version has nothing called "{{name}}" any more. Give the event up.', { name }))
      await inWriting({ services, workspace, actor: reactor(reaction), signal, cause: eventId }, async (writing) => {
        // Whoever is first takes it off the list; a second try at the same time finds nothing.
        found(await store.takeLaidAside(writing.tx, id), t('This event'))
        await reaction.react(writing, found(await store.eventOf(writing.tx, eventId), t('This event')))
      })
      return {}
    }),
  ]
}
