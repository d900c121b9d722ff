import { z } from 'zod'
import { editors, everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { currencyShape } from '#kernel/money'
import { t } from '#kernel/text'
import { dayShape, instantShape } from '#kernel/time'

export * from './contract/board.ts'
export * from './contract/list.ts'
export * from './contract/placing.ts'
export * from './contract/stage-use.ts'

/** More deals than this are repaired in several steps. */
export const mostDeals = 50_000

/** What is done to each of the deals. */
export const repairShape = z.discriminatedUnion('what', [
  z.object({ what: z.literal('owner'), owner: idOf('member') }),
  z.object({ what: z.literal('expected'), on: dayShape.describe('When an open deal is expected to close') }),
  z.object({
    what: z.literal('amount'),
    amount: z
      .string()
      .regex(/^\d{1,14}(\.\d{1,4})?$/, 'An amount is digits with a point before up to four decimals, for example 12500.50.')
      .nullable()
      .describe('null clears it'),
    currency: currencyShape.nullable().default(null).describe('Deals in another one are refused; null where all are in one'),
  }),
  z.object({
    what: z.literal('lost'),
    reason: z.string().trim().min(1, 'Say why the deals are lost.').max(400),
    on: dayShape.describe('The day of the loss'),
  }),
])
export type Repair = z.output<typeof repairShape>

const asked = {
  deals: z
    .array(z.string().min(1).max(400))
    .min(1, 'Choose at least one deal.')
    .max(mostDeals, { error: () => t('At most {{n}} deals are repaired at once. Choose fewer.', { n: mostDeals }) })
    .describe('Ids of the CRM, as the records of a number show them'),
  repair: repairShape,
}

const countsShape = {
  same: z.int().describe('Deals that already are so'),
  refused: z.int(),
  refusals: z
    .array(z.object({ why: z.string(), deals: z.int(), examples: z.array(z.string()).describe('Names of up to five') }))
    .describe('Why deals are left, most first'),
}

const limits = { bodyBytes: 32 * 1024 ** 2, timeMs: 120_000 }

export const previewRepair = endpoint({
  id: 'deals.previewRepair',
  method: 'POST',
  path: '/api/v1/deals/repairs/preview',
  summary: 'What a repair of many deals would change; nothing is written',
  access: editors,
  limits: { rate: 'read', ...limits },
  body: z.object(asked),
  answer: z.object({
    seen: z.int().describe('Send it with the repair: deals that changed after it are left'),
    change: z.int(),
    ...countsShape,
    examples: z
      .array(z.object({ id: z.string(), name: z.string(), before: z.string().nullable(), after: z.string().nullable() }))
      .describe('Up to twenty of the deals that would change, with the value before and after'),
  }),
})

export const repairDeals = endpoint({
  id: 'deals.repair',
  method: 'POST',
  path: '/api/v1/deals/repairs',
  summary: 'Repair many deals at once, as previewed; one step that can be undone',
  access: editors,
  limits: { rate: 'write', ...limits },
  body: z.object({ ...asked, seen: z.int().min(0).describe('From the preview') }),
  answer: z.object({
    eventId: z.string().nullable().describe('Undo it by this; null when nothing changed'),
    changed: z.int(),
    ...countsShape,
    conflicts: z
      .array(z.object({ id: z.string(), name: z.string(), why: z.string() }))
      .describe('Deals that somebody changed since the preview; they were left. At most 100'),
    conflictCount: z.int(),
  }),
})

export const listRepairs = endpoint({
  id: 'deals.repairs',
  method: 'GET',
  path: '/api/v1/deals/repairs',
  summary: 'The repairs that were made, newest first, at most a hundred',
  access: everyMember,
  limits: { rate: 'read' },
  answer: z.object({
    repairs: z.array(
      z.object({
        eventId: z.string(),
        says: z.string(),
        deals: z.int(),
        by: z.string(),
        at: instantShape,
        undone: z.boolean(),
      }),
    ),
  }),
})

export const undoRepair = endpoint({
  id: 'deals.undoRepair',
  method: 'POST',
  path: '/api/v1/deals/repairs/{eventId}/undo',
  summary: 'Take a repair back. Deals that changed since are listed and, with keepChanged, left alone',
  access: editors,
  limits: { rate: 'write', timeMs: 600_000 },
  params: z.object({ eventId: idOf('event') }),
  body: z.object({ keepChanged: z.boolean().default(false).describe('Undo the rest although some deals changed since') }),
  answer: z.object({
    undone: z.boolean().describe('false when deals changed since and keepChanged was not said; then nothing was touched'),
    deals: z.int(),
    conflictCount: z.int(),
  }),
})

export const listOwners = endpoint({
  id: 'deals.owners',
  method: 'GET',
  path: '/api/v1/deals/owners',
  summary: 'Everyone who can own a deal',
  access: everyMember,
  records: { see: 'deal' },
  limits: { rate: 'read' },
  answer: z.object({ owners: z.array(z.object({ id: idOf('member'), name: z.string() })) }),
})
