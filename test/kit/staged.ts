import type { Duck, DuckParam } from '#platform/analytics/duck'

/** The staged tables as `capture` leaves them, for tests that make their rows by hand. */
const kinds: Record<string, string> = {
  deal: `external_id VARCHAR, name VARCHAR, account_name VARCHAR, account_external_id VARCHAR, owner_name VARCHAR, owner_external_id VARCHAR, person_name VARCHAR,
    person_external_id VARCHAR, pipeline VARCHAR, stage VARCHAR, status VARCHAR, state VARCHAR, amount DECIMAL(18,4), currency VARCHAR, opened_at TIMESTAMP, closed_at TIMESTAMP,
    expected_on DATE, source VARCHAR, channel VARCHAR, product VARCHAR, type VARCHAR, solution VARCHAR, vertical VARCHAR, territory VARCHAR, lost_reason VARCHAR,
    lead_external_id VARCHAR, campaign_external_id VARCHAR, campaign_name VARCHAR, probability DOUBLE, modified_at TIMESTAMP, deleted BOOLEAN, entered VARCHAR`,
  account: `external_id VARCHAR, name VARCHAR, domain VARCHAR, website VARCHAR, industry VARCHAR, employees DOUBLE, revenue DECIMAL(18,4), country VARCHAR, city VARCHAR,
    phone VARCHAR, owner_name VARCHAR, owner_external_id VARCHAR, parent_name VARCHAR, type VARCHAR, created_at TIMESTAMP, deleted BOOLEAN`,
  lead: `external_id VARCHAR, first_name VARCHAR, last_name VARCHAR, full_name VARCHAR, email VARCHAR, phone VARCHAR, title VARCHAR, company VARCHAR, website VARCHAR,
    industry VARCHAR, country VARCHAR, owner_name VARCHAR, owner_external_id VARCHAR, source VARCHAR, status VARCHAR, created_at TIMESTAMP, converted BOOLEAN,
    converted_at TIMESTAMP, deal_external_id VARCHAR, deleted BOOLEAN`,
  user: `external_id VARCHAR, first_name VARCHAR, last_name VARCHAR, full_name VARCHAR, email VARCHAR, manager VARCHAR, territory VARCHAR, team VARCHAR, role VARCHAR, active BOOLEAN`,
  product: 'external_id VARCHAR, name VARCHAR, family VARCHAR, price DECIMAL(18,4)',
  stage_history:
    'deal_external_id VARCHAR, deal_name VARCHAR, stage VARCHAR, old_stage VARCHAR, entered_at TIMESTAMP, amount DECIMAL(18,4), closed_on DATE, known VARCHAR',
}

export type StagedRow = Record<string, DuckParam>

/** Makes the staged tables and fills them; row numbers count up from 1 where a row gives none. */
export async function stage(
  duck: Duck,
  rows: Partial<Record<keyof typeof kinds, readonly StagedRow[]>>,
  stages: readonly (readonly [string, string, number, string])[] = [],
): Promise<void> {
  await duck.run('DROP SCHEMA IF EXISTS staged CASCADE; CREATE SCHEMA staged')
  for (const [kind, columns] of Object.entries(kinds)) {
    await duck.run(`CREATE TABLE staged.${kind} (file_no INTEGER, row_no BIGINT, reject VARCHAR, ${columns}, custom VARCHAR)`)
    const given = rows[kind] ?? []
    const full: StagedRow[] = given.map((row, index) => ({ file_no: 0, row_no: index + 1, ...row }))
    const names = [...new Set(full.flatMap((row) => Object.keys(row)))]
    const one = `(${names.map(() => '?').join(', ')})`
    if (full.length === 0) continue
    await duck.run(
      `INSERT INTO staged.${kind} (${names.join(', ')}) VALUES ${full.map(() => one).join(', ')}`,
      full.flatMap((row) => names.map((name) => row[name] ?? null)),
    )
  }
  await duck.run('CREATE TABLE staged.stage (pipeline VARCHAR, stage VARCHAR, position INTEGER, kind VARCHAR)')
  for (const [pipeline, name, position, kind] of stages)
    await duck.run('INSERT INTO staged.stage VALUES (?, ?, ?, ?)', [pipeline, name, position, kind])
}
