import { boolean, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import type { EventId } from '#kernel/id'
import { idColumn, instantColumn } from '#platform/store/columns'
import { kept } from '#platform/store/kept'
import type { Program } from '../contract/channels.ts'
import type { NoticeKind } from '../contract/notice-kinds.ts'
import type { ToTell } from '../contract/notice-told.ts'

/** Channels of Slack and Teams. Whoever has the address may write into the channel, so it is sealed. */
const channels = kept(
  pgTable('channel', {
    id: idColumn<'channel'>('id').primaryKey(),
    name: text('name').notNull(),
    program: text('program').$type<Program>().notNull(),
    host: text('host').notNull(),
    sealedUrl: text('sealed_url').notNull(),
    kinds: jsonb('kinds').$type<readonly NoticeKind[]>().notNull(),
    names: boolean('names').notNull(),
    language: text('language').notNull(),
    makerId: text('maker_id'),
    makerName: text('maker_name').notNull(),
    state: text('state').$type<'on' | 'off' | 'stopped'>().notNull(),
    why: text('why'),
    lastSentAt: instantColumn('last_sent_at'),
  }),
  'machine',
  {
    ...{
      id: 'plain',
      name: 'plain',
      program: 'plain',
      host: 'plain',
      sealedUrl: 'secret',
      kinds: 'plain',
      names: 'plain',
      language: 'plain',
    },
    ...{ makerId: 'plain', makerName: 'personal', state: 'plain', why: 'plain', lastSentAt: 'plain' },
  },
)

/** What one event has for one channel: ids and no names, made into words when it goes out. */
const channelMessages = kept(
  pgTable('channel_message', {
    id: idColumn<'channel_message'>('id').primaryKey(),
    channelId: uuid('channel_id').notNull(),
    eventId: uuid('event_id').$type<EventId>().notNull(),
    kind: text('kind').$type<NoticeKind>().notNull(),
    told: jsonb('told').$type<readonly Pick<ToTell, 'about' | 'facts'>[]>().notNull(),
    count: integer('count').notNull(),
    state: text('state').$type<'waiting' | 'sent' | 'failed'>().notNull(),
    tries: integer('tries').notNull(),
    why: text('why'),
    at: instantColumn('at').notNull(),
    settledAt: instantColumn('settled_at'),
  }),
  'machine',
  {
    ...{
      id: 'plain',
      channelId: 'plain',
      eventId: 'plain',
      kind: 'plain',
      told: 'personal',
      count: 'plain',
      state: 'plain',
      tries: 'plain',
    },
    ...{ why: 'plain', at: 'plain', settledAt: 'plain' },
  },
)

export const channelTables = [channels, channelMessages]
