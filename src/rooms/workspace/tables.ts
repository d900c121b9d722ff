import { integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { dayColumn, idColumn, rateColumn, touchedBy } from '#platform/store/columns'
import { kept } from '#platform/store/kept'
import type { DayOff, Week } from './contract.ts'

/** People who work here: owners of deals and leads, by name. Whether one may sign in is not said here. */
export const members = kept(
  pgTable('member', {
    id: idColumn<'member'>('id').primaryKey(),
    externalId: text('external_id'),
    name: text('name').notNull(),
    nameKey: text('name_key').notNull(),
    email: text('email'),
    manager: text('manager'),
    territory: text('territory'),
    team: text('team'),
    custom: jsonb('custom').$type<Record<string, string>>().notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    externalId: 'plain',
    name: 'personal',
    nameKey: 'personal',
    email: 'personal',
    manager: 'personal',
    territory: 'plain',
    team: 'plain',
    custom: 'personal',
    touchedBy: 'plain',
  },
)

/** What one unit of a currency is worth in another one, from a day on. */
export const exchangeRates = kept(
  pgTable('exchange_rate', {
    id: idColumn<'exchange_rate'>('id').primaryKey(),
    currency: text('currency').notNull(),
    into: text('into_currency').notNull(),
    day: dayColumn('day').notNull(),
    rate: rateColumn('rate').notNull(),
    source: text('source'),
    touchedBy: touchedBy(),
  }),
  'record',
  { id: 'plain', currency: 'plain', into: 'plain', day: 'plain', rate: 'plain', source: 'plain', touchedBy: 'plain' },
)

/** One setting of the company, by name. */
export const settings = kept(
  pgTable('setting', {
    id: idColumn<'setting'>('id').primaryKey(),
    name: text('name').notNull(),
    value: jsonb('value').notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  { id: 'plain', name: 'plain', value: 'plain', touchedBy: 'plain' },
)

/** Systems whose records are here beside those of the first one, by name. */
export const sourceSystems = kept(
  pgTable('source_system', { id: idColumn<'source_system'>('id').primaryKey(), name: text('name').notNull(), touchedBy: touchedBy() }),
  'record',
  { id: 'plain', name: 'plain', touchedBy: 'plain' },
)

/** Kinds of record that are known in several systems at once, because more than an id says who they are. */
export type ReferredKind = 'member' | 'account' | 'person'

/** The ids that a record has in further systems. The id in the system that it came from is its own `external_id`. */
export const externalRefs = kept(
  pgTable('external_ref', {
    id: idColumn<'external_ref'>('id').primaryKey(),
    kind: text('kind').$type<ReferredKind>().notNull(),
    recordId: uuid('record_id').notNull(),
    externalId: text('external_id').notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  { id: 'plain', kind: 'plain', recordId: 'plain', externalId: 'plain', touchedBy: 'plain' },
)

/** When the company works, or a team that has hours of its own. */
export const calendars = kept(
  pgTable('calendar', {
    id: idColumn<'calendar'>('id').primaryKey(),
    /** Empty for the company's. */
    team: text('team').notNull(),
    zone: text('zone').notNull(),
    week: jsonb('week').$type<Week>().notNull(),
    country: text('country'),
    region: text('region'),
    daysOff: jsonb('days_off').$type<DayOff[]>().notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    team: 'plain',
    zone: 'plain',
    week: 'plain',
    country: 'plain',
    region: 'plain',
    daysOff: 'plain',
    touchedBy: 'plain',
  },
)

/** How a member works, as far as it decides what they are given. */
export const memberWork = kept(
  pgTable('member_work', {
    id: idColumn<'member_work'>('id').primaryKey(),
    memberId: idColumn<'member'>('member_id')
      .notNull()
      .references(() => members.table.id),
    languages: jsonb('languages').$type<string[]>().notNull(),
    capacity: integer('capacity'),
    touchedBy: touchedBy(),
  }),
  'record',
  { id: 'plain', memberId: 'plain', languages: 'personal', capacity: 'plain', touchedBy: 'plain' },
)

/** Days on which a member is away, the last one included, and who stands in. Why they are away is not kept. */
export const absences = kept(
  pgTable('absence', {
    id: idColumn<'absence'>('id').primaryKey(),
    memberId: idColumn<'member'>('member_id')
      .notNull()
      .references(() => members.table.id),
    fromDay: dayColumn('from_day').notNull(),
    untilDay: dayColumn('until_day').notNull(),
    standInId: idColumn<'member'>('stand_in_id').references(() => members.table.id),
    touchedBy: touchedBy(),
  }),
  'record',
  { id: 'plain', memberId: 'plain', fromDay: 'personal', untilDay: 'personal', standInId: 'plain', touchedBy: 'plain' },
)

export const tables = [members, settings, exchangeRates, sourceSystems, externalRefs, calendars, memberWork, absences]
