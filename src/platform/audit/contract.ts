import { z } from 'zod'
import { managers } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { dayShape, instantShape } from '#kernel/time'

/** What entries are about, each with the beginnings of the kinds of events that belong to it; `records` is all the rest. */
export const auditGroups = {
  'sign-in': { label: 'Sign-in', kinds: ['sign-in.', 'password.', 'session.', 'factor.', 'passkey.'] },
  access: { label: 'Access and roles', kinds: ['invitation.', 'access.', 'workspace.', 'role.', 'member.'] },
  keys: { label: 'API keys', kinds: ['key.'] },
  data: { label: 'Downloads and exports', kinds: ['data.'] },
  import: { label: 'Imports', kinds: ['import.'] },
  undo: { label: 'Undo', kinds: ['event.undone'] },
  settings: { label: 'Settings', kinds: ['company.', 'rates.', 'benchmark.', 'view.', 'retention.', 'webhook.', 'channel.', 'hook.'] },
  records: { label: 'Records', kinds: [] },
} as const

export type AuditGroup = keyof typeof auditGroups
const groupNames = Object.keys(auditGroups) as [AuditGroup, ...AuditGroup[]]

/** What a kind of event is about. */
export function auditGroupOf(kind: string): AuditGroup {
  return groupNames.find((name) => auditGroups[name].kinds.some((start) => kind.startsWith(start))) ?? 'records'
}

export const auditEntryShape = z.object({
  id: z.uuid(),
  at: instantShape,
  group: z.enum(groupNames),
  kind: z.string(),
  said: z.string().describe('What happened, in words'),
  actor: z.object({ kind: z.string(), id: z.string().nullable(), name: z.string() }),
  address: z.string().nullable().describe('Network address, where it was noted'),
})
export type AuditEntry = z.output<typeof auditEntryShape>

export const listAudit = endpoint({
  id: 'audit.list',
  method: 'GET',
  path: '/api/v1/audit',
  summary: 'What was done here, the newest first: sign-ins, access, keys, downloads, imports, undo, settings and changes of records',
  access: managers,
  limits: { rate: 'read' },
  query: z.object({
    group: z.enum(groupNames).optional(),
    actor: z.string().max(100).optional().describe('Id of a person or of an API key'),
    from: dayShape.optional().describe('From the beginning of this day on (UTC)'),
    to: dayShape.optional().describe('Until the end of this day (UTC)'),
    cursor: z
      .string()
      .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z_[0-9a-f-]{36}$/, 'Send a cursor as it was answered.')
      .optional(),
    limit: z.coerce.number<string | number>().int().min(1).max(200).default(50),
  }),
  answer: z.object({
    entries: z.array(auditEntryShape),
    cursor: z.string().nullable().describe('For the entries before these; null at the first entry'),
  }),
})
