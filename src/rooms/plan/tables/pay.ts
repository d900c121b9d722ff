import { boolean, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { idColumn, instantColumn, touchedBy } from '#platform/store/columns'
import { kept } from '#platform/store/kept'
import type { PayDocument } from '../contract/pay.ts'

/** How sales are paid, in words that can be counted. */
export const payPlans = kept(
  pgTable('pay_plan', {
    id: idColumn<'pay_plan'>('id').primaryKey(),
    name: text('name').notNull(),
    madeAt: instantColumn('made_at').notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  { id: 'plain', name: 'plain', madeAt: 'plain', touchedBy: 'plain' },
)

/** A version of a plan; each change is one of its own. */
export const payVersions = kept(
  pgTable('pay_version', {
    id: idColumn<'pay_version'>('id').primaryKey(),
    planId: idColumn<'pay_plan'>('plan_id')
      .notNull()
      .references(() => payPlans.table.id),
    number: integer('number').notNull(),
    document: jsonb('document').$type<PayDocument>().notNull(),
    warned: boolean('warned').notNull(),
    why: text('why'),
    by: text('by').notNull(),
    at: instantColumn('at').notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    planId: 'plain',
    number: 'plain',
    document: 'plain',
    warned: 'plain',
    why: 'plain',
    by: 'personal',
    at: 'plain',
    touchedBy: 'plain',
  },
)

/** What both sides say of a plan. */
export const payComments = kept(
  pgTable('pay_comment', {
    id: idColumn<'pay_comment'>('id').primaryKey(),
    planId: idColumn<'pay_plan'>('plan_id')
      .notNull()
      .references(() => payPlans.table.id),
    text: text('text').notNull(),
    by: text('by').notNull(),
    at: instantColumn('at').notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  { id: 'plain', planId: 'plain', text: 'personal', by: 'personal', at: 'plain', touchedBy: 'plain' },
)
