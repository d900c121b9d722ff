import { jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import type { EventId } from '#kernel/id'
import type { RightsObject } from '#kernel/rights'
import { idColumn, instantColumn } from '#platform/store/columns'
import { kept } from '#platform/store/kept'
import type { NoticeAbout, NoticeKind, Way } from '../contract/notice-kinds.ts'
import type { NoticeFacts } from '../contract/notices.ts'

/** What somebody is told. It has ids and no names: its sentence is made when it is read, by what its reader may see then. */
const notices = kept(
  pgTable('notice', {
    id: idColumn<'notice'>('id').primaryKey(),
    userId: text('user_id').notNull(),
    kind: text('kind').$type<NoticeKind>().notNull(),
    eventId: uuid('event_id').$type<EventId>().notNull(),
    aboutKind: text('about_kind').$type<NoticeAbout>().notNull(),
    aboutId: uuid('about_id'),
    facts: jsonb('facts').$type<NoticeFacts>().notNull(),
    /** Kinds of records that its reader must be allowed to see. */
    needs: jsonb('needs').$type<readonly RightsObject[]>().notNull(),
    way: text('way').$type<Way>().notNull(),
    at: instantColumn('at').notNull(),
    readAt: instantColumn('read_at'),
    /** The mail in which it goes out, once that is settled. */
    mailId: uuid('mail_id'),
    mailedAt: instantColumn('mailed_at'),
  }),
  'machine',
  {
    ...{ id: 'plain', userId: 'plain', kind: 'plain', eventId: 'plain', aboutKind: 'plain', aboutId: 'plain', facts: 'personal' },
    ...{ needs: 'plain', way: 'plain', at: 'plain', readAt: 'plain', mailId: 'plain', mailedAt: 'plain' },
  },
)

/** How somebody wants to be told of one kind. */
const noticeChoices = kept(
  pgTable('notice_choice', {
    id: uuid('id').primaryKey(),
    userId: text('user_id').notNull(),
    kind: text('kind').$type<NoticeKind>().notNull(),
    way: text('way').$type<Way>().notNull(),
  }),
  'machine',
  { id: 'plain', userId: 'plain', kind: 'plain', way: 'plain' },
)

/** Somebody to whom notices go by mail, and the language in which they were here last. */
const noticeReaders = kept(
  pgTable('notice_reader', {
    id: uuid('id').primaryKey(),
    userId: text('user_id').notNull(),
    language: text('language'),
  }),
  'machine',
  { id: 'plain', userId: 'plain', language: 'plain' },
)

export const noticeTables = [notices, noticeChoices, noticeReaders]
