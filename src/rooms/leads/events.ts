import { z } from 'zod'
import { eventKind } from '#kernel/event'
import { said, t } from '#kernel/text'
import { breachKinds, leadStates } from './contract/hand-over.ts'
import { loggedKinds, type Verb, verbs } from './contract/states.ts'

export const noteChanged = eventKind(
  'note.changed',
  z.object({ what: z.enum(['written', 'removed']), about: z.string() }),
  ({ what, about }) => (what === 'written' ? t('Wrote a note on a {{about}}', { about: said(about) }) : t('Removed a note')),
)

const done = {
  noted: (title: string) => t('Noted the task "{{title}}"', { title }),
  changed: (title: string) => t('Changed the task "{{title}}"', { title }),
  done: (title: string) => t('Did the task "{{title}}"', { title }),
  reopened: (title: string) => t('Opened again the task "{{title}}"', { title }),
} as const

export const taskChanged = eventKind(
  'task.changed',
  z.object({ task: z.string(), what: z.enum(['noted', 'changed', 'done', 'reopened']), title: z.string() }),
  ({ what, title }) => done[what](title),
)

const routing = {
  drafted: (number: number) => t('Began version {{number}} of the routing', { number }),
  changed: (number: number) => t('Changed the draft of version {{number}} of the routing', { number }),
  discarded: (number: number) => t('Threw away the draft of version {{number}} of the routing', { number }),
  published: (number: number, reason: string) => t('Published version {{number}} of the routing: {{reason}}', { number, reason }),
} as const

export const routingChanged = eventKind(
  'routing.changed',
  z.object({
    version: z.string(),
    number: z.int(),
    what: z.enum(['drafted', 'changed', 'discarded', 'published']),
    reason: z.string().nullable(),
  }),
  ({ number, what, reason }) => routing[what](number, reason ?? ''),
)

const stepped = {
  accept: () => t('Accepted a lead'),
  take: () => t('Took over a lead'),
  hand: () => t('Handed a lead on'),
  return: () => t('Gave a lead back to marketing'),
  reject: () => t('Rejected a lead'),
  disqualify: () => t('Disqualified a lead'),
  convert: () => t('Made a lead a deal'),
  reopen: () => t('Opened a lead again'),
} as const satisfies Record<Verb, () => string>

/** A lead went a step. Who it is and why stand on the lead, so that nobody is named here who may be erased. */
export const leadStepped = eventKind(
  'lead.stepped',
  z.object({ lead: z.string(), verb: z.enum(verbs), state: z.enum(leadStates) }),
  ({ verb }) => stepped[verb](),
)

const logged = {
  call: () => t('Logged a call with a lead'),
  email: () => t('Logged an e-mail to a lead'),
  meeting: () => t('Logged a meeting with a lead'),
  message: () => t('Logged a message to a lead'),
} as const

export const activityLogged = eventKind(
  'lead.contacted',
  z.object({ lead: z.string(), activity: z.string(), kind: z.enum(loggedKinds), outcome: z.string().nullable() }),
  ({ kind }) => logged[kind](),
)

const struckShape = z.object({ lead: z.string(), kind: z.enum(breachKinds), dueAt: z.string(), owner: z.string().nullable() })

/** Clocks of leads struck: what a notice to owners and managers is made of. */
export const clocksStruck = eventKind(
  'lead.clocks',
  z.object({
    warned: z.array(struckShape),
    broken: z.array(struckShape),
    offeredAnew: z.array(z.object({ lead: z.string(), to: z.string().nullable() })),
  }),
  ({ warned, broken, offeredAnew }) =>
    t(
      'Looked at the clocks of leads: {{broken}} promises were not kept, {{warned}} end soon, {{anew}} leads were offered to somebody else',
      {
        broken: broken.length,
        warned: warned.length,
        anew: offeredAnew.length,
      },
    ),
)

/** Somebody in nurture was handed over by hand. */
export const personPromoted = eventKind('lead.promoted', z.object({ lead: z.string(), person: z.string() }), () =>
  t('Handed somebody in nurture over to sales by hand'),
)

/** A page of people in nurture was judged again, and some of them meet the lead contract by now. */
export const nurtureJudged = eventKind('nurture.judged', z.object({ judged: z.int(), leads: z.array(z.string()) }), ({ judged, leads }) =>
  t('Judged {{judged}} people in nurture again and handed {{people}} of them over', { judged, people: leads.length }),
)

/** Activities that had stopped clocks are gone. */
export const clocksGivenBack = eventKind('lead.clocks-given-back', z.object({ leads: z.array(z.string()) }), ({ leads }) =>
  t('Gave {{leads}} leads their clocks back, as their first contact was removed', { leads: leads.length }),
)

/** An undo was taken back, and with it came activities that stop clocks. */
export const clocksStoppedAgain = eventKind('lead.clocks-stopped-again', z.object({ leads: z.array(z.string()) }), ({ leads }) =>
  t('Stopped the clocks of {{leads}} leads again, as their contacts are back', { leads: leads.length }),
)
