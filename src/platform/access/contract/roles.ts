import { z } from 'zod'
import { managers, roles } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { rightsShape } from '#kernel/rights'
import { instantShape } from '#kernel/time'

/** Built-in roles that one of a company's own can stand on; nobody is made an owner by another name. */
export const baseRoles = ['admin', 'sales', 'marketing', 'viewer'] as const
export type BaseRole = (typeof baseRoles)[number]

/** A role that people, invitations and keys can be given: a built-in one by its name, one of the company's own by its id. */
export const givenRole = z.union([z.enum(roles), idOf('own_role')])
export type GivenRole = z.output<typeof givenRole>

/** The role of the company's own that somebody has; null for a built-in one. */
export const ownRoleRef = z
  .object({ id: idOf('own_role'), name: z.string() })
  .nullable()
  .describe("The role of the company's own, which stands on the built-in one; null for that itself")
export type OwnRoleRef = z.output<typeof ownRoleRef>

const definition = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'A role needs a name.')
    .max(60, 'The name of a role has at most 60 characters.')
    .refine((name) => !/[\p{Cc}\p{Cf}]/u.test(name), 'The name of a role is one line of plain text.'),
  about: z.string().trim().max(300, 'At most 300 characters say what a role is for.').describe('What it is for'),
  rights: rightsShape,
})

const holdersShape = z
  .object({ people: z.array(z.string()), invitations: z.array(z.string()), keys: z.array(z.string()) })
  .describe('Who has it: people by name, open invitations by address, API keys by name')

const verdictShape = z.object({ ok: z.boolean(), why: z.string().optional() })

export const listedRole = z.object({
  given: z.string().describe("A built-in role by its name, one of the company's own by its id"),
  base: z.enum(roles),
  own: ownRoleRef,
  about: z.string(),
  rights: rightsShape,
  holders: holdersShape,
  mayGive: verdictShape.describe('Whether whoever asks may give it, with the reason when not'),
  mayChange: verdictShape,
})
export type ListedRole = z.output<typeof listedRole>

export const listRoles = endpoint({
  id: 'access.listRoles',
  method: 'GET',
  path: '/api/v1/roles',
  summary: "All roles, the built-in ones and the company's own: what each may see, change and take away, and who has it",
  access: managers,
  records: 'none',
  limits: { rate: 'read' },
  answer: z.object({ roles: z.array(listedRole) }),
})

const changed = z.object({ id: idOf('own_role'), change: z.uuid().describe('The entry of the audit log; undo the change by this') })

export const addRole = endpoint({
  id: 'access.addRole',
  method: 'POST',
  path: '/api/v1/roles',
  summary: "Make a role of the company's own that stands on a built-in one and takes away from it",
  access: managers,
  records: 'none',
  limits: { rate: 'write' },
  body: definition.extend({ base: z.enum(baseRoles), about: definition.shape.about.default('') }),
  answer: changed,
})

const one = z.object({ id: idOf('own_role') })

export const changeRole = endpoint({
  id: 'access.changeRole',
  method: 'PATCH',
  path: '/api/v1/roles/{id}',
  summary: 'Rename a role, or say anew what it may; from the next call on, for all who have it',
  access: managers,
  records: 'none',
  limits: { rate: 'write' },
  params: one,
  body: definition.partial(),
  answer: changed,
})

export const removeRole = endpoint({
  id: 'access.removeRole',
  method: 'POST',
  path: '/api/v1/roles/{id}/removal',
  summary: 'Remove a role. While somebody has it, say what they become',
  access: managers,
  records: 'none',
  limits: { rate: 'write' },
  params: one,
  body: z.object({ become: givenRole.optional() }),
  answer: changed,
})

export const previewRole = endpoint({
  id: 'access.previewRole',
  method: 'POST',
  path: '/api/v1/roles/preview',
  summary: 'Who would lose and gain what, by other rights of a role, or by another role instead of it; nothing is changed',
  access: managers,
  records: 'none',
  limits: { rate: 'read' },
  body: z.object({ role: givenRole, rights: rightsShape.optional(), become: givenRole.optional() }),
  answer: z.object({ holders: holdersShape, lost: z.array(z.string()), gained: z.array(z.string()) }),
})
export type RolePreview = z.output<typeof previewRole.answer>

export const roleChanges = endpoint({
  id: 'access.roleChanges',
  method: 'GET',
  path: '/api/v1/roles/changes',
  summary: "What was changed about the company's own roles, the newest first, and what can be taken back",
  access: managers,
  records: 'none',
  limits: { rate: 'read' },
  answer: z.object({
    changes: z.array(z.object({ id: z.uuid(), at: instantShape, by: z.string(), said: z.string(), undo: verdictShape })),
  }),
})

export const undoRole = endpoint({
  id: 'access.undoRole',
  method: 'POST',
  path: '/api/v1/roles/changes/{id}/undo',
  summary: 'Take a change of a role back; who became something else by a removal has the role again',
  access: managers,
  records: 'none',
  limits: { rate: 'write' },
  params: z.object({ id: z.uuid() }),
  answer: z.object({ change: z.uuid() }),
})
