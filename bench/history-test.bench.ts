import { join } from 'node:path'
import { readLocalDoor } from '#platform/app/local-door'
import type { Database, WorkspaceRef } from '#platform/store/database'
import { type ContractDocument, emptyDocument } from '#rooms/agreement/contract'
import type { PastGroup } from '#rooms/measure/contract/history-test'
import { fill } from './intake-filled.ts'
import type { Bench, Figures } from './kit.ts'
import { ground } from './running.ts'

const people = Number(process.env.INTERLOCK_BENCH_PEOPLE ?? 1_000_000)

/**
 * A draft of the lead contract against another, on everybody who was ever handed over: who flips, what became of them, weekly load, precision and recall. Each round
 * has a draft of its own, as the editor asks after each change. The reference counts the four groups alone, from tables that hold no more than it asks for.
 */
export const bench: Bench = {
  name: `a lead contract tried on ${people.toLocaleString('en')} people who were handed over, as after each change in its editor`,
  against: 'the numbers of its four groups alone, by SQL written for them, from tables of PostgreSQL made for them',
  prepare: async (folder) => {
    const on = await ground(folder)
    const door = readLocalDoor(join(folder, 'data'))
    const workspace = await on.fresh()
    await fill(on.database, workspace, people)
    await fillPast(on.database, workspace)
    const ask = async (threshold: number, points: number) => {
      const body = { document: draft(threshold, points), against: 'in force' }
      const answer = await fetch(new URL('/api/v1/lead-contract/test', door.url), {
        method: 'POST',
        headers: { authorization: `Bearer ${door.token}`, 'interlock-workspace': workspace.id, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      if (!answer.ok) throw new Error(await answer.text())
      return (await answer.json()) as Record<'gained' | 'dropped', PastGroup> & Record<'before' | 'after', { leads: PastGroup }>
    }
    const begun = performance.now()
    await ask(50, 10)
    console.error(`  the first time, when the past is taken over and judged: ${((performance.now() - begun) / 1000).toFixed(1)} s`)
    let round = 0
    return {
      before: () => {
        round += 1
        return Promise.resolve()
      },
      ours: async () => {
        const { before, after, gained, dropped } = await ask(50, 10 + round)
        return {
          ...{ before: before.leads.people, after: after.leads.people, gained: gained.people, dropped: dropped.people },
          ...{ beforeWon: before.leads.won, afterWon: after.leads.won },
        }
      },
      reference: () => byHand(on.database, workspace, 10 + round),
      close: () => on.close(),
    }
  },
}

const rule = (field: string, operator: string, value: string) => ({ combinator: 'and' as const, rules: [{ field, operator, value }] })

/** As the contract in force (`fill`), but `points` for the country, and for companies of a hundred instead of fifty. */
function draft(threshold: number, points: number): ContractDocument {
  const criteria = [
    { key: 'head', name: 'Decides', kind: 'fit', rule: rule('title', 'contains', 'head'), points: 40, fade: null },
    { key: 'again', name: 'Came again', kind: 'behaviour', rule: rule('responses', '>=', '2'), points: 20, fade: null },
    { key: 'size', name: 'Size', kind: 'fit', rule: rule('employees', '>=', '100'), points: 10, fade: null },
    { key: 'land', name: 'Land', kind: 'fit', rule: rule('country', '=', 'DE'), points, fade: null },
  ] as ContractDocument['criteria']
  return { ...emptyDocument, criteria, required: ['emailDomain'], threshold }
}

const nobody = "'00000000-0000-7000-8000-000000000000'::uuid"
const id = (kind: string, n: string) => `overlay(overlay(md5('${kind} ' || (${n})) placing '4' from 13) placing '8' from 17)::uuid`

/** Everybody was handed over once within three years; every third had responded twice until then; of ten one became a deal, of these one in five was won. */
async function fillPast(database: Database, workspace: WorkspaceRef): Promise<void> {
  const day = "'2023-01-02'::timestamptz + n % 1090 * interval '1 day'"
  const statements = [
    `UPDATE person SET title = CASE WHEN right(full_name, 1) IN ('3', '6', '9') THEN 'Head of Sales' ELSE 'Clerk' END`,
    `INSERT INTO lead (id, external_id, person_id, source, status, created_at, converted, deal_ref, custom, touched_by)
     SELECT ${id('lead', 'n')}, 'L-' || n, ${id('person', 'n')}, 'Source ' || n % 7, 'Open', ${day}, n % 10 = 0, CASE WHEN n % 10 = 0 THEN 'D-' || n END, '{}', ${nobody}
     FROM generate_series(1, ${people}) n`,
    `INSERT INTO response (id, person_id, way, what, said, at, recorded_at, decision, touched_by)
     SELECT ${id('response', "n || ' ' || k")}, ${id('person', 'n')}, 'form', 'Webinar', '{}', ${day} - k * interval '3 days', now(), 'contact', ${nobody}
     FROM generate_series(3, ${people}, 3) n, generate_series(1, 2) k`,
    `INSERT INTO deal (id, external_id, name, account_id, state, amount, currency, opened_at, closed_at, custom, touched_by)
     SELECT ${id('deal', 'n')}, 'D-' || n, 'Deal ' || n, ${id('account', 'n / 8')}, CASE n / 10 % 5 WHEN 0 THEN 'won' WHEN 1 THEN 'open' ELSE 'lost' END,
       100 + n % 9900, 'EUR', ${day} + interval '5 days', CASE WHEN n / 10 % 5 <> 1 THEN ${day} + interval '60 days' END, '{}', ${nobody}
     FROM generate_series(10, ${people}, 10) n`,
    'ANALYZE lead',
    'ANALYZE response',
    'ANALYZE deal',
    `CREATE TABLE bench_past AS SELECT p.title, a.country, a.employees, p.email_key, l.created_at AS at, d.state,
       (SELECT count(*) FROM response r WHERE r.person_id = p.id AND r.at <= l.created_at)::integer AS responses,
       (SELECT max(at) FROM response r WHERE r.person_id = p.id AND r.at <= l.created_at) AS last
     FROM lead l JOIN person p ON p.id = l.person_id LEFT JOIN account a ON a.id = p.account_id LEFT JOIN deal d ON d.external_id = l.deal_ref`,
    'ANALYZE bench_past',
  ]
  await database.inWorkspace(
    workspace,
    async (tx) => {
      for (const statement of statements) await tx.client.query(statement)
    },
    { statementMs: 0 },
  )
}

/** Points are hundredths; what fades halves in thirty days since the last response, and is cut to whole hundredths. */
async function byHand(database: Database, workspace: WorkspaceRef, points: number): Promise<Figures> {
  const score = (size: number, land: number, again: string) => `(CASE WHEN lower(title) LIKE '%head%' THEN 4000 ELSE 0 END
    + CASE WHEN responses >= 2 THEN ${again} ELSE 0 END + CASE WHEN employees >= ${size} THEN 1000 ELSE 0 END
    + CASE WHEN country = 'DE' THEN ${land * 100} ELSE 0 END) >= 5000 AND email_key LIKE '%@%'`
  const fading = 'round(2000 * power(0.5, extract(epoch FROM at - last) / 86400 / 30))'
  const [row] = await database.inWorkspace(
    workspace,
    (tx) =>
      tx.query<Record<'before' | 'after' | 'gained' | 'dropped' | 'beforeWon' | 'afterWon', number>>(
        `SELECT count(*) FILTER (WHERE b)::float8 AS before, count(*) FILTER (WHERE a)::float8 AS after, count(*) FILTER (WHERE a AND NOT b)::float8 AS gained,
           count(*) FILTER (WHERE b AND NOT a)::float8 AS dropped, count(*) FILTER (WHERE b AND state = 'won')::float8 AS "beforeWon",
           count(*) FILTER (WHERE a AND state = 'won')::float8 AS "afterWon"
         FROM (SELECT coalesce(${score(50, 10, fading)}, false) AS b, coalesce(${score(100, points, '2000')}, false) AS a, state FROM bench_past) AS s`,
      ),
    { statementMs: 0 },
  )
  if (!row) throw new Error('Nothing was counted.')
  return row
}
