import { type Duck, type DuckParam, quoteIdent } from '#platform/analytics/duck'
import type { FactTable } from '#rooms/measure/tables/fact-table'
import { factDeal, factLead, factStageEntry, stageTable } from '#rooms/measure/tables/facts'

/** A deal as the server lends it. Dimension values by key; amount as exact decimal text; days as ISO text. */
export interface DealFact {
  readonly deal_id: string
  readonly ref: string | null
  readonly name: string | null
  readonly account: string | null
  readonly owner: string | null
  readonly pipeline: string | null
  readonly stage: string | null
  readonly state: 'open' | 'won' | 'lost'
  readonly amount: string | null
  readonly currency: string | null
  readonly opened_on: string | null
  readonly closed_on: string | null
  readonly expected_on: string | null
  readonly dimensions: Readonly<Record<string, string | null>>
}

export interface EntryFact {
  readonly deal_id: string
  readonly seq: number
  readonly stage: string
  readonly position: number
  readonly entered_on: string
  readonly left_on: string | null
  readonly outcome: 'advanced' | 'won' | 'lost' | 'moved_back' | 'open'
  readonly next_stage: string | null
}

export interface LeadFact {
  readonly lead_id: string
  readonly ref: string | null
  readonly name: string | null
  readonly owner: string | null
  readonly source: string | null
  readonly status: string | null
  readonly converted: boolean | null
  readonly created_on: string | null
  readonly converted_on: string | null
  readonly dimensions: Readonly<Record<string, string | null>>
}

export interface StageFact {
  readonly pipeline: string
  readonly stage: string
  readonly position: number
  readonly kind: 'open' | 'won' | 'lost'
}

export interface DimensionFact {
  readonly subject: 'deal' | 'lead'
  readonly key: string
  readonly label: string
  readonly origin: 'deal' | 'account' | 'owner' | 'product' | 'lead'
}

/** What changed since the watermark. Deals bring all their entries with them; the list of stages and dimensions is whole when given. */
export interface FactChanges {
  readonly deals?: readonly DealFact[]
  readonly entries?: readonly EntryFact[]
  readonly deletedDeals?: readonly string[]
  readonly leads?: readonly LeadFact[]
  readonly deletedLeads?: readonly string[]
  readonly stages?: readonly StageFact[]
  readonly dimensions?: readonly DimensionFact[]
  readonly about?: Readonly<Record<string, string | null>>
}

/** Takes changes over in one DuckDB transaction together with the watermark: all of it or nothing. Cost grows with the change. */
export async function applyFacts(duck: Duck, changes: FactChanges, watermark: string): Promise<void> {
  await duck.run('BEGIN')
  try {
    await addDimensions(duck, changes.dimensions ?? [])
    if (changes.stages) await replaceStages(duck, changes.stages)
    const deals = changes.deals ?? []
    const dealIds = [...deals.map((deal) => deal.deal_id), ...(changes.deletedDeals ?? [])].map(numberOf)
    await remove(duck, 'fact_stage_entry', 'deal_id', dealIds)
    await remove(duck, 'fact_deal', 'deal_id', (changes.deletedDeals ?? []).map(numberOf))
    await upsert(duck, factDeal, deals)
    await upsert(duck, factStageEntry, changes.entries ?? [])
    await remove(duck, 'fact_lead', 'lead_id', (changes.deletedLeads ?? []).map(numberOf))
    await upsert(duck, factLead, changes.leads ?? [])
    for (const [key, value] of Object.entries({ ...changes.about, watermark })) {
      await duck.run('INSERT OR REPLACE INTO about VALUES (?, ?)', [key, value])
    }
    await duck.run('COMMIT')
  } catch (error) {
    await duck.run('ROLLBACK')
    throw error
  }
}

async function addDimensions(duck: Duck, dimensions: readonly DimensionFact[]): Promise<void> {
  for (const { subject, key, label, origin } of dimensions) {
    await duck.run(
      `ALTER TABLE ${subject === 'deal' ? 'fact_deal' : 'fact_lead'} ADD COLUMN IF NOT EXISTS ${quoteIdent(`d_${key}`)} VARCHAR`,
    )
    await duck.run(
      'INSERT INTO dimension VALUES (?, ?, ?, ?, 0) ON CONFLICT DO UPDATE SET label = excluded.label, origin = excluded.origin',
      [subject, key, label, origin],
    )
  }
}

async function replaceStages(duck: Duck, stages: readonly StageFact[]): Promise<void> {
  const keep = stages.map((stage) => `${stage.pipeline}\u0000${stage.stage}`)
  await duck.run('DELETE FROM stage WHERE NOT list_contains(?, pipeline || chr(0) || stage)', [keep])
  await upsert(duck, stageTable, stages)
}

async function remove(duck: Duck, table: string, column: string, ids: readonly string[]): Promise<void> {
  for (let at = 0; at < ids.length; at += 10_000) {
    await duck.run(`DELETE FROM ${table} WHERE ${column} IN (SELECT unnest(?::INTEGER[]))`, [ids.slice(at, at + 10_000)])
  }
}

interface Cut {
  readonly dimensions?: Readonly<Record<string, string | null>>
}

/** Rows travel as JSON text, one list parameter a thousand rows; DuckDB types each column itself, so money stays exact. */
async function upsert(duck: Duck, table: FactTable, rows: readonly (object & Cut)[]): Promise<void> {
  if (rows.length === 0) return
  const cuts = table.dimensionsOf ? await cutsOf(duck, table.dimensionsOf) : []
  const all = [...table.columns.map(({ name, type }) => ({ name, type })), ...cuts.map((key) => ({ name: `d_${key}`, type: 'VARCHAR' }))]
  const names = all.map((column) => quoteIdent(column.name)).join(', ')
  const values = all.map((column, index) => `(row->>${index})::${column.type}`).join(', ')
  for (let at = 0; at < rows.length; at += 1000) {
    const packed: DuckParam = rows.slice(at, at + 1000).map((row) => pack(row, table, cuts))
    await duck.run(`INSERT OR REPLACE INTO ${table.name} (${names}) SELECT ${values} FROM (SELECT unnest(?)::JSON AS row)`, [packed])
  }
}

const numbers = new Map<string, number>()

/** The number that facts know a record by; the same for the same id. */
function numberOf(id: string): string {
  const number = numbers.get(id) ?? numbers.size + 1
  numbers.set(id, number)
  return String(number)
}

function pack(row: object & Cut, table: FactTable, cuts: readonly string[]): string {
  const own = new Map(Object.entries(row).map(([key, value]) => [key, key === 'deal_id' || key === 'lead_id' ? numberOf(value) : value]))
  const values = table.columns.map((column) => own.get(column.name) ?? null)
  return JSON.stringify([...values, ...cuts.map((key) => row.dimensions?.[key] ?? null)])
}

async function cutsOf(duck: Duck, subject: 'deal' | 'lead'): Promise<string[]> {
  const rows = await duck.all<{ key: string }>('SELECT key FROM dimension WHERE subject = ? ORDER BY key', [subject])
  return rows.map((row) => row.key)
}
