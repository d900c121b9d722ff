import { integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { kept } from '#platform/store/kept'
import type { Choice, Pack } from './contract.ts'
import { channelTables } from './tables/channels.ts'
import { noticeTables } from './tables/notices.ts'
import { ideaUses, requests, requestTalk } from './tables/requests.ts'

/** Who gets a digest, and which. When the next one is due stands on its due item. */
const digests = kept(
  pgTable('digest', {
    id: uuid('id').primaryKey(),
    userId: text('user_id').notNull(),
    every: text('every').$type<Choice['every']>().notNull(),
    weekday: integer('weekday').notNull(),
    monthday: integer('monthday').notNull(),
    hour: integer('hour').notNull(),
    pack: text('pack').$type<Pack>().notNull(),
    language: text('language').notNull(),
  }),
  'machine',
  { id: 'plain', userId: 'plain', every: 'plain', weekday: 'plain', monthday: 'plain', hour: 'plain', pack: 'plain', language: 'plain' },
)

export const tables = [digests, requests, requestTalk, ideaUses, ...noticeTables, ...channelTables]
