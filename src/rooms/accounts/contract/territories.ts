import { z } from 'zod'
import { everyMember, managers } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import type { ListDeclaration } from '#kernel/list'
import type { Group } from '#kernel/rule'
import { accountList } from '../contract.ts'

/** What rules of territories are made of: the fields of accounts, without the territory that comes of them. */
export const territoryFields: ListDeclaration = { ...accountList, columns: accountList.columns.filter(({ key }) => key !== 'territory') }

const nameShape = z.string().trim().min(1, 'Give it a name.').max(120, 'A name has at most 120 characters.')
const ownersShape = z.object({
  members: z.array(idOf('member')).max(100),
  teams: z.array(z.string().trim().min(1).max(200)).max(100),
})
const ruleShape = z
  .custom<Group>((value) => typeof value === 'object' && value !== null)
  .meta({
    description: 'As filters of the list of accounts',
    examples: [{ combinator: 'and', not: false, rules: [{ field: 'name', operator: 'contains', value: 'Acme' }] }],
  })
const placeShape = z.int().min(0).max(1000).describe('The first of all whose rule holds has the account; 0 is first')

const territoryShape = z.object({
  id: idOf('territory'),
  name: z.string(),
  rule: ruleShape.nullable().describe('null where it asks for fields that your role may not see'),
  owners: ownersShape,
  retired: z.boolean().describe('It has no accounts, and keeps its place'),
  accounts: z.int(),
})
export type Territory = z.output<typeof territoryShape>

const one = z.object({ id: idOf('territory') })
const doneShape = z.object({ id: idOf('territory'), eventId: idOf('event').describe('Undo the change by this') })
const changing = { access: managers, records: { change: 'account' }, limits: { rate: 'write' } } as const

export const listTerritories = endpoint({
  id: 'accounts.listTerritories',
  method: 'GET',
  path: '/api/v1/territories',
  summary: 'Territories in the order in which they are tried, with their rules, owners and numbers of accounts',
  access: everyMember,
  records: { see: 'account' },
  limits: { rate: 'read' },
  answer: z.object({
    territories: z.array(territoryShape),
    without: z.int().describe('Accounts in none'),
    members: z.array(z.object({ id: idOf('member'), name: z.string() })),
    teams: z.array(z.string()),
  }),
})

export const addTerritory = endpoint({
  id: 'accounts.addTerritory',
  method: 'POST',
  path: '/api/v1/territories',
  summary: 'Make a territory; its accounts are those that its rule holds for and that none before it has',
  ...changing,
  body: z.object({
    name: nameShape,
    rule: ruleShape,
    owners: ownersShape.default({ members: [], teams: [] }),
    place: placeShape.optional(),
  }),
  answer: doneShape,
})

export const changeTerritory = endpoint({
  id: 'accounts.changeTerritory',
  method: 'PATCH',
  path: '/api/v1/territories/{id}',
  summary: 'Rename, retire or reorder a territory, or give it another rule or other owners',
  ...changing,
  params: one,
  body: z.object({ name: nameShape, rule: ruleShape, owners: ownersShape, place: placeShape, retired: z.boolean() }).partial(),
  answer: doneShape,
})

export const undoTerritory = endpoint({
  id: 'accounts.undoTerritory',
  method: 'POST',
  path: '/api/v1/territories/undo',
  summary: 'Take a change of a territory back',
  ...changing,
  body: z.object({ eventId: idOf('event') }),
  answer: z.object({}),
})

export const previewTerritory = endpoint({
  id: 'accounts.previewTerritory',
  method: 'POST',
  path: '/api/v1/territories/preview',
  summary: 'How many accounts a rule holds for, and which territories accounts would leave and enter by it; nothing is changed',
  access: managers,
  records: { see: 'account' },
  limits: { rate: 'read' },
  body: z.object({
    id: idOf('territory').optional().describe('The one that gets this rule; a new one when left out'),
    rule: ruleShape,
    place: placeShape.optional(),
  }),
  answer: z.object({
    holds: z.int().describe('Accounts that the rule holds for'),
    gets: z.int().describe('Accounts that the territory would have, after those before it'),
    moves: z.array(
      z.object({
        from: z.string().nullable().describe('null for none'),
        to: z.string().nullable().describe('Empty for the new one'),
        accounts: z.int(),
      }),
    ),
  }),
})
