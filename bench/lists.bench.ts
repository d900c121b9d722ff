import { chmodSync } from 'node:fs'
import { customColumn } from '#kernel/list'
import { house } from '#main'
import { migrations as actionMigrations } from '#platform/action/perform'
import { systemClock } from '#platform/clock'
import { migrations as dueMigrations } from '#platform/due/due'
import { migrations as ledgerMigrations } from '#platform/ledger/tables'
import { type Asked, compileCount, compilePage, ordersOf, type Statement } from '#platform/list/compile'
import { type Place, stretchesFrom } from '#platform/list/place'
import { askedOf, readPage, type Said } from '#platform/list/read'
import type { ListSource } from '#platform/list/source'
import type { Database, Tx } from '#platform/store/database'
import { createWorkspace } from '#platform/store/workspaces'
import { accountSource, personSource } from '#rooms/accounts/store/lists'
import { dealSource } from '#rooms/deals/store/list'
import { leadSource } from '#rooms/leads/store/list'
import { ownPostgres } from './filled-workspace.ts'
import type { Bench } from './kit.ts'

const people = 300_000
const deals = 50_000
/** What a list may take, in milliseconds of the database. */
const goalMs = 200

/** One of eight territories. */
const territory = '018c0000-0000-7000-8000-000000000701'
/** A source on which somebody settled that the custom field "Size" is a number. */
const withSize = (source: ListSource): ListSource => ({
  ...source,
  list: { ...source.list, custom: [{ ...customColumn('Size'), type: 'number' }] },
})

interface Question {
  readonly name: string
  readonly source: ListSource
  readonly said: Said
  /** Behind this many rows. */
  readonly deep?: number
}

const filter = (...rules: object[]) => JSON.stringify({ combinator: 'and', rules })
const questions: readonly Question[] = [
  { name: 'people, as the list opens', source: personSource, said: {} },
  { name: 'people, 200,000 rows down', source: personSource, said: {}, deep: 200_000 },
  { name: 'people by the day they came, newest first', source: personSource, said: { sort: '-made' } },
  { name: 'people by title', source: personSource, said: { sort: 'title,name' } },
  { name: 'people by account', source: personSource, said: { sort: 'account' } },
  { name: 'people, searched for two words', source: personSource, said: { search: 'berg 1234' } },
  { name: 'people, searched for one that is nobody', source: personSource, said: { search: 'qqqq' } },
  {
    name: 'people with a title that contains "head"',
    source: personSource,
    said: { filter: filter({ field: 'title', operator: 'contains', value: 'head' }) },
  },
  { name: 'people without a title', source: personSource, said: { filter: filter({ field: 'title', operator: 'null' }) } },
  {
    name: 'people of accounts called "company 77"',
    source: personSource,
    said: { filter: filter({ field: 'account', operator: 'beginsWith', value: 'company 77' }) },
  },
  {
    name: 'people whose custom field is North',
    source: personSource,
    said: { filter: filter({ field: 'custom:Region', operator: '=', value: 'north' }) },
  },
  { name: 'people by a custom field that is a number', source: withSize(personSource), said: { sort: '-custom:Size' } },
  {
    name: 'people whose custom number is above 900',
    source: withSize(personSource),
    said: { filter: filter({ field: 'custom:Size', operator: '>', value: '900' }) },
  },
  {
    name: 'accounts of one territory, by name',
    source: accountSource,
    said: { sort: 'name', filter: filter({ field: 'territory', operator: 'in', value: [territory] }) },
  },
  { name: 'leads, as the list opens', source: leadSource, said: {} },
  {
    name: 'leads of one source, by name',
    source: leadSource,
    said: { sort: 'name', filter: filter({ field: 'source', operator: 'in', value: ['Fair'] }) },
  },
  { name: 'deals, as the list opens', source: dealSource, said: {} },
  { name: 'deals by amount, 40,000 rows down', source: dealSource, said: { sort: '-amount' }, deep: 40_000 },
  { name: 'deals by stage, then by account', source: dealSource, said: { sort: 'stage,account' } },
  { name: 'deals, searched', source: dealSource, said: { search: 'company 12' } },
  {
    name: 'open deals above 100,000 that were opened in the last year',
    source: dealSource,
    said: {
      filter: filter(
        { field: 'state', operator: 'in', value: ['open'] },
        { field: 'amount', operator: '>', value: '100000' },
        { field: 'opened', operator: 'inLast', value: { count: 1, unit: 'year' } },
      ),
    },
  },
]

/** A page of fifty of each list as people ask for it, and how many there are. Prints what each costs the database. */
export const bench: Bench = {
  name: `lists: ${questions.length} pages of fifty and their counts, with ${people.toLocaleString('en')} people, as many leads, and ${deals.toLocaleString('en')} deals`,
  against: 'the same statements, sent as text',
  rounds: 3,
  prepare: async (folder) => {
    chmodSync(folder, 0o711)
    const { database, close } = await ownPostgres(folder)
    const migrations = [...ledgerMigrations, ...actionMigrations, ...dueMigrations, ...house.migrations]
    const workspace = await createWorkspace(database, 'Bench', migrations, systemClock)
    await database.inWorkspace(workspace, fill, { statementMs: 0 })
    await vacuum(database.pool, workspace.schema)
    const asked = await database.inWorkspace(workspace, (tx) => Promise.all(questions.map((question) => prepared(tx, question))), {
      statementMs: 0,
    })
    await database.inWorkspace(workspace, (tx) => explain(tx, asked), { statementMs: 0 })
    return {
      ours: () =>
        database.inWorkspace(workspace, async (tx) => {
          let rows = 0
          for (const { source, asked: one, place } of asked) rows += (await readPage(tx, source, one, { place, limit: 50 })).rows.length
          return { rows }
        }),
      reference: () =>
        database.inWorkspace(workspace, async (tx) => {
          let rows = 0
          for (const { statements } of asked) {
            let found = 0
            for (const { text, values } of statements) if (found < 51) found += (await tx.query(text, values)).length
            rows += Math.min(50, found)
          }
          return { rows }
        }),
      close,
    }
  },
}

/** As a workspace is after a while: dead rows are gone, and what is known of its columns is fresh. */
async function vacuum(pool: Database['pool'], schema: string): Promise<void> {
  const client = await pool.connect()
  await client.query(`SET ROLE "${schema}"`)
  for (const name of ['account', 'account_territory', 'person', 'lead', 'deal', 'member', 'stage'])
    await client.query(`VACUUM ANALYZE "${schema}"."${name}"`)
  await client.query('RESET ROLE')
  client.release()
}

interface Prepared extends Question {
  readonly asked: Asked
  readonly place: Place | null
  readonly statements: readonly Statement[]
  readonly count: Statement
}

async function prepared(tx: Tx, question: Question): Promise<Prepared> {
  const { source, said, deep } = question
  const asked = askedOf(source.list, said, systemClock.now())
  const place = deep === undefined ? null : (await readPage(tx, source, { ...asked, columns: [] }, { place: null, limit: deep })).next
  const at = { place, limit: 51 }
  const statements = stretchesFrom(ordersOf(source, asked.sort), place).map((stretch) => compilePage(source, asked, { ...at, stretch }))
  return { ...question, asked, place, statements, count: compileCount(source, { ...asked, search: asked.search }) }
}

/** What the database says that each question costs, warm: the rows of the first stretch, and the count. */
async function explain(tx: Tx, asked: readonly Prepared[]): Promise<void> {
  for (const { name, statements, count } of asked) {
    const [first] = statements
    if (!first) continue
    const page = await cost(tx, first)
    const total = await cost(tx, count)
    const over = page.ms > goalMs || total.ms > goalMs ? `  OVER ${goalMs} ms` : ''
    console.log(
      `  ${name.padEnd(62)} page ${page.ms.toFixed(1).padStart(7)} ms ${String(page.buffers).padStart(6)} buffers, count ${total.ms.toFixed(1).padStart(7)} ms${over}`,
    )
  }
}

async function cost(tx: Tx, { text, values }: Statement): Promise<{ ms: number; buffers: number }> {
  const explained = `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) ${text}`
  await tx.query(explained, values)
  const [row] = await tx.query<{ 'QUERY PLAN': { Plan: Record<string, number>; 'Execution Time': number; 'Planning Time': number }[] }>(
    explained,
    values,
  )
  const plan = row?.['QUERY PLAN'][0]
  if (process.env.INTERLOCK_PLANS && (plan?.['Execution Time'] ?? 0) > goalMs) console.log(text, JSON.stringify(plan, null, 1))
  return { ms: (plan?.['Execution Time'] ?? 0) + (plan?.['Planning Time'] ?? 0), buffers: plan?.Plan['Shared Hit Blocks'] ?? 0 }
}

const id = (kind: number, number: string) =>
  `(lpad(to_hex(1700000000000 + ${number}), 12, '0') || '7000' || '8${kind}00' || lpad(to_hex(abs(hashtextextended('${kind}' || ${number}, 1)) & 281474976710655), 12, '0'))::uuid`

async function fill(tx: Tx): Promise<void> {
  const event = "'018c0000-0000-7000-8000-000000000001'::uuid"
  const random = (what: string, below: number) => `(abs(hashtextextended('${what}' || i, 7)) % ${below})`
  const made = `timestamptz '2022-01-01 00:00:00Z' + ${random('made', 100_000)} * interval '20 minutes'`
  const custom = `jsonb_build_object('Notes', 'Met at the fair, wants a call', 'Region', (ARRAY['North', 'South', 'East', 'West'])[1 + ${random('region', 4)}], 'Size', ${random('size', 1000)}::text)`
  const series = (count: number) => `FROM generate_series(1, ${count}) AS i`
  const one = (what: string, from: readonly string[]) =>
    `(ARRAY[${from.map((value) => `'${value}'`).join(', ')}])[1 + ${random(what, from.length)}]`
  const statements = [
    `INSERT INTO member (id, name, name_key, custom, touched_by) SELECT ${id(9, 'i')}, 'Owner ' || i, 'owner' || i, '{}', ${event} ${series(40)}`,
    `INSERT INTO account (id, external_id, name, name_key, domain, industry, employees, country, owner_id, made_at, custom, touched_by)
     SELECT ${id(1, 'i')}, 'A-' || i, 'Company ' || ${random('company', 60_000)} || ' Inc.', 'company' || i, 'company' || i || '.example', ${one('industry', ['Software', 'Retail', 'Banking'])}, i % 900, ${one('country', ['Germany', 'France', 'Spain'])},
       ${id(9, `(1 + ${random('owner', 40)})`)}, ${made}, ${custom}, ${event} ${series(people / 5)}`,
    `INSERT INTO territory (id, name, rule, owners, place, touched_by)
     SELECT ('018c0000-0000-7000-8000-00000000070' || i)::uuid, 'Territory ' || i, '{"combinator":"and","rules":[]}', '{"members":[],"teams":[]}', i, ${event} ${series(8)}`,
    `INSERT INTO account_territory (account_id, territory_id) SELECT ${id(1, 'i')}, ('018c0000-0000-7000-8000-00000000070' || (1 + i % 8))::uuid ${series(people / 5)}`,
    `INSERT INTO person (id, external_id, first_name, last_name, full_name, email, email_key, title, account_id, owner_id, source, made_at, custom, touched_by)
     SELECT ${id(2, 'i')}, 'P-' || i, f, l, f || ' ' || l, m, m, t, ${id(1, '(1 + (i - 1) / 5)')}, CASE WHEN i % 10 = 0 THEN ${id(9, `(1 + ${random('owner', 40)})`)} END, s, made, custom, ${event}
     FROM (SELECT i, ${one('first', ['Ada', 'Bert', 'Cleo', 'Dora', 'Emil'])} AS f, 'Berg' || ${random('last', 9_000)} AS l, 'p' || i || '@firm.example' AS m,
       CASE WHEN i % 3 = 0 THEN NULL ELSE ${one('title', ['Head of IT', 'Buyer', 'Plant Manager', 'CFO'])} END AS t,
       ${one('source', ['Website', 'Fair', 'Partner'])} AS s, ${made} AS made, ${custom} AS custom ${series(people)}) AS x`,
    `INSERT INTO lead (id, external_id, person_id, source, status, created_at, converted, custom, touched_by)
     SELECT ${id(3, 'i')}, 'L-' || i, ${id(2, 'i')}, ${one('source', ['Website', 'Fair', 'Partner'])}, 'Working', ${made}, i % 4 = 0, '{}', ${event} ${series(people)}`,
    `INSERT INTO pipeline (id, name, touched_by) VALUES (${id(4, '1')}, 'Sales', ${event})`,
    `INSERT INTO stage (id, pipeline_id, name, position, kind, touched_by) SELECT ${id(5, 'i')}, ${id(4, '1')}, 'Stage ' || i, i, 'open', ${event} ${series(6)}`,
    `INSERT INTO deal (id, external_id, name, account_id, owner_id, pipeline_id, stage_id, state, amount, currency, opened_at, source, custom, touched_by)
     SELECT ${id(6, 'i')}, 'D-' || i, 'Deal ' || i, ${id(1, `(1 + ${random('account', people / 5)})`)}, ${id(9, `(1 + ${random('owner', 40)})`)}, ${id(4, '1')}, ${id(5, `(1 + ${random('stage', 6)})`)},
       ${one('state', ['open', 'won', 'lost'])}, ${random('amount', 2_000_000)} / 10.0, 'EUR', ${made}, ${one('source', ['Website', 'Fair', 'Partner'])}, ${custom}, ${event} ${series(deals)}`,
  ]
  for (const statement of statements) await tx.query(statement)
}
