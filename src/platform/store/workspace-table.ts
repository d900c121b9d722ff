import { pgTable, text, uuid } from 'drizzle-orm/pg-core'
import type { WorkspaceId } from '#kernel/id'
import { instantColumn } from './columns.ts'
import { kept } from './kept.ts'

/** The companies of this Interlock, each with a schema of its own. */
export const workspaces = kept(
  pgTable('workspace', {
    id: uuid('id').$type<WorkspaceId>().primaryKey(),
    name: text('name').notNull(),
    schema: text('schema_name').notNull(),
    createdAt: instantColumn('created_at').notNull(),
  }),
  'machine',
  { id: 'plain', name: 'plain', schema: 'plain', createdAt: 'plain' },
)

/** The company that a row of the directory belongs to; it goes with it. */
export const ofWorkspace = () =>
  uuid('workspace_id')
    .$type<WorkspaceId>()
    .references(() => workspaces.table.id, { onDelete: 'cascade' })
