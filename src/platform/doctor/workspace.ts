import { qualified, quoted } from '../backup/catalogue.ts'
import { infoOf } from '../store/kept.ts'
import { type Check, error, type Found, inWords, type Ward } from './check.ts'
import { stepFindings, stepsIn } from './steps.ts'

interface Rights {
  role: boolean
  strong: boolean
  schema: boolean
  owned: boolean
  may_take_on: boolean
  others: string[]
  foreign_tables: string[]
}

/** The wall around a workspace: a role of its own that owns everything in a schema of its own, and nobody else in it. */
const access: Check<Ward> = {
  name: 'roles-and-rights',
  stops: true,
  look: async (ward) => {
    const { schema } = ward.workspace
    const rights = await ward.database.inPublic((tx) =>
      tx.query<Rights>(
        `SELECT r.oid IS NOT NULL AS role, coalesce(r.rolcanlogin OR r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolbypassrls, false) AS strong,
                n.oid IS NOT NULL AS schema, coalesce(n.nspowner = r.oid, false) AS owned, coalesce(pg_has_role(current_user, r.oid, 'SET'), false) AS may_take_on,
                array(SELECT DISTINCT coalesce(g.rolname, 'PUBLIC')::text FROM aclexplode(n.nspacl) a LEFT JOIN pg_roles g ON g.oid = a.grantee WHERE a.grantee <> n.nspowner) AS others,
                array(SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p') AND c.relowner <> r.oid ORDER BY 1) AS foreign_tables
         FROM (SELECT $1::text AS name) AS w LEFT JOIN pg_roles r ON r.rolname = w.name LEFT JOIN pg_namespace n ON n.nspname = w.name`,
        [schema],
      ),
    )
    return rightsFindings(inWords(ward), schema, rights[0])
  },
}

function rightsFindings(where: string, schema: string, rights: Rights | undefined): Found[] {
  if (!rights?.schema) return [error(`Its schema ${schema} is missing`, where, 'All its data was in there.', 'Restore a backup.')]
  if (!rights.role) {
    const next = `As a role that may: CREATE ROLE ${schema} NOLOGIN NOINHERIT; then give it the schema and its tables (ALTER … OWNER TO), or restore a backup.`
    return [
      error(
        `Its role ${schema} is missing`,
        where,
        'Interlock works in a workspace in the name of that role, so nobody can open it.',
        next,
      ),
    ]
  }
  const found: Found[] = []
  const add = (what: string, why: string, next: string) => found.push(error(what, where, why, next))
  if (!rights.may_take_on)
    add(
      `The role of Interlock may not take on the role ${schema}`,
      'Nobody can open the workspace.',
      `As a role that may: GRANT ${schema} TO the role of Interlock WITH INHERIT FALSE, SET TRUE.`,
    )
  if (!rights.owned)
    add(
      `Its schema belongs to another role than ${schema}`,
      'Interlock cannot work in it, or others can.',
      `ALTER SCHEMA ${schema} OWNER TO ${schema}`,
    )
  if (rights.strong)
    add(
      `Its role ${schema} has more rights than it needs`,
      'The wall between workspaces rests on that role reaching one schema only.',
      `ALTER ROLE ${schema} NOLOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOBYPASSRLS`,
    )
  if (rights.others.length > 0)
    add(
      `Others may enter its schema: ${rights.others.join(', ')}`,
      'A workspace is seen by nobody but its own role.',
      `REVOKE ALL ON SCHEMA ${schema} FROM ${rights.others.join(', ')}`,
    )
  if (rights.foreign_tables.length > 0) {
    const [first = ''] = rights.foreign_tables
    add(
      `${rights.foreign_tables.length} of its tables belong to another role, the first is ${first}`,
      'Interlock cannot read or write them.',
      `ALTER TABLE ${schema}.${first} OWNER TO ${schema}`,
    )
  }
  return found
}

const steps: Check<Ward> = {
  name: 'migrations',
  stops: true,
  look: async (ward) => {
    if (!ward.columns.has('migration'))
      return [
        error(
          'It does not say which steps it has been through',
          inWords(ward),
          'The table migration is missing, so a start would try to make all tables again.',
          'Restore a backup.',
        ),
      ]
    return stepFindings(inWords(ward), await ward.ask((tx) => stepsIn(tx, ward.workspace.schema)), ward.migrations)
  },
}

const restoreOrReport =
  'Restore the last backup in which this is not found; if there is none, report it with the output of interlock doctor --json.'

const gaps: Check<Ward> = {
  name: 'event-numbers',
  look: async (ward) => {
    const rows = await ward.ask((tx) =>
      tx.query<{ after: number; next: number }>(
        `SELECT before AS after, seq AS next FROM (SELECT seq, lag(seq, 1, 0::bigint) OVER (ORDER BY seq) AS before FROM event) AS numbered
         WHERE seq <> before + 1 ORDER BY seq LIMIT 3`,
      ),
    )
    return rows.map(({ after, next }) =>
      error(
        `Event ${after} is followed by event ${next}`,
        inWords(ward),
        'Numbers are given without gaps, so events between them were lost; facts and history may be wrong.',
        restoreOrReport,
      ),
    )
  },
}

const head: Check<Ward> = {
  name: 'ledger-head',
  look: async (ward) => {
    const [row] = await ward.ask((tx) =>
      tx.query<{ heads: number; head: number | null; newest: number }>(
        'SELECT (SELECT count(*) FROM ledger_head) AS heads, (SELECT max(seq) FROM ledger_head) AS head, (SELECT coalesce(max(seq), 0) FROM event) AS newest',
      ),
    )
    if (row && row.heads === 1 && row.head === row.newest) return []
    const why = 'The next event would get a number that is taken or leaves a gap; writes fail, or figures miss events.'
    const next = `If nothing else is found: UPDATE ${ward.workspace.schema}.ledger_head SET seq = ${row?.newest ?? 0}. Otherwise restore a backup.`
    return [
      error(`The last number given is ${row?.head ?? 'missing'}, and the newest event has ${row?.newest ?? 0}`, inWords(ward), why, next),
    ]
  },
}

const changes: Check<Ward> = {
  name: 'changes-have-events',
  look: async (ward) => {
    const [row] = await ward.ask((tx) =>
      tx.query<{ n: number; first: number | null }>(
        'SELECT count(*) AS n, min(c.no) AS first FROM change c LEFT JOIN event e ON e.id = c.event_id WHERE e.id IS NULL',
      ),
    )
    if (!row || row.n === 0) return []
    return [
      error(
        `${row.n} noted writes belong to no event, the first is number ${row.first}`,
        inWords(ward),
        'They cannot be told or undone.',
        restoreOrReport,
      ),
    ]
  },
}

const touched: Check<Ward> = {
  name: 'rows-know-their-event',
  look: async (ward) => {
    const found: Found[] = []
    for (const kept of ward.tables) {
      const { name } = infoOf(kept)
      if (!ward.columns.get(name)?.has('touched_by')) continue
      const [row] = await ward.ask((tx) =>
        tx.query<{ n: number }>(`SELECT count(*) AS n FROM ${quoted(name)} t LEFT JOIN event e ON e.id = t.touched_by WHERE e.id IS NULL`),
      )
      if (row && row.n > 0)
        found.push(
          error(
            `${row.n} rows of ${name} name an event that is not there`,
            inWords(ward),
            'They were written past the ledger or lost their event: undo leaves them alone, and nobody can tell who made them.',
            restoreOrReport,
          ),
        )
    }
    return found
  },
}

/** As the tables declare them; a constraint holds each, so a finding means that it was removed or switched off. */
const references: Check<Ward> = {
  name: 'references',
  look: async (ward) => {
    const found: Found[] = []
    for (const kept of ward.tables) {
      const { name, references: all } = infoOf(kept)
      for (const { column, to } of all) {
        if (!ward.columns.get(name)?.has(column) || !ward.columns.has(to)) continue
        const [row] = await ward.ask((tx) =>
          tx.query<{ n: number }>(
            `SELECT count(*) AS n FROM ${quoted(name)} t LEFT JOIN ${quoted(to)} r ON r.id = t.${quoted(column)} WHERE t.${quoted(column)} IS NOT NULL AND r.id IS NULL`,
          ),
        )
        if (!row || row.n === 0) continue
        const where = `${inWords(ward)}, ${qualified(ward.workspace.schema, name)}.${column}`
        found.push(
          error(
            `${row.n} rows of ${name} refer to a ${to} that is not there`,
            where,
            'Screens and figures miss what they refer to.',
            restoreOrReport,
          ),
        )
      }
    }
    return found
  },
}

/** Checks of one workspace's wall, structure and ledger, in this order. */
export const workspaceChecks: readonly Check<Ward>[] = [access, steps, gaps, head, changes, touched, references]
