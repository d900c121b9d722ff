import type { Id } from '#kernel/id'
import { textIn } from '#kernel/list-change'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import type { Instant } from '#kernel/time'
import { newId } from '#platform/ids'
import { type Alike, type Maker, makingActions } from '#platform/list/making'
import { patchOf } from '#platform/list/patch'
import type { NewRowOf } from '#platform/store/kept'
import { accountMaker, noteAlike, personMaker, withOwner, wonBy } from '#rooms/accounts/actions/making'
import { leadMaking } from '../contract.ts'
import { sourceByHand } from '../rules/making.ts'
import { leadSource } from '../store/list.ts'
import { leadsBy, leadsOfPerson } from '../store.ts'
import { leads, notes } from '../tables.ts'

/** Earlier leads of a person that are shown; more say nothing more. */
const mostShown = 5

/** A lead that somebody types in. Whoever was won before keeps how they were: the new lead takes the first source, and a note says what was typed. */
const leadByHand: Maker = {
  source: leadSource,
  about: ['status', 'source', 'created', 'owner'],
  along: { account: accountMaker, person: personMaker },
  note: noteAlike,
  alike: async (ctx, values, along) => {
    const personId = textIn(values, 'person')
    if (personId === null && along.person === undefined)
      throw new Problem('invalid-input', t('Say who the lead is: choose a person, or say their name.'))
    if ((textIn(values, 'created') ?? '') > ctx.now)
      throw new Problem('invalid-input', t('This day is still to come. A lead was made today or before.'))
    const externalId = textIn(values, 'externalId')
    const known = externalId === null ? [] : await leadsBy(ctx.tx, [externalId])
    const earlier = personId === null ? [] : (await leadsOfPerson(ctx.tx, personId)).toReversed().slice(0, mostShown)
    return [
      ...known.map(({ id }): Alike => ({ kind: 'lead', id, why: 'id', sure: true })),
      ...earlier.map(({ id }): Alike => ({ kind: 'lead', id, why: 'person', sure: false })),
    ]
  },
  write: async (ctx, values) => {
    const id = newId<'lead'>(ctx.now)
    const personId = textIn(values, 'person') ?? ''
    const earlier = await leadsOfPerson(ctx.tx, personId)
    const { source, typed } = sourceByHand(textIn(values, 'source'), {
      origin: await wonBy(ctx, personId),
      sources: earlier.map((lead) => lead.source),
    })
    const row = {
      custom: {},
      ...patchOf(leadSource, leads, await withOwner(ctx, values), {}),
      id,
      externalId: textIn(values, 'externalId') ?? `hand:${id}`,
      source,
      createdAt: (textIn(values, 'created') ?? ctx.now) as Instant,
    }
    await ctx.ledger.insert(leads, [row as NewRowOf<typeof leads>])
    if (typed !== null) {
      const note = t('Typed in by hand with the source “{{typed}}”. The first source stays: {{source}}.', { typed, source: source ?? '' })
      await ctx.ledger.insert(notes, [
        { id: newId<'note'>(ctx.now), text: note, at: ctx.now, by: ctx.actor.name, leadId: id as Id<'lead'> },
      ])
    }
    return id
  },
}

/** Leads made by hand. */
export const leadMadeByHand = makingActions(leadMaking, leadByHand)
