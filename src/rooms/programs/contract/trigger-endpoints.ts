import { z } from 'zod'
import { editors, everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { instantShape } from '#kernel/time'
import { aboutKinds, happeningWord, recordKinds, triggerShape } from './triggers.ts'

const nameShape = z.string().trim().min(1, 'Give it a name.').max(120, 'A name has at most 120 characters.')
const reasonShape = z.string().trim().min(3, 'Say why.').max(400, 'At most 400 characters.')
const oneTrigger = z.object({ id: idOf('trigger') })
const recordShape = z.object({ kind: z.enum(recordKinds), id: z.uuid(), label: z.string().nullable().describe('null when it is gone') })
const changedShape = z.object({ id: idOf('trigger'), eventId: idOf('event').describe('Undo the change by this') })
const changing = { access: editors, limits: { rate: 'write' } } as const

const toldShape = z.object({
  id: idOf('trigger'),
  name: z.string(),
  number: z.int().describe('Its version'),
  document: triggerShape,
  onSince: z.string().nullable().describe('null while it is off'),
  fired: z.int(),
  fired30: z.int().describe('In the last 30 days'),
  waiting: z.int(),
  failed: z.int().describe('Could not be done, and wait to be tried again'),
  savedMinutes: z.number().describe('Firings times the minutes that were estimated for each'),
})
export type ToldTrigger = z.output<typeof toldShape>

const firingShape = z.object({
  id: z.uuid(),
  state: z.enum(['done', 'undone', 'failed', 'waiting']),
  record: recordShape,
  at: z.string().describe('When what it fired for happened'),
  firedAt: z.string().nullable(),
  number: z.int().nullable(),
  did: z.array(z.string()),
  cause: z.object({ id: z.string(), says: z.string() }).nullable().describe('The event that it fired for; null where it was the time'),
  why: z.string().nullable().describe('Why it failed'),
})
export type ToldFiring = z.output<typeof firingShape>

export const listTriggers = endpoint({
  id: 'programs.triggers',
  method: 'GET',
  path: '/api/v1/triggers',
  summary: 'The triggers with how often each fired, and the hours that they saved as their makers estimate',
  access: everyMember,
  limits: { rate: 'read' },
  answer: z.object({ triggers: z.array(toldShape) }),
})

export const readTrigger = endpoint({
  id: 'programs.trigger',
  method: 'GET',
  path: '/api/v1/triggers/{id}',
  summary: 'One trigger with its versions and its last 100 firings, each with its cause and what it did',
  access: everyMember,
  limits: { rate: 'read' },
  params: oneTrigger,
  answer: toldShape.extend({
    versions: z.array(z.object({ number: z.int(), reason: z.string(), by: z.string(), at: z.string() })),
    firings: z.array(firingShape),
  }),
})

export const triggerChoices = endpoint({
  id: 'programs.triggerChoices',
  method: 'GET',
  path: '/api/v1/trigger-choices',
  summary: 'What triggers can be made of: stages, members, dates of each kind of record, declared kinds of happenings',
  access: everyMember,
  limits: { rate: 'read' },
  answer: z.object({
    stages: z.array(z.object({ id: z.uuid(), name: z.string() })),
    members: z.array(z.object({ id: z.uuid(), name: z.string() })),
    dates: z.array(z.object({ of: z.enum(recordKinds), key: z.string(), label: z.string() })),
    happenings: z.array(z.object({ id: z.uuid(), name: z.string(), seen: z.int() })),
  }),
})

export const addTrigger = endpoint({
  ...changing,
  id: 'programs.addTrigger',
  method: 'POST',
  path: '/api/v1/triggers',
  summary: 'Make a trigger; it is off until somebody switches it on',
  body: z.object({ name: nameShape, document: triggerShape, reason: reasonShape }),
  answer: changedShape,
})

export const changeTrigger = endpoint({
  ...changing,
  id: 'programs.changeTrigger',
  method: 'PUT',
  path: '/api/v1/triggers/{id}',
  summary: 'A new version of a trigger; refused when somebody else made one since',
  params: oneTrigger,
  body: z.object({
    name: nameShape,
    document: triggerShape,
    reason: reasonShape,
    number: z.int().describe('The version that the change was made on'),
  }),
  answer: changedShape,
})

export const switchTrigger = endpoint({
  ...changing,
  id: 'programs.switchTrigger',
  method: 'POST',
  path: '/api/v1/triggers/{id}/switch',
  summary: 'Switch a trigger on or off; on, it fires for what happens from then on',
  params: oneTrigger,
  body: z.object({ on: z.boolean() }),
  answer: changedShape,
})

export const removeTrigger = endpoint({
  ...changing,
  id: 'programs.removeTrigger',
  method: 'DELETE',
  path: '/api/v1/triggers/{id}',
  summary: 'Remove a trigger that never fired',
  params: oneTrigger,
  answer: changedShape,
})

export const undoTriggerChange = endpoint({
  ...changing,
  id: 'programs.undoTrigger',
  method: 'POST',
  path: '/api/v1/trigger-changes/{eventId}/undo',
  summary: 'Take back the last change of a trigger',
  params: z.object({ eventId: idOf('event') }),
  answer: z.object({}),
})

export const tryTrigger = endpoint({
  id: 'programs.tryTrigger',
  method: 'POST',
  path: '/api/v1/trigger-tries',
  summary: 'How often a trigger would have fired in the last 90 days, and for which records; nothing is done',
  access: everyMember,
  limits: { rate: 'heavy', timeMs: 60_000 },
  body: z.object({ document: triggerShape }),
  answer: z.object({
    fired: z.int(),
    records: z.int().describe('Different ones'),
    moments: z.int().describe('Moments before rule and "how often" were asked'),
    weeks: z.array(z.int()).describe('Firings of each of 13 weeks, the last one last'),
    last: z.array(z.object({ record: recordShape, at: z.string() })).describe('The last 20'),
    cut: z.boolean().describe('There were more than 200,000 moments; only the newest were looked at'),
  }),
})

export const undoFiring = endpoint({
  ...changing,
  id: 'programs.undoFiring',
  method: 'POST',
  path: '/api/v1/trigger-firings/{id}/undo',
  summary: 'Take back what a trigger did once, with what followed from it where that still can be',
  params: z.object({ id: idOf('trigger_firing') }),
  answer: z.object({ rows: z.int(), caused: z.int().describe('Events that followed and were taken back too') }),
})

export const settleFiring = endpoint({
  ...changing,
  id: 'programs.settleFiring',
  method: 'POST',
  path: '/api/v1/trigger-waiting/{id}',
  summary: 'Try a firing again that failed, or give it up',
  params: z.object({ id: idOf('trigger_waiting') }),
  body: z.object({ how: z.enum(['again', 'forget']) }),
  answer: z.object({}),
})

export const happened = endpoint({
  id: 'programs.happened',
  method: 'POST',
  path: '/api/v1/happenings',
  summary:
    'Something happened in fulfilment, finance or service: it stands on the timeline of its record, and triggers hear it. Send an Idempotency-Key',
  access: editors,
  limits: { rate: 'write' },
  body: z.object({
    kind: happeningWord.describe('One of the declared kinds'),
    about: z
      .object({
        kind: z.enum(aboutKinds),
        id: z.uuid().optional(),
        externalId: z.string().trim().min(1).max(200).optional().describe('Its id in the CRM'),
        email: z.string().trim().min(3).max(320).optional().describe('Of a person'),
        domain: z.string().trim().min(3).max(253).optional().describe('Of an account'),
      })
      .refine(({ id, externalId, email, domain }) => [id, externalId, email, domain].filter((one) => one !== undefined).length === 1, {
        message: 'Name the record by exactly one of id, externalId, email, domain.',
      })
      .meta({ examples: [{ kind: 'account', domain: 'acme.example' }] }),
    at: instantShape.optional().describe('When it happened; now where it is left out'),
    text: z.string().trim().max(2_000).default(''),
  }),
  answer: z.object({ id: idOf('activity'), record: recordShape }),
})

export const declareHappening = endpoint({
  ...changing,
  id: 'programs.declareHappening',
  method: 'POST',
  path: '/api/v1/happening-kinds',
  summary: 'Declare a kind of thing that other systems may tell',
  body: z.object({ name: happeningWord }),
  answer: z.object({ id: idOf('happening_kind'), eventId: idOf('event') }),
})

export const withdrawHappening = endpoint({
  ...changing,
  id: 'programs.withdrawHappening',
  method: 'DELETE',
  path: '/api/v1/happening-kinds/{id}',
  summary: 'Withdraw a declared kind; what was told of it stays',
  params: z.object({ id: idOf('happening_kind') }),
  answer: z.object({ eventId: idOf('event') }),
})
