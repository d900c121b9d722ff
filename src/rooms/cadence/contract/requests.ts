import { z } from 'zod'
import { editors, everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { dayShape, instantShape } from '#kernel/time'
import { sides } from '#rooms/agreement/contract'
import { kindKeys, promiseEnds, ratingEnds, requestAbouts, requestStates, requestSteps, talkKinds, uses } from './request-words.ts'

const personShape = z.object({ id: idOf('member'), name: z.string(), team: z.string().nullable() })

const requestShape = z.object({
  id: idOf('request'),
  kind: z.string(),
  of: z.enum(sides).describe('The team that is asked'),
  title: z.string(),
  state: z.enum(requestStates),
  askedBy: personShape,
  askedAt: instantShape,
  wantedBy: dayShape.nullable(),
  about: z.object({ kind: z.enum(requestAbouts), id: z.uuid(), label: z.string().nullable() }).nullable(),
  promisedBy: personShape.nullable(),
  firstDueAt: instantShape.nullable().describe('What was promised first; a promise is kept against this'),
  dueAt: instantShape.nullable().describe('What is promised now'),
  deliveredBy: personShape.nullable(),
  deliveredAt: instantShape.nullable(),
  note: z.string().nullable(),
  link: z.string().nullable(),
  rating: z.int().nullable(),
  used: z.enum(uses).nullable(),
  ratedAt: instantShape.nullable(),
  promise: z.enum(promiseEnds).nullable().describe('What became of the promise; null where none counts'),
  answer: z.enum(ratingEnds).nullable().describe('What whoever asked did with what was delivered'),
  lateMinutes: z.int().nullable().describe('Working time by which it is, or was, later than what is promised now'),
})
export type Request = z.output<typeof requestShape>

const talkShape = z.object({
  id: idOf('request_step'),
  eventId: idOf('event'),
  kind: z.enum(talkKinds),
  by: z.string().nullable(),
  at: instantShape,
  text: z.string().nullable(),
  dueAt: instantShape.nullable(),
  link: z.string().nullable(),
  rating: z.int().nullable(),
})
export type Talk = z.output<typeof talkShape>

const maySay = z.object({ step: z.enum(requestSteps), may: z.boolean(), why: z.string().nullable() })
const usedShape = z.object({ campaignId: idOf('campaign'), campaign: z.string(), eventId: idOf('event'), at: instantShape, by: z.string() })
const oneRequest = z.object({ id: idOf('request') })
const text = z.string().trim().max(4_000, 'At most 4,000 characters.')
const needed = text.min(1, 'Say it in a few words.')
const done = z.object({ id: idOf('request'), eventId: idOf('event').describe('Undo it by this') })

const counting = {
  since: dayShape.optional().describe('Promised, or delivered, on this day or later'),
  until: dayShape.optional(),
  of: z.enum(sides).optional().describe('Only what this team is asked for'),
}

export const listRequests = endpoint({
  id: 'cadence.requests',
  method: 'GET',
  path: '/api/v1/requests',
  summary: 'What one team asked of the other: late first, then by what is promised, then the newest; at most 500',
  access: everyMember,
  records: 'inside',
  limits: { rate: 'read' },
  query: z.object({
    ...counting,
    whose: z.enum(['mine', 'given', 'everyone']).default('everyone').describe('mine: asked by me; given: promised by me'),
    state: z.enum(['open', 'late', 'done', ...requestStates]).optional(),
    kind: z.enum(kindKeys).optional(),
    member: idOf('member').optional().describe('Promised or asked by them, as `promise` or `answer` asks; else either'),
    team: z.string().max(200).optional().describe('Empty: of no team'),
    promise: z.enum(promiseEnds).optional(),
    answer: z.enum(ratingEnds).optional(),
    used: z.enum(uses).optional(),
    limit: z.coerce.number().int().min(1).max(500).default(200),
  }),
  answer: z.object({
    requests: z.array(requestShape),
    more: z.boolean(),
    counts: z.object({ open: z.int(), late: z.int(), toRate: z.int().describe('Delivered to me, and not rated'), all: z.int() }),
    me: idOf('member').nullable(),
    side: z.enum(sides).nullable().describe('The team that I ask for; null: any'),
    today: dayShape,
  }),
})

export const readRequest = endpoint({
  id: 'cadence.request',
  method: 'GET',
  path: '/api/v1/requests/{id}',
  summary: 'One request with its talk, what can be done with it now, and the campaigns that used it',
  access: everyMember,
  records: 'inside',
  limits: { rate: 'read' },
  params: oneRequest,
  answer: requestShape.extend({
    text: z.string().nullable(),
    talk: z.array(talkShape),
    steps: z.array(maySay),
    undoable: idOf('event').nullable().describe('The last step, where you may take it back'),
    usedBy: z.array(usedShape).nullable().describe('Campaigns that used an idea; null where campaigns may not be seen'),
    people: z.array(personShape).describe('Who may promise it'),
    proposed: dayShape.nullable().describe('The day on which it would usually come'),
    me: idOf('member').nullable(),
  }),
})

export const requestsOfRecord = endpoint({
  id: 'cadence.requestsOf',
  method: 'GET',
  path: '/api/v1/timelines/{kind}/{id}/requests',
  summary: 'What was asked about a deal, a lead or an account, the newest first, each with its talk; at most 100',
  access: everyMember,
  records: 'inside',
  limits: { rate: 'read' },
  params: z.object({ kind: z.enum(requestAbouts), id: z.uuid() }),
  answer: z.object({ requests: z.array(requestShape.extend({ talk: z.array(talkShape) })), side: z.enum(sides).nullable() }),
})

/** How many promises ended how; a share only counts those of which it can be said. */
const tallyShape = z.object({
  made: z.int(),
  kept: z.int(),
  moved: z.int(),
  late: z.int(),
  overdue: z.int(),
  dropped: z.int(),
  open: z.int(),
})

const answeredShape = z.object({
  delivered: z.int(),
  rated: z.int(),
  ratedLate: z.int(),
  unrated: z.int(),
  open: z.int(),
  used: z.int(),
  notUsed: z.int(),
  mean: z.number().nullable().describe('Of all ratings, 1 to 5'),
})

const shareShape = z.object({
  hits: z.int(),
  n: z.int(),
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  enough: z.boolean().describe('false: too few to say'),
})

const groupOf = <T extends z.ZodType>(tally: T) =>
  z.object({ team: z.string().nullable(), member: personShape.nullable().describe('null: the whole team'), tally, share: shareShape })

export const countPromises = endpoint({
  id: 'cadence.promises',
  method: 'GET',
  path: '/api/v1/promises',
  summary: 'Promises kept between the teams: by those who promised, and by those who asked and were to say whether it was of use',
  access: everyMember,
  records: 'inside',
  limits: { rate: 'read' },
  query: z.object(counting),
  answer: z.object({
    from: dayShape.nullable(),
    to: dayShape,
    least: z.int().describe('Fewer than these are too few to say'),
    ratingDays: z.int(),
    sides: z.array(
      z.object({
        of: z.enum(sides).describe('The team that promised'),
        whole: groupOf(tallyShape),
        promised: z.array(groupOf(tallyShape)),
        answeredWhole: groupOf(answeredShape),
        answered: z.array(groupOf(answeredShape)).describe('By those who asked: the other team'),
      }),
    ),
  }),
})

export const askTeam = endpoint({
  id: 'cadence.ask',
  method: 'POST',
  path: '/api/v1/requests',
  summary: 'Ask the other team for something, about a deal, a lead, an account or nothing in particular',
  access: editors,
  records: 'inside',
  limits: { rate: 'write' },
  body: z.object({
    kind: z.enum(kindKeys),
    of: z.enum(sides).describe('The team that is asked'),
    title: z.string().trim().min(1, 'Say what you need.').max(200, 'At most 200 characters.'),
    text: text.default(''),
    wantedBy: dayShape.nullable().default(null),
    about: z
      .object({ kind: z.enum(requestAbouts), id: z.uuid() })
      .nullable()
      .default(null),
  }),
  answer: done,
})

const stepped = { access: editors, records: 'inside', limits: { rate: 'write' }, params: oneRequest, answer: done, method: 'POST' } as const

export const promiseRequest = endpoint({
  ...stepped,
  id: 'cadence.promise',
  path: '/api/v1/requests/{id}/promise',
  summary: 'Promise a request for a working day: it is due when that day’s working hours end',
  body: z.object({
    dueOn: dayShape,
    by: z
      .union([z.literal('me'), idOf('member')])
      .default('me')
      .describe('Who promises it'),
    text: text.default(''),
  }),
})

/** An address that a browser opens; nothing that runs. */
const linkShape = z
  .string()
  .trim()
  .max(2_000)
  .regex(/^https?:\/\/\S+$/u, 'A link begins with https:// or http://.')
  .meta({ examples: ['https://files.example/deck.pdf'] })

export const deliverRequest = endpoint({
  ...stepped,
  id: 'cadence.deliver',
  path: '/api/v1/requests/{id}/deliver',
  summary: 'Say that a request is delivered, with a link, a note, or both',
  body: z.object({ link: linkShape.nullable().default(null), text: text.default('') }),
})

export const declineRequest = endpoint({
  ...stepped,
  id: 'cadence.decline',
  path: '/api/v1/requests/{id}/decline',
  summary: 'Decline a request, with the reason',
  body: z.object({ text: needed }),
})

export const withdrawRequest = endpoint({
  ...stepped,
  id: 'cadence.withdraw',
  path: '/api/v1/requests/{id}/withdraw',
  summary: 'Withdraw one’s own request',
  body: z.object({ text: text.default('') }),
})

export const reopenRequest = endpoint({
  ...stepped,
  id: 'cadence.reopen',
  path: '/api/v1/requests/{id}/reopen',
  summary: 'Ask again: what was delivered was not what was asked, or it was declined or withdrawn',
  body: z.object({ text: needed }),
})

export const rateRequest = endpoint({
  ...stepped,
  id: 'cadence.rate',
  path: '/api/v1/requests/{id}/rate',
  summary: 'Say what one’s own request brought: 1 to 5, in words, and whether it was used',
  body: z.object({ rating: z.int().min(1).max(5), used: z.enum(uses), text: text.default('') }),
})

export const sayOnRequest = endpoint({
  ...stepped,
  id: 'cadence.say',
  path: '/api/v1/requests/{id}/talk',
  summary: 'Write into the talk of a request',
  body: z.object({ text: needed }),
})

export const undoRequest = endpoint({
  ...stepped,
  id: 'cadence.undoRequest',
  path: '/api/v1/requests/{id}/undo',
  summary: 'Take back the last step of a request, or a campaign that was named as using it',
  body: z.object({ eventId: idOf('event') }),
  answer: z.object({ gone: z.boolean().describe('The request itself is taken back') }),
})
