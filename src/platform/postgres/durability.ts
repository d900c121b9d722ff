import type pg from 'pg'
import { Problem } from '#kernel/problem'

/**
 * Makes sure that what the server calls committed is on its disk. Asked as the application role, since a role or database may carry settings of its own.
 * Throws Problem `unavailable` that names the setting and the statement that puts it right.
 */
export async function ensureDurable(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string; setting: string; source: string }>(
    `select name, setting, source from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off' order by name`,
  )
  const off = rows[0]
  if (!off) return
  const remedy =
    off.source === 'user' || off.source === 'database user'
      ? `ALTER ROLE current_user RESET ${off.name}`
      : `ALTER SYSTEM SET ${off.name} = on; SELECT pg_reload_conf()`
  throw new Problem(
    'unavailable',
    `PostgreSQL runs with ${off.name} = off (set by: ${off.source}), so what it calls saved can be lost in a power cut. Interlock does not start on it. Turn it on: ${remedy}.`,
  )
}
