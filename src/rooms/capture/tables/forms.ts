import { boolean, date, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { idColumn, instantColumn, touchedBy } from '#platform/store/columns'
import { kept } from '#platform/store/kept'
import { people } from '#rooms/accounts/tables'
import type { FormDocument } from '../contract/forms.ts'

/** A form for visitors. What they see is a version; `draft` is what the next one will be. */
export const forms = kept(
  pgTable('form', {
    id: idColumn<'form'>('id').primaryKey(),
    /** Its part of the address. The other part names the workspace, so an export that is brought in elsewhere keeps its forms. */
    slug: text('slug').notNull(),
    name: text('name').notNull(),
    open: boolean('open').notNull(),
    draft: jsonb('draft').$type<FormDocument>().notNull(),
    published: integer('published'),
    createdAt: instantColumn('created_at').notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    slug: 'plain',
    name: 'plain',
    open: 'plain',
    draft: 'plain',
    published: 'plain',
    createdAt: 'plain',
    touchedBy: 'plain',
  },
)

/** What was published. It does not change any more: responses name it. */
export const formVersions = kept(
  pgTable('form_version', {
    id: idColumn<'form_version'>('id').primaryKey(),
    formId: idColumn<'form'>('form_id')
      .notNull()
      .references(() => forms.table.id),
    number: integer('number').notNull(),
    document: jsonb('document').$type<FormDocument>().notNull(),
    by: text('by').notNull(),
    at: instantColumn('at').notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  { id: 'plain', formId: 'plain', number: 'plain', document: 'plain', by: 'personal', at: 'plain', touchedBy: 'plain' },
)

/** How often a form was looked at on a day. Nothing tells by whom. */
const formDays = kept(
  pgTable('form_day', {
    formId: uuid('form_id').notNull(),
    day: date('day').notNull(),
    views: integer('views').notNull(),
  }),
  'machine',
  { formId: 'plain', day: 'plain', views: 'plain' },
)

/** The key of the tokens that pages of forms carry; one for each workspace, made with the first. */
const formKeys = kept(pgTable('form_key', { id: integer('id').primaryKey(), secret: text('secret').notNull() }), 'machine', {
  id: 'plain',
  secret: 'secret',
})

/** Whose visits are noted: at most one row. */
export const trackers = kept(
  pgTable('tracker', {
    id: idColumn<'tracker'>('id').primaryKey(),
    active: boolean('active').notNull(),
    origins: jsonb('origins').$type<readonly string[]>().notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  { id: 'plain', active: 'plain', origins: 'plain', touchedBy: 'plain' },
)

/** A page that a visitor who gave consent opened. It goes after ninety days. */
const pageViews = kept(
  pgTable('page_view', {
    id: uuid('id').primaryKey(),
    visitor: text('visitor').notNull(),
    at: instantColumn('at').notNull(),
    path: text('path').notNull(),
    referrer: text('referrer'),
    utm: jsonb('utm').$type<Record<string, string>>().notNull(),
    /** It is part of a visit that stands with a person. */
    tied: boolean('tied').notNull(),
  }),
  'machine',
  { id: 'plain', visitor: 'personal', at: 'plain', path: 'plain', referrer: 'plain', utm: 'plain', tied: 'plain' },
)

/** Who a visitor turned out to be, by a form that they sent. */
export const knownVisitors = kept(
  pgTable('known_visitor', {
    id: idColumn<'known_visitor'>('id').primaryKey(),
    personId: idColumn<'person'>('person_id')
      .notNull()
      .references(() => people.table.id),
    visitor: text('visitor'),
    since: instantColumn('since').notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  { id: 'plain', personId: 'plain', visitor: 'personal', since: 'plain', touchedBy: 'plain' },
)

export const formTables = [forms, formVersions, formDays, formKeys, trackers, pageViews, knownVisitors]
