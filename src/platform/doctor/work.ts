import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { quoted } from '../backup/catalogue.ts'
import { type Check, error, type Found, inWords, type Job, type Ward, warning } from './check.ts'

const stuck: Check<Ward> = {
  name: 'stuck-work',
  look: async (ward) => {
    const found: Found[] = []
    for (const { table, task, due } of jobsOf(ward)) {
      const rows = await ward.ask((tx) =>
        tx.query<{ id: string; task: string }>(
          `SELECT j.id, j.${quoted(task)} AS task FROM ${quoted(table)} j LEFT JOIN due_item d ON d.kind = $1 AND d.subject_id = j.id
           WHERE j.${quoted(task)} IS NOT NULL AND d.id IS NULL ORDER BY j.id`,
          [due],
        ),
      )
      for (const row of rows)
        found.push(
          error(
            `The ${table} ${row.id} waits for "${row.task}", and nobody will do it`,
            inWords(ward),
            'Its due item is gone, so it stays as it is for ever.',
            `Discard this ${table} and begin it again.`,
          ),
        )
    }
    return found
  },
}

const failed: Check<Ward> = {
  name: 'failed-work',
  look: async (ward) => {
    const rows = await ward.ask((tx) =>
      tx.query<{ kind: string; subject: string; tries: number; why: string | null }>(
        'SELECT kind, subject_id AS subject, tries, last_error AS why FROM due_item WHERE dead ORDER BY due_at, id LIMIT 20',
      ),
    )
    return rows.map(({ kind, subject, tries, why }) =>
      warning(
        `"${kind}" for ${subject} failed ${tries} times and was laid aside`,
        inWords(ward),
        `What it was for did not happen. It said: ${why ?? 'nothing'}`,
        'Remove the cause, then begin that piece of work again where it was begun.',
      ),
    )
  },
}

const nobodys: Check<Ward> = {
  name: 'work-that-nobody-does',
  look: async (ward) => {
    const rows = await ward.ask((tx) =>
      tx.query<{ kind: string; n: number }>('SELECT kind, count(*) AS n FROM due_item GROUP BY kind ORDER BY kind'),
    )
    return rows
      .filter(({ kind }) => !ward.dueKinds.has(kind))
      .map(({ kind, n }) =>
        warning(
          `${n} pieces of "${kind}" are due, and this version does not do such work`,
          inWords(ward),
          'They wait for ever.',
          'Start the version that made them, or the newest one.',
        ),
      )
  },
}

const laidAside: Check<Ward> = {
  name: 'events-laid-aside',
  look: async (ward) => {
    if (!ward.columns.has('reaction_laid_aside')) return []
    const rows = await ward.ask((tx) =>
      tx.query<{ name: string; kind: string; id: string; event: string; why: string }>(
        'SELECT name, kind, id, event_id AS event, why FROM reaction_laid_aside ORDER BY at DESC, id DESC LIMIT 20',
      ),
    )
    return rows.map(({ name, kind, id, event, why }) =>
      warning(
        `"${name}" could not react to the event "${kind}" (${event})`,
        inWords(ward),
        `What it does about such events did not happen for this one; later ones were heard. It said: ${why}`,
        `Remove the cause, then send {"how": "again"} to POST /api/v1/reactions/laid-aside/${id}, or {"how": "forget"} to give it up.`,
      ),
    )
  },
}

const keptFiles: Check<Ward> = {
  name: 'kept-files',
  look: async (ward) => {
    const found: Found[] = []
    for (const { table, files } of jobsOf(ward)) {
      const rows = await ward.ask((tx) =>
        tx.query<{ sha256: string; id: string }>(
          `SELECT f->>'sha256' AS sha256, min(j.id::text) AS id FROM ${quoted(table)} j, LATERAL jsonb_array_elements(j.${quoted(files)}) AS f GROUP BY 1 ORDER BY 1`,
        ),
      )
      for (const { sha256, id } of rows) {
        const path = join(ward.config.dataDir, 'files', ward.workspace.id, sha256.slice(0, 2), sha256)
        const is = existsSync(path) ? await hashOf(path) : undefined
        if (is === sha256) continue
        const what =
          is === undefined
            ? `A file of the ${table} ${id} is missing`
            : `A file of the ${table} ${id} has another content than when it was kept`
        found.push(
          error(
            what,
            path,
            'What was imported from it is in the database and stays; the file itself cannot be read again.',
            'Put it back from a backup, or give the original to a new import.',
          ),
        )
      }
    }
    return found
  },
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

const scratch: Check<Ward> = {
  name: 'scratch-files',
  look: async (ward) => {
    const found: Found[] = []
    for (const { table, scratch: kind } of jobsOf(ward)) {
      const folder = join(ward.config.dataDir, kind, ward.workspace.id)
      if (!existsSync(folder)) continue
      const ids = new Set((await ward.ask((tx) => tx.query<{ id: string }>(`SELECT id FROM ${quoted(table)}`))).map(({ id }) => id))
      for (const name of readdirSync(folder).filter((one) => one.endsWith('.duckdb') && !ids.has(one.slice(0, -'.duckdb'.length))))
        found.push(warning(`A scratch file belongs to no ${table}`, join(folder, name), 'It only takes room.', 'Delete it.'))
    }
    return found
  },
}

const jobsOf = (ward: Ward): readonly Job[] => ward.jobs.filter(({ table }) => ward.columns.has(table))

/** Checks of what a workspace has to do and of its files, in this order. */
export const workChecks: readonly Check<Ward>[] = [stuck, failed, nobodys, laidAside, keptFiles, scratch]
