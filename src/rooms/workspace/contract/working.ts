import { z } from 'zod'
import { everyMember, managers } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { type Id, idOf } from '#kernel/id'
import { type Day, dayShape } from '#kernel/time'

/** A language by its code in ISO 639, such as de; a region behind it does not count. */
const languageShape = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z]{2,3}$/, 'A language is a code of two or three letters, such as de.')
  .meta({ examples: ['de'] })

/** A language as people and browsers write it, without its region: "de-AT" is "de". */
export const languageCode = (text: string) => text.trim().toLowerCase().split(/[-_]/)[0] ?? ''

/** Somebody who may take something over, as they work at a moment. */
export interface Worker {
  readonly id: Id<'member'>
  readonly name: string
  readonly team: string | null
  readonly languages: readonly string[]
  /** Open leads that they have at most; null for as many as come. */
  readonly capacity: number | null
  readonly away: { readonly until: Day; readonly standIn: Id<'member'> | null } | null
}

const absenceShape = z.object({
  id: idOf('absence'),
  member: idOf('member'),
  from: dayShape,
  until: dayShape.describe('The last day'),
  standIn: idOf('member').nullable().describe('Who takes what would have come to them'),
})
export type Absence = z.output<typeof absenceShape>

const workingShape = z.object({
  id: idOf('member'),
  name: z.string(),
  team: z.string().nullable(),
  languages: z.array(z.string()),
  capacity: z.int().nullable().describe('Open leads at most; null for as many as come'),
  atWork: z.boolean().describe('By the hours of their team, and not away'),
  awayUntil: dayShape.nullable(),
  hours: z.enum(['own', 'company']).describe('Whether their team has a calendar of its own'),
})
export type MemberAtWork = z.output<typeof workingShape>

const changing = { access: managers, records: 'none', limits: { rate: 'write' } } as const
const changedShape = z.object({ eventId: idOf('event').nullable().describe('Undo the change by this; null when nothing changed') })

export const whoWorksWhen = endpoint({
  id: 'workspace.whoWorksWhen',
  method: 'GET',
  path: '/api/v1/working',
  summary: 'Who is at work now, who is away and who stands in, languages and how many open leads each has at most',
  access: everyMember,
  records: 'none',
  limits: { rate: 'read' },
  answer: z.object({
    today: dayShape.describe('Which day it is for the company'),
    members: z.array(workingShape),
    absences: z.array(absenceShape).describe('Those that are not over, the next first'),
  }),
})

export const setWorking = endpoint({
  id: 'workspace.setWorking',
  method: 'PATCH',
  path: '/api/v1/working/members/{id}',
  summary: 'Say how a member works: languages, and how many open leads at most; what is left out stays',
  ...changing,
  params: z.object({ id: idOf('member') }),
  body: z
    .object({
      languages: z.array(languageShape).max(20, 'Name at most 20 languages.'),
      capacity: z.int().min(0).max(100_000).nullable(),
    })
    .partial(),
  answer: changedShape,
})

const daysShape = { from: dayShape, until: dayShape, standIn: idOf('member').nullable() }

export const addAbsence = endpoint({
  id: 'workspace.addAbsence',
  method: 'POST',
  path: '/api/v1/working/absences',
  summary: 'Note that a member is away, and who stands in; why is nobody’s business here',
  ...changing,
  body: z.object({ member: idOf('member'), ...daysShape, standIn: daysShape.standIn.default(null) }),
  answer: z.object({ id: idOf('absence'), eventId: idOf('event') }),
})

export const changeAbsence = endpoint({
  id: 'workspace.changeAbsence',
  method: 'PATCH',
  path: '/api/v1/working/absences/{id}',
  summary: 'Change the days of an absence, or who stands in',
  ...changing,
  params: z.object({ id: idOf('absence') }),
  body: z.object(daysShape).partial(),
  answer: changedShape,
})

export const removeAbsence = endpoint({
  id: 'workspace.removeAbsence',
  method: 'DELETE',
  path: '/api/v1/working/absences/{id}',
  summary: 'Take an absence away',
  ...changing,
  params: z.object({ id: idOf('absence') }),
  answer: changedShape,
})

export const undoWorking = endpoint({
  id: 'workspace.undoWorking',
  method: 'POST',
  path: '/api/v1/working/undo',
  summary: 'Take a change of an absence, or of how a member works, back',
  ...changing,
  body: z.object({ eventId: idOf('event') }),
  answer: z.object({}),
})
