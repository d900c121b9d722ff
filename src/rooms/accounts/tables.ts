import { doublePrecision, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import type { Id } from '#kernel/id'
import type { RecordKind } from '#kernel/list'
import type { MatchReason } from '#kernel/making-endpoints'
import type { Group } from '#kernel/rule'
import { amountColumn, idColumn, instantColumn, touchedBy } from '#platform/store/columns'
import { kept } from '#platform/store/kept'
import { members } from '#rooms/workspace/tables'
import type { ConsentStatus, LawfulBasis } from './contract/consents.ts'
import { likelyKeys, likelyModels, likelyOften, likelyPairs, notTheirs } from './tables/likely.ts'

/** Companies. `nameKey` and `domain` are identity keys after normalisation. */
export const accounts = kept(
  pgTable('account', {
    id: idColumn<'account'>('id').primaryKey(),
    externalId: text('external_id'),
    name: text('name').notNull(),
    nameKey: text('name_key').notNull(),
    domain: text('domain'),
    website: text('website'),
    phone: text('phone'),
    industry: text('industry'),
    employees: doublePrecision('employees'),
    revenue: amountColumn('revenue'),
    country: text('country'),
    city: text('city'),
    type: text('type'),
    parentName: text('parent_name'),
    ownerId: idColumn<'member'>('owner_id').references(() => members.table.id),
    madeAt: instantColumn('made_at'),
    custom: jsonb('custom').$type<Record<string, string>>().notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    externalId: 'plain',
    name: 'plain',
    nameKey: 'plain',
    domain: 'plain',
    website: 'plain',
    phone: 'plain',
    industry: 'plain',
    employees: 'plain',
    revenue: 'plain',
    country: 'plain',
    city: 'plain',
    type: 'plain',
    parentName: 'plain',
    ownerId: 'plain',
    madeAt: 'plain',
    custom: 'personal',
    touchedBy: 'plain',
  },
)

/** Human beings with identity keys. `origin` is how they were first won; it is written once. */
export const people = kept(
  pgTable('person', {
    id: idColumn<'person'>('id').primaryKey(),
    externalId: text('external_id'),
    firstName: text('first_name'),
    lastName: text('last_name'),
    fullName: text('full_name').notNull(),
    email: text('email'),
    emailKey: text('email_key'),
    phone: text('phone'),
    phoneKey: text('phone_key'),
    title: text('title'),
    accountId: idColumn<'account'>('account_id').references(() => accounts.table.id),
    ownerId: idColumn<'member'>('owner_id').references(() => members.table.id),
    origin: text('origin'),
    source: text('source'),
    madeAt: instantColumn('made_at'),
    custom: jsonb('custom').$type<Record<string, string>>().notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    externalId: 'plain',
    firstName: 'personal',
    lastName: 'personal',
    fullName: 'personal',
    email: 'personal',
    emailKey: 'personal',
    phone: 'personal',
    phoneKey: 'personal',
    title: 'personal',
    accountId: 'plain',
    ownerId: 'plain',
    origin: 'plain',
    source: 'plain',
    madeAt: 'plain',
    custom: 'personal',
    touchedBy: 'plain',
  },
)

/** What a person agreed or objected to, entry by entry: a new one changes none of those before it. */
export const consents = kept(
  pgTable('consent', {
    id: idColumn<'consent'>('id').primaryKey(),
    personId: idColumn<'person'>('person_id')
      .notNull()
      .references(() => people.table.id),
    purpose: text('purpose').notNull(),
    basis: text('basis').$type<LawfulBasis>().notNull(),
    status: text('status').$type<ConsentStatus>().notNull(),
    source: text('source'),
    version: text('version'),
    /** When they said it; `notedAt` is when it was written down. */
    at: instantColumn('at').notNull(),
    notedBy: text('noted_by').notNull(),
    notedAt: instantColumn('noted_at').notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    personId: 'plain',
    purpose: 'plain',
    basis: 'plain',
    status: 'plain',
    source: 'personal',
    version: 'plain',
    at: 'plain',
    notedBy: 'personal',
    notedAt: 'plain',
    touchedBy: 'plain',
  },
)

/** Two records of one kind that may be one, for a person to decide. Nothing is merged by itself. */
export const likelyDuplicates = kept(
  pgTable('likely_duplicate', {
    id: idColumn<'likely_duplicate'>('id').primaryKey(),
    kind: text('kind').$type<RecordKind>().notNull(),
    /** The one that was there first. */
    firstId: idColumn<RecordKind>('first_id').notNull(),
    secondId: idColumn<RecordKind>('second_id').notNull(),
    why: text('why').$type<MatchReason>().notNull(),
    state: text('state').$type<'open'>().notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  { id: 'plain', kind: 'plain', firstId: 'plain', secondId: 'plain', why: 'plain', state: 'plain', touchedBy: 'plain' },
)

/** What an erased person would be known by if they came again. */
export type SuppressedBy = 'address' | 'phone' | 'person id' | 'lead id'

/** Keyed hashes of erased people, so that no import brings them back. Nothing else is kept of them. */
const suppressions = kept(pgTable('suppression', { hash: text('hash').primaryKey(), at: instantColumn('at').notNull() }), 'machine', {
  hash: 'plain',
  at: 'plain',
})

/** The key of those hashes; one for each workspace, made with the first. */
const suppressionKeys = kept(pgTable('suppression_key', { id: integer('id').primaryKey(), secret: text('secret').notNull() }), 'machine', {
  id: 'plain',
  secret: 'secret',
})

/** Whose patch an account lies in is said by rules, tried in their order. */
export const territories = kept(
  pgTable('territory', {
    id: idColumn<'territory'>('id').primaryKey(),
    name: text('name').notNull(),
    place: integer('place').notNull(),
    rule: jsonb('rule').$type<Group>().notNull(),
    owners: jsonb('owners').$type<{ members: Id<'member'>[]; teams: string[] }>().notNull(),
    retiredAt: instantColumn('retired_at'),
    touchedBy: touchedBy(),
  }),
  'record',
  { id: 'plain', name: 'plain', place: 'plain', rule: 'plain', owners: 'plain', retiredAt: 'plain', touchedBy: 'plain' },
)

/** What comes of the rules, for each account that one holds for; told anew whenever an account or a territory changes, and never written otherwise. */
const accountTerritories = kept(
  pgTable('account_territory', { accountId: uuid('account_id').primaryKey(), territoryId: uuid('territory_id').notNull() }),
  'machine',
  { accountId: 'plain', territoryId: 'plain' },
)

/** A column of a row that a merge changed besides what points to the one that went, or a row that it made. */
export interface AlsoChanged {
  readonly table: string
  readonly id: string
  /** Empty for a row that was made. */
  readonly column: string | null
  /** The merge that changed it, where that is another one, taken back by now, whose change another row still asks for. */
  readonly eventId?: string
}

const mergedColumns = {
  id: 'plain',
  intoId: 'plain',
  parentId: 'plain',
  eventId: 'plain',
  name: 'personal',
  keys: 'personal',
  took: 'plain',
  also: 'plain',
  origin: 'plain',
  originAt: 'plain',
  mergedBy: 'personal',
  at: 'plain',
  touchedBy: 'plain',
} as const

const mergeNote = {
  /** Whom it was merged into, which may have gone itself since. */
  parentId: uuid('parent_id').notNull(),
  eventId: uuid('event_id').$type<Id<'event'>>().notNull(),
  name: text('name').notNull(),
  /** By what it was known: `mail ada@x.example`, `id 003`, `name acme`. Whoever comes by one of these is the one that was kept. */
  keys: jsonb('keys').$type<readonly string[]>().notNull(),
  /** Which fields the kept one took from it. */
  took: jsonb('took').$type<readonly string[]>().notNull(),
  also: jsonb('also').$type<readonly AlsoChanged[]>().notNull(),
  /** How it was won by its own record, where the kept one's is older. */
  origin: text('origin'),
  originAt: instantColumn('origin_at'),
  mergedBy: text('merged_by').notNull(),
  at: instantColumn('at').notNull(),
  touchedBy: touchedBy(),
}

/** People who went into another: by their old id they are found still. The row that went, and what moved, are in the ledger. */
export const mergedPeople = kept(
  pgTable('merged_person', {
    id: idColumn<'person'>('id').primaryKey(),
    intoId: idColumn<'person'>('into_id')
      .notNull()
      .references(() => people.table.id),
    ...mergeNote,
  }),
  'record',
  mergedColumns,
)

/** The same for companies. */
export const mergedAccounts = kept(
  pgTable('merged_account', {
    id: idColumn<'account'>('id').primaryKey(),
    intoId: idColumn<'account'>('into_id')
      .notNull()
      .references(() => accounts.table.id),
    ...mergeNote,
  }),
  'record',
  mergedColumns,
)

export const tables = [
  accounts,
  people,
  mergedPeople,
  mergedAccounts,
  consents,
  likelyDuplicates,
  likelyPairs,
  likelyModels,
  likelyKeys,
  likelyOften,
  notTheirs,
  suppressions,
  suppressionKeys,
  territories,
  accountTerritories,
]
