import { z } from 'zod'
import { managers, members, roles } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { rightsObjects, rightsShape } from '#kernel/rights'

/** Roles whose rights an owner may narrow. Owners see and change everything. */
export const narrowedRoles = roles.filter((role) => role !== 'owner')

const roleShape = z.enum(['admin', 'sales', 'marketing', 'viewer'])

export const roleRightsShape = z.object({ role: roleShape, rights: rightsShape })

export const listRights = endpoint({
  id: 'access.listRights',
  method: 'GET',
  path: '/api/v1/role-rights',
  summary: 'What each role may see, change and take away, and the fields that can be hidden',
  access: managers,
  records: 'inside',
  limits: { rate: 'read' },
  answer: z.object({
    roles: z.array(roleRightsShape),
    fields: z
      .array(z.object({ object: z.enum(rightsObjects), key: z.string(), label: z.string(), edited: z.boolean() }))
      .describe('Besides these, custom fields as custom:<key>, or custom:* for all'),
    customFields: z
      .array(z.object({ object: z.enum(['deal', 'account', 'person', 'lead']), key: z.string(), label: z.string() }))
      .describe('Custom fields that there are, and that whoever asks may read'),
  }),
})

export const setRights = endpoint({
  id: 'access.setRights',
  method: 'PUT',
  path: '/api/v1/role-rights/{role}',
  summary: 'Say what a role may see, change and take away; from the next call on, for people and keys alike',
  access: members('owner'),
  records: 'none',
  limits: { rate: 'write' },
  params: z.object({ role: roleShape }),
  body: rightsShape,
  answer: roleRightsShape,
})
