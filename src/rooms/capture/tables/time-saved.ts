import { doublePrecision, pgTable, text } from 'drizzle-orm/pg-core'
import { idColumn, touchedBy } from '#platform/store/columns'
import { kept } from '#platform/store/kept'
import type { SavedWork } from '../contract/time-saved.ts'

/** Minutes that a work takes by hand, where the company said so itself. */
export const workMinutes = kept(
  pgTable('work_minutes', {
    id: idColumn<'work_minutes'>('id').primaryKey(),
    work: text('work').$type<SavedWork>().notNull(),
    minutes: doublePrecision('minutes').notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  { id: 'plain', work: 'plain', minutes: 'plain', touchedBy: 'plain' },
)
