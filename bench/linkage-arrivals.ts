/** `npx node bench/linkage-arrivals.ts [people]`: what it costs to compare one new person with a million, and how many of those who are known already are found. */
import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom } from 'pg-copy-streams'
import { house } from '#main'
import { migrations as actionMigrations } from '#platform/action/perform'
import { openDuck } from '#platform/analytics/duck'
import { systemClock } from '#platform/clock'
import { migrations as dueMigrations } from '#platform/due/due'
import { migrations as ledgerMigrations } from '#platform/ledger/tables'
import { createWorkspace } from '#platform/store/workspaces'
import { foundWith } from '#rooms/accounts/actions/likely-arrivals'
import { likelyIn } from '#rooms/accounts/actions/linkage'
import { comparedBy } from '#rooms/accounts/contract/likely'
import { spell } from '#rooms/accounts/rules/linkage-agree'
import { keysOf, oftenKey } from '#rooms/accounts/rules/linkage-keys'
import * as store from '#rooms/accounts/store/arrivals'
import { cpuSeconds } from './cpu.ts'
import { ownPostgres } from './filled-workspace.ts'
import { median } from './kit.ts'
import { makePeople } from './linkage-people.ts'

const count = Number(process.argv[2] ?? 1_000_000)
const asked = 2_000
const folder = mkdtempSync(join(tmpdir(), 'interlock-arrivals-'))
const uuid = (n: string) => `('00000000-0000-7000-8000-' || lpad((${n})::VARCHAR, 12, '0'))`
const nobody = "'00000000-0000-7000-8000-000000000000'"

const postgres = await ownPostgres(folder)
try {
  const duck = await openDuck({ memoryMb: 2_200, readable: [folder] })
  await makePeople(duck, count)
  const { model, often } = await likelyIn({ duck, table: 'record', columns: comparedBy.person }, 0, 1)
  const workspace = await createWorkspace(
    postgres.database,
    'Bench',
    [...ledgerMigrations, ...actionMigrations, ...dueMigrations, ...house.migrations],
    systemClock,
  )
  await duck.run(`CREATE TABLE company AS SELECT row_number() OVER () AS n, company FROM (SELECT DISTINCT company FROM record)`)
  await duck.run(
    `COPY (SELECT ${uuid('1000000000 + n')}, company, lower(company), '{}', ${nobody} FROM company) TO '${folder}/account.csv' (HEADER false)`,
  )
  await duck.run(
    `COPY (SELECT ${uuid('id')}, given, surname, given || ' ' || surname, email, email, phone, ${uuid('1000000000 + n')}, '{}', ${nobody} FROM record JOIN company USING (company)) TO '${folder}/person.csv' (HEADER false)`,
  )
  const truth = await duck.all<{ id: string; others: string }>(
    `SELECT ${uuid('r.id')} AS id, string_agg(${uuid('o.id')}, ' ') AS others FROM record r JOIN record o ON o.person = r.person AND o.id <> r.id WHERE hash(r.id, 5) % 20 = 0 GROUP BY r.id ORDER BY hash(r.id) LIMIT ${asked}`,
  )
  duck.close()
  const whole = { statementMs: 0 }
  const database = postgres.database
  await database.inWorkspace(
    workspace,
    async (tx) => {
      // The generated people may share an address, which people of a workspace do not.
      await tx.client.query('ALTER TABLE person DROP CONSTRAINT person_email_key')
      const load = (sql: string, file: string) =>
        pipeline(createReadStream(join(folder, file)), tx.client.query(copyFrom(`${sql} FROM STDIN (FORMAT csv)`)))
      await load('COPY account (id, name, name_key, custom, touched_by)', 'account.csv')
      await load(
        'COPY person (id, first_name, last_name, full_name, email, email_key, phone, account_id, custom, touched_by)',
        'person.csv',
      )
      await tx.client.query('ANALYZE')
    },
    whole,
  )
  const filling = performance.now()
  for (let after: string | null = '00000000-0000-0000-0000-000000000000'; after !== null; ) {
    const last: string = after
    after = await database.inWorkspace(
      workspace,
      async (tx) => {
        const texts = await store.textsWithoutKeys(tx, 'person', last, 5_000)
        await store.writeKeys(
          tx,
          'person',
          texts.map((one) => ({ id: one.id, keys: keysOf('person', spell(comparedBy.person, one.texts)) })),
        )
        return texts.length < 5_000 ? null : (texts.at(-1)?.id ?? null)
      },
      whole,
    )
  }
  const filled = (performance.now() - filling) / 1e3
  await database.inWorkspace(
    workspace,
    async (tx) => {
      await store.keepOften(tx, 'person', new Map(often.map(({ place, value, records }) => [oftenKey(place, value), records])))
      await tx.client.query('ANALYZE')
    },
    whole,
  )

  const measured = async (batch: number) => {
    const [times, missed]: [number[], string[]] = [[], []]
    const check = (some: readonly (typeof truth)[number][]) =>
      database.inWorkspace(workspace, (tx) =>
        foundWith(
          { tx },
          { kind: 'person', model },
          some.map(({ id }) => id),
        ),
      )
    // The first calls are slow in any program: what one costs is asked of one that runs.
    for (let at = 0; at < truth.length; at += batch) await check(truth.slice(at, at + batch))
    const [ours, all] = [process.cpuUsage(), cpuSeconds()]
    let told = 0
    for (let at = 0; at < truth.length; at += batch) {
      const begun = performance.now()
      const some = truth.slice(at, at + batch)
      const { found } = await check(some)
      times.push(performance.now() - begun)
      told += found.size
      for (const { id, others } of some)
        for (const other of others.split(' ')) if (!found.has(id < other ? `${id} ${other}` : `${other} ${id}`)) missed.push(id)
    }
    const spent = process.cpuUsage(ours)
    const node = (spent.user + spent.system) / 1e3 / truth.length
    const pairs = truth.reduce((sum, { others }) => sum + others.split(' ').length, 0)
    return {
      batch,
      nodeMs: node,
      postgresMs: ((cpuSeconds() - all) * 1e3) / truth.length - node,
      medianMs: median(times),
      told,
      truePairs: pairs,
      found: pairs - missed.length,
    }
  }
  const [size] = await database.inWorkspace(workspace, (tx) =>
    tx.query<{ mb: number }>("SELECT round(pg_total_relation_size('likely_key') / 1e6)::int AS mb"),
  )
  const results = []
  for (const batch of [1, 10, 100, 500]) results.push(await measured(batch))
  // What a transaction of one question costs on this machine at this moment: so much of the first line is nobody's comparison.
  const before = process.cpuUsage()
  for (let at = 0; at < truth.length; at++) await database.inWorkspace(workspace, (tx) => tx.query('SELECT 1 AS n'))
  const bare = process.cpuUsage(before)
  console.log(JSON.stringify({ bareTransactionMs: (bare.user + bare.system) / 1e3 / truth.length }))
  console.log(JSON.stringify({ count, often: often.length, filledSeconds: filled, keysMb: size?.mb }))
  for (const one of results) console.log(JSON.stringify(one))
} finally {
  await postgres.close()
  rmSync(folder, { recursive: true, force: true })
}
