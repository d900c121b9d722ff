import type { Duck } from '#platform/analytics/duck'
import {
  attributesOf,
  type Candidate,
  columnsOf,
  customHeaders,
  type FieldLabel,
  heldAt,
  heldColumn,
  labelOf,
  loose,
  makeLookup,
  type Reached,
} from './lookups.ts'

/** What deals or leads could be cut by, and the joins that reach it. */
export interface Reach {
  readonly candidates: Candidate[]
  readonly joins: string
  /** The column of the live rows that own custom candidates are taken from. */
  readonly held: string
}

interface Link {
  readonly kind: Reached
  readonly origin: Candidate['origin']
  /** The lookups to try in turn: the key in the reached kind, and the same key as the deal or lead (`d`) writes it. */
  readonly by: readonly { readonly key: string; readonly as: string }[]
}

const ownerLink: Link = {
  kind: 'user',
  origin: 'owner',
  by: [
    { key: 'trim(external_id)', as: 'trim(d.owner_external_id)' },
    { key: loose('full_name'), as: loose('d.owner_name') },
    { key: 'lower(trim(email))', as: 'lower(trim(d.owner_name))' },
  ],
}

const dealLinks: readonly Link[] = [
  {
    kind: 'account',
    origin: 'account',
    by: [
      { key: 'trim(external_id)', as: 'trim(d.account_external_id)' },
      { key: loose('name'), as: loose('d.account_name') },
    ],
  },
  ownerLink,
  {
    kind: 'product',
    origin: 'product',
    by: [
      { key: loose('name'), as: loose('d.product') },
      { key: 'trim(external_id)', as: 'trim(d.product)' },
    ],
  },
  { kind: 'lead', origin: 'lead', by: [{ key: 'trim(external_id)', as: 'trim(d.lead_external_id)' }] },
]

const dealFields = [
  ['owner', 'owner_name', "coalesce(nullif(trim(d.owner_name), ''), d.owner_external_id)"],
  ['pipeline', 'pipeline', 'd.pipeline'],
  ['stage', 'stage', 'd.stage'],
  ['source', 'source', 'd.source'],
  ['channel', 'channel', 'd.channel'],
  ['product', 'product', 'd.product'],
  ['type', 'type', 'd.type'],
  ['solution', 'solution', 'd.solution'],
  ['vertical', 'vertical', 'd.vertical'],
  ['territory', 'territory', 'd.territory'],
  ['lost_reason', 'lost_reason', 'd.lost_reason'],
  ['account', 'account_name', "coalesce(nullif(trim(d.account_name), ''), d.account_external_id)"],
  ['campaign', 'campaign_name', 'coalesce(d.campaign_name, d.campaign_external_id)'],
] as const

const leadFields = [
  ['owner', 'owner_name', "coalesce(nullif(trim(d.owner_name), ''), d.owner_external_id)"],
  ['source', 'source', 'd.source'],
  ['status', 'status', 'd.status'],
  ['industry', 'industry', 'd.industry'],
  ['country', 'country', 'd.country'],
  ['title', 'title', 'd.title'],
  ['company', 'company', 'd.company'],
] as const

/** Candidates of deals: their own columns, and what is reached through account, owner, product and lead. */
export async function dealCandidates(duck: Duck, labels: readonly FieldLabel[]): Promise<Reach> {
  const headers = await customHeaders(duck, 'deal')
  const own = await ownCandidates(duck, 'deal', dealFields, headers, labels)
  const reached = await reach(duck, dealLinks, labels)
  const canonical = await canonicalProduct(duck)
  const candidates = own.map((candidate) =>
    canonical && candidate.field === 'product' ? { ...candidate, sql: 'coalesce(same.spelled, d.product)' } : candidate,
  )
  return { candidates: [...candidates, ...reached.candidates], joins: reached.joins + canonical, held: heldColumn(headers) }
}

/** Candidates of leads: their own columns, and what is reached through the owner. */
export async function leadCandidates(duck: Duck, labels: readonly FieldLabel[]): Promise<Reach> {
  const headers = await customHeaders(duck, 'lead')
  const own = await ownCandidates(duck, 'lead', leadFields, headers, labels)
  const reached = await reach(duck, [ownerLink], labels)
  return { candidates: [...own, ...reached.candidates], joins: reached.joins, held: heldColumn(headers) }
}

async function ownCandidates(
  duck: Duck,
  kind: 'deal' | 'lead',
  fields: readonly (readonly [string, string, string])[],
  headers: readonly string[],
  labels: readonly FieldLabel[],
): Promise<Candidate[]> {
  const columns = await columnsOf(duck, kind)
  const own = fields
    .filter(([, column]) => columns.has(column))
    .map(([field, column, sql]) => ({ field, label: labelOf(labels, kind, column), origin: kind, sql }))
  const custom = headers.map((header, place) => ({ field: header, label: header, origin: kind, sql: heldAt('d.held', place) }))
  return [...own, ...custom]
}

/** Makes the lookups of each link that has attributes, and says how to join them. */
async function reach(duck: Duck, links: readonly Link[], labels: readonly FieldLabel[]): Promise<Omit<Reach, 'held'>> {
  const candidates: Candidate[] = []
  let joins = ''
  for (const link of links) {
    const attributes = await attributesOf(duck, link.kind, labels)
    if (attributes.all.length === 0) continue
    const tables: string[] = []
    for (const [index, { key, as }] of link.by.entries()) {
      const table = `by_${link.origin}_${index}`
      await makeLookup(duck, link.kind, table, key, attributes)
      joins += ` LEFT JOIN ${table} ON ${table}.k = ${as}`
      tables.push(table)
    }
    for (const { as, field, label } of attributes.all) {
      candidates.push({ field, label, origin: link.origin, sql: `coalesce(${tables.map((table) => `${table}.${as}`).join(', ')})` })
    }
  }
  return { candidates, joins }
}

/** Where the product file spells a name in another way (GTX Pro for GTXPro), its spelling counts. Answers the join, or nothing without products. */
async function canonicalProduct(duck: Duck): Promise<string> {
  if ((await columnsOf(duck, 'product')).size === 0) return ''
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE same_product AS SELECT ${loose('name')} AS k, min(trim(name)) AS spelled FROM staged.product
     WHERE reject IS NULL AND name IS NOT NULL GROUP BY 1 HAVING count(DISTINCT trim(name)) = 1`,
  )
  return ` LEFT JOIN same_product same ON same.k = ${loose('d.product')}`
}
