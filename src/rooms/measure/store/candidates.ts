import type { Duck } from '#platform/analytics/duck'
import {
  attributesOf,
  type Candidate,
  customHeaders,
  type FieldLabel,
  heldAt,
  heldColumn,
  holds,
  loose,
  makeLookup,
  type Origin,
  type Reached,
  reachedFields,
  tidy,
} from './lookups.ts'
import type { Source } from './source.ts'

/** What deals or leads could be cut by, and the joins that reach it. */
export interface Reach {
  readonly candidates: readonly Candidate[]
  readonly joins: string
  /** The column of the live rows that own custom candidates are taken from. */
  readonly held: string
}

interface Link {
  readonly kind: Reached
  readonly origin: Origin
  /** The lookups to try in turn: the key in the reached kind, and the same key as the deal or lead (`d`) writes it. */
  readonly by: readonly { readonly key: string; readonly as: string; readonly needs: string }[]
}

const ownerLink: Link = {
  kind: 'user',
  origin: 'owner',
  by: [
    { key: tidy('external_id'), as: tidy('d.owner_external_id'), needs: 'owner_external_id' },
    { key: loose('full_name'), as: loose('d.owner_name'), needs: 'owner_name' },
    { key: 'lower(trim(email))', as: 'lower(trim(d.owner_name))', needs: 'owner_name' },
  ],
}

const links: Record<'deal' | 'lead', readonly Link[]> = {
  deal: [
    {
      kind: 'account',
      origin: 'account',
      by: [
        { key: tidy('external_id'), as: tidy('d.account_external_id'), needs: 'account_external_id' },
        { key: loose('name'), as: loose('d.account_name'), needs: 'account_name' },
      ],
    },
    ownerLink,
    {
      kind: 'product',
      origin: 'product',
      by: [
        { key: loose('name'), as: loose('d.product'), needs: 'product' },
        { key: tidy('external_id'), as: tidy('d.product'), needs: 'product' },
      ],
    },
    { kind: 'lead', origin: 'lead', by: [{ key: tidy('external_id'), as: tidy('d.lead_external_id'), needs: 'lead_external_id' }] },
  ],
  lead: [ownerLink],
}

/** Fields of deals and leads that can cut them: what it is called, its column, and its value. */
const fields: Record<'deal' | 'lead', readonly (readonly [string, string, string])[]> = {
  deal: [
    ['owner', 'owner_name', `coalesce(${tidy('d.owner_name')}, d.owner_external_id)`],
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
    ['account', 'account_name', `coalesce(${tidy('d.account_name')}, d.account_external_id)`],
    ['campaign', 'campaign_name', 'coalesce(d.campaign_name, d.campaign_external_id)'],
  ],
  lead: [
    ['owner', 'owner_name', `coalesce(${tidy('d.owner_name')}, d.owner_external_id)`],
    ['source', 'source', 'd.source'],
    ['status', 'status', 'd.status'],
    ['industry', 'industry', 'd.industry'],
    ['country', 'country', 'd.country'],
    ['title', 'title', 'd.title'],
    ['company', 'company', 'd.company'],
  ],
}

/** What can cut a subject: its own columns, and what is reached through account, owner, product and lead. Leaves lookups in temporary tables. */
export async function candidatesOf(duck: Duck, source: Source, subject: 'deal' | 'lead'): Promise<Reach> {
  const headers = await customHeaders(duck, source, subject)
  const reached = await reach(duck, source, subject)
  const canonical = subject === 'deal' ? await canonicalProduct(duck, source) : ''
  const own = fields[subject]
    .filter(([, column]) => source.columns(subject).has(column))
    .map(([field, , sql]) => ({ field, custom: false, origin: subject, sql: field === 'product' && canonical ? spelled : sql }))
  const custom = headers.map((header, place) => ({ field: header, custom: true, origin: subject, sql: heldAt('d.held', place) }))
  return { candidates: [...own, ...custom, ...reached.candidates], joins: reached.joins + canonical, held: heldColumn(headers) }
}

/** Makes the lookups of each link that has attributes, and says how to join them. The first that knows the key says what the attributes are. */
async function reach(duck: Duck, source: Source, subject: 'deal' | 'lead'): Promise<Omit<Reach, 'held'>> {
  const candidates: Candidate[] = []
  let joins = ''
  for (const link of links[subject]) {
    const attributes = await attributesOf(duck, source, link.kind)
    if (attributes.all.length === 0) continue
    const tables: string[] = []
    // What the rooms lend says by id, or by the one name, which record is meant.
    for (const [index, { key, as, needs }] of (source.distinct ? link.by.slice(0, 1) : link.by).entries()) {
      if (!source.columns(subject).has(needs)) continue
      const table = `by_${link.origin}_${index}`
      await makeLookup(duck, source, link.kind, table, key, attributes)
      if (as.startsWith('regexp')) await byWriting(duck, source, subject, table, as, needs)
      joins += ` LEFT JOIN ${table} ON ${table}.k = ${as.startsWith('regexp') ? `d.${needs}` : as}`
      tables.push(table)
    }
    for (const { as, field, custom } of attributes.all) {
      const [only, ...others] = tables.map((table) => `${table}.${as}`)
      const first = tables.map((table) => `WHEN ${table}.k IS NOT NULL THEN ${table}.${as}`).join(' ')
      const sql = others.length === 0 ? only : `CASE ${first} END`
      if (sql) candidates.push({ field, custom, origin: link.origin, sql })
    }
  }
  return { candidates, joins }
}

/** Turns a lookup by a comparable name into one by the name as deals or leads write it, so that each way of writing is made comparable once. */
async function byWriting(duck: Duck, source: Source, subject: 'deal' | 'lead', table: string, as: string, needs: string): Promise<void> {
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE ${table} AS SELECT d.${needs} AS k, t.* EXCLUDE (k)
     FROM (SELECT DISTINCT ${needs} FROM ${source.live(subject)} WHERE ${needs} IS NOT NULL) d JOIN ${table} t ON t.k = ${as}`,
  )
}

const spelled = 'coalesce(same.spelled, d.product)'

/** Where the product file spells a name in another way (GTX Pro for GTXPro), its spelling counts. Answers the join, or nothing without products. */
async function canonicalProduct(duck: Duck, source: Source): Promise<string> {
  if (!source.columns('deal').has('product') || !(await holds(duck, source, 'product'))) return ''
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE same_product AS SELECT ${loose('name')} AS k, min(trim(name)) AS spelled FROM ${source.live('product')}
     WHERE name IS NOT NULL GROUP BY 1 HAVING count(DISTINCT trim(name)) = 1`,
  )
  await byWriting(duck, source, 'deal', 'same_product', loose('d.product'), 'product')
  return ' LEFT JOIN same_product same ON same.k = d.product'
}

/** A candidate without the SQL that reads it: which one it is. */
export type Which = Pick<Candidate, 'origin' | 'field' | 'custom'>

/** Candidates in the order in which they get their keys: own fields, own columns, then those of each link; columns by their letters. */
export function inOrder<T extends Which>(subject: 'deal' | 'lead', all: readonly T[]): T[] {
  const origins: readonly Origin[] = [subject, ...links[subject].map((link) => link.origin)]
  const place = ({ origin, field, custom }: Which) => {
    const known = origin === subject ? fields[subject].map(([name]) => name) : reachedFields[kindOf(subject, origin)]
    return [origins.indexOf(origin), custom ? 1 : 0, custom ? 0 : (known as readonly string[]).indexOf(field)] as const
  }
  return all.toSorted((a, b) => {
    const [first, second] = [place(a), place(b)]
    return first[0] - second[0] || first[1] - second[1] || first[2] - second[2] || (a.field < b.field ? -1 : 1)
  })
}

function kindOf(subject: 'deal' | 'lead', origin: Origin): Reached {
  return links[subject].find((link) => link.origin === origin)?.kind ?? 'account'
}

/** What a candidate is called: the header that its field was mapped from, or the field in plain words. */
export function labelOf(labels: readonly FieldLabel[], subject: 'deal' | 'lead', { origin, field, custom }: Which): string {
  if (custom) return field
  const kind = origin === subject ? subject : kindOf(subject, origin)
  const column = origin === subject ? (fields[subject].find(([name]) => name === field)?.[1] ?? field) : field
  return labels.find((label) => label.kind === kind && label.field === column)?.header ?? column.replaceAll('_', ' ').replace(/ name$/, '')
}
