import { z } from 'zod'
import { editors, everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { dayShape } from '#kernel/time'
import { timelineKinds } from './timeline.ts'

const titleShape = z.string().trim().min(1, 'Say what is to be done.').max(400, 'A task has at most 400 characters.')
const onRecord = z.object({ kind: z.enum(timelineKinds), id: z.uuid() })
const oneTask = z.object({ taskId: idOf('activity') })

export const taskShape = z.object({
  id: idOf('activity'),
  version: z.uuid().describe('Changes whenever the task does; send it with a change'),
  title: z.string(),
  dueOn: z.string().nullable().describe('A day, in UTC as all days'),
  done: z.boolean(),
  who: z.object({ id: idOf('member'), name: z.string() }).nullable(),
  about: z.object({ kind: z.enum(timelineKinds), id: z.uuid(), label: z.string() }).nullable(),
})
export type Task = z.output<typeof taskShape>

const changedShape = taskShape.extend({ eventId: z.string().describe('Undo the change by this') })

export const listTasks = endpoint({
  id: 'leads.tasks',
  method: 'GET',
  path: '/api/v1/tasks',
  summary: 'Open tasks, one’s own or everyone’s, by the day on which they are due; tasks without a day stand last',
  access: everyMember,
  records: 'inside',
  limits: { rate: 'read' },
  query: z.object({
    whose: z.enum(['mine', 'everyone']).default('mine'),
    limit: z.coerce.number().int().min(1).max(200).default(100),
    cursor: z.string().max(200).optional().describe('From the page before'),
  }),
  answer: z.object({
    tasks: z.array(taskShape),
    cursor: z.string().nullable().describe('Ask with it for the next page; null when this is the last'),
    today: dayShape,
    counts: z.object({ overdue: z.int(), today: z.int(), later: z.int(), someday: z.int().describe('Without a day') }),
    me: z.string().describe('The name by which tasks are one’s own'),
  }),
})

export const tasksOfRecord = endpoint({
  id: 'leads.tasksOf',
  method: 'GET',
  path: '/api/v1/timelines/{kind}/{id}/tasks',
  summary: 'The tasks on a record: open ones by their day, then the last that were done; at most 200',
  access: everyMember,
  records: 'inside',
  limits: { rate: 'read' },
  params: onRecord,
  answer: z.object({ tasks: z.array(taskShape), today: dayShape }),
})

export const taskOwners = endpoint({
  id: 'leads.taskOwners',
  method: 'GET',
  path: '/api/v1/tasks/owners',
  summary: 'Everyone who can have a task',
  access: everyMember,
  records: 'inside',
  limits: { rate: 'read' },
  answer: z.object({ owners: z.array(z.object({ id: idOf('member'), name: z.string() })), me: idOf('member').nullable() }),
})

const whoShape = z.union([z.literal('me'), idOf('member')]).nullable()

export const addTask = endpoint({
  id: 'leads.addTask',
  method: 'POST',
  path: '/api/v1/timelines/{kind}/{id}/tasks',
  summary: 'Note a task on a record',
  access: editors,
  records: 'inside',
  limits: { rate: 'write' },
  params: onRecord,
  body: z.object({
    title: titleShape,
    dueOn: dayShape.nullable().default(null),
    who: whoShape.default('me').describe('"me", a member, or null for nobody'),
  }),
  answer: changedShape,
})

export const changeTask = endpoint({
  id: 'leads.changeTask',
  method: 'PATCH',
  path: '/api/v1/tasks/{taskId}',
  summary: 'Change a task, say that it is done, or open it again; refused when somebody else changed it since',
  access: editors,
  records: 'inside',
  limits: { rate: 'write' },
  params: oneTask,
  body: z.object({
    version: z.uuid().describe('The version that the change was made on'),
    title: titleShape.optional(),
    dueOn: dayShape.nullable().optional(),
    who: whoShape.optional(),
    done: z.boolean().optional(),
  }),
  answer: changedShape,
})

export const undoTask = endpoint({
  id: 'leads.undoTask',
  method: 'POST',
  path: '/api/v1/tasks/{taskId}/changes/{eventId}/undo',
  summary: 'Take back one change of a task, or its making',
  access: editors,
  records: 'inside',
  limits: { rate: 'write' },
  params: oneTask.extend({ eventId: idOf('event') }),
  answer: z.object({}),
})
