import { expect, test } from 'vitest'
import { findSql } from './sql.ts'

const rulesFor = (statement: string) =>
  findSql([{ path: 'src/rooms/deals/migrations.ts', text: `export const migrations = [\`${statement}\`]` }]).map(({ rule }) => rule)

const longName = `deal_${'very_'.repeat(10)}long`

test.each([
  ['sql-no-triggers', 'CREATE TRIGGER deal_touch BEFORE UPDATE ON deal EXECUTE FUNCTION touch()'],
  ['sql-no-inheritance', 'CREATE TABLE big_deal () INHERITS (deal)'],
  ['sql-no-serial', 'CREATE TABLE deal (id bigserial CONSTRAINT deal_pkey PRIMARY KEY)'],
  ['sql-no-serial', "CREATE TABLE deal (n bigint DEFAULT nextval('deal_n'))"],
  ['sql-no-materialized-views', 'CREATE MATERIALIZED VIEW won AS SELECT * FROM deal'],
  ['sql-no-deferrable', 'ALTER TABLE deal ADD CONSTRAINT deal_account_fk FOREIGN KEY (account_id) REFERENCES account (id) DEFERRABLE'],
  ['sql-no-merge', 'MERGE INTO deal USING incoming ON true WHEN MATCHED THEN DELETE'],
  ['sql-no-public', 'CREATE TABLE deal (owner uuid CONSTRAINT deal_owner_fk REFERENCES public.user (id))'],
  ['sql-no-functions', 'CREATE OR REPLACE FUNCTION stage_of() RETURNS text LANGUAGE sql AS $$ SELECT 1 $$'],
  ['sql-ids-from-code', 'CREATE TABLE deal (id uuid DEFAULT gen_random_uuid())'],
  ['sql-no-clock', 'CREATE TABLE deal (made_at timestamptz DEFAULT now())'],
  ['sql-no-rename-constraint', 'ALTER TABLE deal RENAME CONSTRAINT deal_a TO deal_b'],
  ['sql-identity-at-creation', 'ALTER TABLE deal ADD COLUMN seq bigint GENERATED ALWAYS AS IDENTITY'],
  ['sql-one-statement', 'DROP TABLE deal; DROP TABLE account'],
  ['sql-generated-stored', 'CREATE TABLE deal (total numeric GENERATED ALWAYS AS (amount * 2))'],
  ['sql-one-subcommand', 'ALTER TABLE deal ADD COLUMN a text, ADD COLUMN b text'],
  ['sql-named-constraints', 'CREATE TABLE deal (id uuid PRIMARY KEY)'],
  ['sql-named-constraints', 'CREATE INDEX ON deal (stage)'],
  ['sql-short-names', `CREATE INDEX ${longName} ON deal (stage)`],
])('%s is red for %s', (rule, statement) => {
  expect(rulesFor(statement)).toContain(rule)
})

test.each([
  `CREATE TABLE deal (
    id uuid CONSTRAINT deal_pkey PRIMARY KEY,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    amount numeric(18, 4),
    doubled numeric GENERATED ALWAYS AS (amount * 2) STORED,
    state text NOT NULL CONSTRAINT deal_state_check CHECK (state IN ('open', 'unique', 'lost')),
    CONSTRAINT deal_account_fk FOREIGN KEY (account_id) REFERENCES account (id)
  )`,
  'CREATE UNIQUE INDEX deal_ref_key ON deal (ref) WHERE ref IS NOT NULL',
  'ALTER TABLE deal ADD COLUMN amount numeric(18, 4)',
  'DROP TABLE deal;',
])('portable SQL is green: %s', (statement) => {
  expect(rulesFor(statement)).toEqual([])
})

test('what a template inserts does not hide what stands around it', () => {
  const text = `export const migrations = (name: string) => [\`CREATE TRIGGER \${name} BEFORE UPDATE ON deal EXECUTE FUNCTION f()\`]`
  expect(findSql([{ path: 'src/rooms/deals/migrations/first.ts', text }]).map(({ rule }) => rule)).toEqual(['sql-no-triggers'])
})
