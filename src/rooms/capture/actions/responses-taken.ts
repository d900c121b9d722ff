import { rightsOf } from '#kernel/actor'
import { found } from '#kernel/problem'
import { t } from '#kernel/text'
import { errand, question } from '#platform/action/action'
import { undoAsked } from '#platform/action/undo-asked'
import { toldEvents } from '#platform/ledger/told'
import { giveBackTurns, responsesOfStep, responsesTold } from '#rooms/leads/actions/responses-taken'
import * as contract from '../contract/responses-taken.ts'
import { responsesReceived } from '../events.ts'
import { untakeDeliveries } from '../store/deliveries-undone.ts'
import { undoneInWords } from './undo-import.ts'

export const listResponses = question(contract.listResponses, async ({ tx, actor }, { person = null, decision = null, after = null }) => ({
  responses: await responsesTold(tx, rightsOf(actor), { person, decision, after }),
}))

export const listTaken = question(contract.listTaken, async ({ tx }) => ({
  steps: (await toldEvents(tx, responsesReceived.kind)).map(({ id, payload, by, at, undone }) => {
    const told = responsesReceived.payload.parse(payload)
    const { responses, people, leads } = told
    return { eventId: id, says: responsesReceived.say(told), responses, people, leads, by, at, undone }
  }),
}))

/** What was taken back is unknown again under its keys: whoever sends it again has it taken again, and what a webhook brought can be replayed. */
export const undoTaken = errand(contract.undoTaken, async (ctx, asked) => {
  const { undone, rows, conflicts } = await undoAsked(ctx, asked, async ({ tx }) => {
    found((await toldEvents(tx, responsesReceived.kind, { one: asked.eventId }))[0], t('This step of taking responses'))
    const { stay, go } = await responsesOfStep(tx, asked.eventId)
    await untakeDeliveries(tx, go)
    // Where a hand-over stays, its owner had the turn.
    if (stay.length === 0) await giveBackTurns(tx, asked.eventId)
    return stay
  })
  return { undone, rows, ...undoneInWords(conflicts) }
})
