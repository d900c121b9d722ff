import { z } from 'zod'
import { editors, everyMember, managers } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { instantShape } from '#kernel/time'

export const payOrigins = ['marketing', 'field', 'any'] as const
export const payRoles = ['any', 'seller', 'developer', 'manager'] as const
export const payMotions = ['any', 'new', 'expansion'] as const
export type PayOrigin = (typeof payOrigins)[number]
export type PayRole = (typeof payRoles)[number]
export type PayMotion = (typeof payMotions)[number]

const rateShape = z.object({
  origin: z.enum(payOrigins),
  role: z.enum(payRoles),
  motion: z.enum(payMotions),
  percent: z.number().min(0).max(100).describe('Of the amount of a won deal'),
  above: z.number().min(0).max(1e12).default(0).describe('Threshold: paid on what a deal brings beyond this amount'),
})
export type PayRate = z.output<typeof rateShape>

export const payDocumentShape = z.object({ rates: z.array(rateShape).min(1).max(60) })
export type PayDocument = z.output<typeof payDocumentShape>

/** What a plan pays in a case, for the same sale by marketing's and by the field's origin. */
const gapShape = z.object({
  role: z.enum(payRoles),
  motion: z.enum(payMotions),
  amount: z.number().describe('A sale of this amount'),
  marketing: z.number().describe('Paid for it when marketing won the customer first'),
  field: z.number(),
})
export type PayGap = z.output<typeof gapShape>

const pastShape = z.object({
  deals: z.int().describe('Won deals with an amount and an owner'),
  unknown: z.int().describe('Won deals that are left out, since nothing tells their origin'),
  currency: z.string().nullable(),
  currencies: z.int().describe('Deals in other currencies, which are left out'),
  paid: z.number().describe('What the plan would have paid'),
  alike: z.number().describe('What a plan would have paid that pays each sale as the one by marketing’s origin'),
  origins: z.array(
    z.object({ origin: z.enum(['marketing', 'field']), deals: z.int(), amount: z.number(), paid: z.number(), alike: z.number() }),
  ),
  owners: z.array(z.object({ owner: z.string(), deals: z.int(), amount: z.number(), paid: z.number(), alike: z.number() })),
})
export type PayPast = z.output<typeof pastShape>

const commentShape = z.object({ id: idOf('pay_comment'), by: z.string(), at: instantShape, text: z.string() })
const versionShape = z.object({
  number: z.int(),
  document: payDocumentShape,
  by: z.string(),
  at: instantShape,
  warned: z.boolean().describe('It pays the same sale differently by origin, and whoever saved it was told'),
  why: z.string().nullable(),
})
const planShape = z.object({
  id: idOf('pay_plan'),
  name: z.string(),
  versions: z.array(versionShape).describe('Newest first'),
  comments: z.array(commentShape),
  gaps: z.array(gapShape),
})
export type PayPlanShown = z.output<typeof planShape>

export const listPayPlans = endpoint({
  id: 'plan.listPayPlans',
  method: 'GET',
  path: '/api/v1/pay-plans',
  summary: 'Pay plans with their versions, what they pay differently by origin, and what both sides say of them',
  access: everyMember,
  records: 'inside',
  limits: { rate: 'read' },
  answer: z.object({ plans: z.array(planShape), mayChange: z.boolean() }),
})

export const tryPayPlan = endpoint({
  id: 'plan.tryPayPlan',
  method: 'POST',
  path: '/api/v1/pay-plans/try',
  summary:
    'What a pay plan pays differently by origin, and what it would have paid on won deals beside one that pays alike; writes nothing',
  access: managers,
  records: { see: 'deal' },
  limits: { rate: 'heavy' },
  body: z.object({ document: payDocumentShape }),
  answer: z.object({ gaps: z.array(gapShape), warning: z.string().nullable(), past: pastShape }),
})

export const savePayPlan = endpoint({
  id: 'plan.savePayPlan',
  method: 'POST',
  path: '/api/v1/pay-plans',
  summary:
    'Save a pay plan, or a new version of one. One that pays the same sale differently by origin is saved only by whoever says that they read the warning',
  access: managers,
  records: 'inside',
  limits: { rate: 'write' },
  body: z.object({
    id: idOf('pay_plan').nullable().default(null),
    name: z.string().trim().min(1).max(200),
    document: payDocumentShape,
    understood: z.boolean().default(false).describe('The warning was read'),
    why: z.string().trim().max(2_000).nullable().default(null),
  }),
  answer: z.object({ id: idOf('pay_plan'), number: z.int(), eventId: idOf('event') }),
})

export const commentPayPlan = endpoint({
  id: 'plan.commentPayPlan',
  method: 'POST',
  path: '/api/v1/pay-plans/{id}/comments',
  summary: 'Say something about a pay plan; both sides may',
  access: editors,
  records: 'inside',
  limits: { rate: 'write' },
  params: z.object({ id: idOf('pay_plan') }),
  body: z.object({ text: z.string().trim().min(1).max(4_000) }),
  answer: z.object({ eventId: idOf('event') }),
})

export const undoPayPlan = endpoint({
  id: 'plan.undoPayPlan',
  method: 'POST',
  path: '/api/v1/pay-plans/undo',
  summary: 'Take back a version or a comment',
  access: editors,
  records: 'inside',
  limits: { rate: 'write' },
  body: z.object({ eventId: idOf('event') }),
  answer: z.object({}),
})
