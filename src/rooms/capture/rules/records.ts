import { bareId } from '#kernel/source-system'
import type { Day, Instant } from '#kernel/time'
import { kindByName } from './stages.ts'

/** A staged row as it comes out of DuckDB; see fields for what each kind has. */
export type StagedRow = Readonly<Record<string, unknown>>

export const text = (row: StagedRow, field: string): string | null => {
  const value = row[field]
  return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null
}
export const number = (row: StagedRow, field: string): number | null => {
  const value = row[field]
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
export const instant = (row: StagedRow, field: string) => text(row, field) as Instant | null
export const flag = (row: StagedRow, field: string): boolean | null => {
  const value = row[field]
  return typeof value === 'boolean' ? value : null
}

/** The custom fields of a row: text by header. Keys are data, never names of properties that code asks for. */
export function customOf(row: StagedRow): Record<string, string> {
  const json = text(row, 'custom')
  if (json === null) return {}
  const parsed: unknown = JSON.parse(json)
  if (typeof parsed !== 'object' || parsed === null) return {}
  return Object.fromEntries(
    Object.entries(parsed).flatMap(([key, value]) => (value === null || value === '' ? [] : [[key, String(value)]])),
  )
}

export const ownerOf = (row: StagedRow) => ({ ownerExternalId: text(row, 'owner_external_id'), ownerName: text(row, 'owner_name') })
export const accountOf = (row: StagedRow) => ({ externalId: text(row, 'account_external_id'), name: text(row, 'account_name') })

export function memberFrom(row: StagedRow) {
  const joined = [text(row, 'first_name'), text(row, 'last_name')].filter((part) => part !== null).join(' ')
  return {
    externalId: text(row, 'external_id'),
    name: text(row, 'full_name') ?? (joined || text(row, 'email')),
    email: text(row, 'email'),
    manager: text(row, 'manager'),
    territory: text(row, 'territory'),
    team: text(row, 'team'),
    custom: customOf(row),
  }
}

export function solutionFrom(row: StagedRow) {
  return {
    externalId: text(row, 'external_id'),
    name: text(row, 'name'),
    family: text(row, 'family'),
    price: text(row, 'price'),
    custom: customOf(row),
  }
}

export function accountFrom(row: StagedRow) {
  return {
    externalId: text(row, 'external_id'),
    name: text(row, 'name'),
    ...ownerOf(row),
    website: text(row, 'website'),
    domain: text(row, 'domain'),
    phone: text(row, 'phone'),
    industry: text(row, 'industry'),
    employees: number(row, 'employees'),
    revenue: text(row, 'revenue'),
    country: text(row, 'country'),
    city: text(row, 'city'),
    type: text(row, 'type'),
    parentName: text(row, 'parent_name'),
    madeAt: instant(row, 'created_at'),
    custom: customOf(row),
  }
}

export function dealFrom(row: StagedRow) {
  const state = text(row, 'state')
  return {
    externalId: text(row, 'external_id') ?? `ref:${text(row, 'ref') ?? `${row.file_no}:${row.row_no}`}`,
    name: text(row, 'name') ?? bareId(text(row, 'external_id') ?? ''),
    account: accountOf(row),
    person: contactOf(row),
    ...ownerOf(row),
    pipeline: text(row, 'pipeline') ?? '',
    stage: text(row, 'stage'),
    state: state === 'won' || state === 'lost' ? (state as 'won' | 'lost') : ('open' as const),
    solution: text(row, 'product') ?? text(row, 'solution'),
    amount: text(row, 'amount'),
    currency: text(row, 'currency'),
    openedAt: instant(row, 'opened_at'),
    closedAt: instant(row, 'closed_at'),
    expectedOn: text(row, 'expected_on') as Day | null,
    source: text(row, 'source'),
    channel: text(row, 'channel'),
    type: text(row, 'type'),
    vertical: text(row, 'vertical'),
    territory: text(row, 'territory'),
    lostReason: text(row, 'lost_reason'),
    campaignRef: text(row, 'campaign_external_id') ?? text(row, 'campaign_name'),
    leadRef: text(row, 'lead_external_id'),
    probability: number(row, 'probability'),
    sourceModifiedAt: instant(row, 'modified_at'),
    custom: customOf(row),
    entered: enteredOf(row),
  }
}

function enteredOf(row: StagedRow): { stage: string; at: Instant }[] {
  const json = text(row, 'entered')
  if (json === null) return []
  const parsed: unknown = JSON.parse(json)
  if (typeof parsed !== 'object' || parsed === null) return []
  return Object.entries(parsed).flatMap(([stage, at]) =>
    typeof at === 'string' ? [{ stage, at: new Date(at).toISOString() as Instant }] : [],
  )
}

/** The company in the row of a deal. */
export function companyFrom(row: StagedRow) {
  return {
    ...accountOf(row),
    ...{ ownerExternalId: null, ownerName: null, domain: null, revenue: null, city: null, type: null, parentName: null, madeAt: null },
    website: text(row, 'account_website'),
    phone: text(row, 'account_phone'),
    industry: text(row, 'account_industry'),
    employees: number(row, 'account_employees'),
    country: text(row, 'account_country'),
    custom: {},
  }
}

/** A contact whose name is written as an e-mail address is known by that. */
function contactOf(row: StagedRow) {
  const joined = [text(row, 'person_first_name'), text(row, 'person_last_name')].filter((part) => part !== null).join(' ')
  const name = text(row, 'person_name') ?? (joined || null)
  const address = name?.includes('@') ?? false
  const email = text(row, 'person_email') ?? (address ? name : null)
  return { externalId: text(row, 'person_external_id'), email, name: address ? null : name }
}

export function historyFrom(row: StagedRow) {
  const about = text(row, 'about')
  return {
    dealExternalId: text(row, 'deal_external_id'),
    dealName: text(row, 'deal_name'),
    at: text(row, 'entered_at') as Instant,
    about: about === 'stage' || about === 'amount' || about === 'close_on' ? (about as 'stage' | 'amount' | 'close_on') : null,
    stage: text(row, 'stage'),
    stageBefore: text(row, 'old_stage'),
    kindOf: (stage: string) => kindByName(stage) ?? ('open' as const),
    amount: text(row, 'amount'),
    amountBefore: text(row, 'old_amount'),
    closeOn: text(row, 'closed_on') as Day | null,
    closeOnBefore: text(row, 'old_closed_on') as Day | null,
  }
}
