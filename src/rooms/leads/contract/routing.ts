import { z } from 'zod'
import { idOf } from '#kernel/id'
import type { ListDeclaration } from '#kernel/list'
import type { Group } from '#kernel/rule'
import { factFields } from '#rooms/agreement/contract'

/** What rules of the routing are made of: the facts of the lead contract, and the language of the person. */
export const routingFields: ListDeclaration = {
  ...factFields,
  columns: [{ key: 'language', label: 'Language', type: 'text' }, ...factFields.columns],
}

/** Where those wait whom nobody could take, as long as no routing says otherwise. */
export const everyonesQueue = 'Everyone'

const ruleShape = z
  .custom<Group>((value) => typeof value === 'object' && value !== null)
  .meta({
    description: 'As filters of lists, of the facts that GET /api/v1/routing names; without a line it holds for everybody',
    examples: [{ combinator: 'and', rules: [{ field: 'territory', operator: '=', value: 'North' }] }],
  })

const nameShape = z.string().trim().min(1, 'Give it a name.').max(120, 'A name has at most 120 characters.')
const queueShape = z.string().trim().min(1, 'Name the queue.').max(120, 'The name of a queue has at most 120 characters.')
const weightShape = z.int().min(1).max(100).describe('Who has 2 gets twice as many as who has 1')

/**
 * How one of several is chosen. `turn`: each in turn. `weight`: in turn, by their weights. `fewest`: whoever has the fewest open leads, and of those each in
 * turn.
 */
export const turnsBy = ['turn', 'weight', 'fewest'] as const
export type TurnsBy = (typeof turnsBy)[number]

const toShape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('account-owner') }),
  z.object({ kind: z.literal('person-owner') }),
  z.object({ kind: z.literal('territory-owners'), by: z.enum(['turn', 'fewest']) }),
  z.object({ kind: z.literal('member'), member: idOf('member') }),
  z.object({ kind: z.literal('team'), team: z.string().trim().min(1).max(200), by: z.enum(['turn', 'fewest']) }),
  z.object({
    kind: z.literal('members'),
    members: z
      .array(z.object({ member: idOf('member'), weight: weightShape }))
      .min(1, 'Name at least one member.')
      .max(200)
      .refine((all) => new Set(all.map(({ member }) => member)).size === all.length, { message: 'A member is named once.' }),
    by: z.enum(turnsBy),
  }),
  z.object({ kind: z.literal('queue'), queue: queueShape }),
])
export type RoutedTo = z.output<typeof toShape>

const routingRuleShape = z.object({
  key: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, 'A key is made of small letters, digits and hyphens.')
    .describe('Stays the same from version to version; whose turn it is is kept by it')
    .meta({ examples: ['north'] }),
  name: nameShape,
  rule: ruleShape,
  to: toShape,
  atWork: z.boolean().describe('Only who is at work now, by the hours of their team'),
  speaks: z.boolean().describe('Only who speaks the language of the person, where it is known'),
  atMost: z.int().min(1).max(100_000).nullable().describe('Only who has fewer open leads; null for no limit but their own'),
})
export type RoutingRule = z.output<typeof routingRuleShape>

export const routingShape = z.object({
  rules: z
    .array(routingRuleShape)
    .max(100, 'A routing has at most 100 rules.')
    .refine((all) => new Set(all.map(({ key }) => key)).size === all.length, { message: 'Two rules have the same key.' }),
  fallback: queueShape.describe('The queue of those whom no rule could place'),
})
export type RoutingDocument = z.output<typeof routingShape>

/** What a company without a routing may begin with: whoever knows the account gets them, else whoever owns the territory. */
export const firstRouting: RoutingDocument = {
  rules: [
    {
      ...{ key: 'known', name: 'Customers and open deals' },
      rule: {
        combinator: 'or',
        rules: [
          { field: 'openDeals', operator: '>', value: '0' },
          { field: 'wonDeals', operator: '>', value: '0' },
        ],
      },
      ...{ to: { kind: 'account-owner' }, atWork: false, speaks: false, atMost: null },
    },
    {
      ...{ key: 'territory', name: 'Territories', rule: { combinator: 'and', rules: [{ field: 'territory', operator: 'notNull' }] } },
      ...{ to: { kind: 'territory-owners', by: 'turn' }, atWork: false, speaks: false, atMost: null },
    },
    {
      ...{ key: 'owner', name: 'Owner of the account', rule: { combinator: 'and', rules: [] } },
      ...{ to: { kind: 'account-owner' }, atWork: false, speaks: false, atMost: null },
    },
  ],
  fallback: everyonesQueue,
}
