import { type Duck, quoteText } from '#platform/analytics/duck'
import { creditDeals } from './credits.ts'
import { loose, tidy } from './lookups.ts'
import type { Source } from './source.ts'

/**
 * Fills the facts of marketing from all rows of a source, anew. Needs the facts of deals and leads. `until`: what happened after that day is left out,
 * where the user looks at an earlier one.
 */
export async function marketingFrom(duck: Duck, source: Source, until?: string): Promise<void> {
  const there = async (kinds: readonly string[]) => {
    const rows = kinds.filter((kind) => has(source, kind)).map((kind) => `EXISTS (FROM ${source.live(kind)})`)
    return rows.length > 0 && (await duck.one<{ some: boolean }>(`SELECT ${rows.join(' OR ')} AS some`))?.some === true
  }
  const campaigns = await there(['campaign', 'campaign_member', 'campaign_cost'])
  // A file of deals alone tells of no account that they did not reach. In a workspace the rest may come, so its deals are linked from the beginning.
  if (!campaigns && !source.distinct && !(await there(['account', 'lead']))) return
  await prepare(duck, source)
  const links = (['deal', 'lead'] as const).filter((subject) => has(source, subject))
  await duck.run(
    [
      `INSERT INTO fact_account BY NAME ${accountsSql(source)}`,
      ...links.map((subject) => `INSERT INTO fact_link BY NAME ${linksSql(source, subject)}`),
    ].join('; '),
  )
  if (!campaigns) return
  await duck.run(`INSERT INTO fact_campaign BY NAME ${campaignsSql(source)}`)
  if (has(source, 'campaign_member')) {
    if (!source.distinct) await preparePeople(duck, source)
    await duck.run(`INSERT INTO fact_touch BY NAME ${touchesSql(source)}`)
    if (until) await duck.run('DELETE FROM fact_touch WHERE touched_on > ?::DATE', [until])
  }
  await labelCampaigns(duck)
  await creditDeals(duck)
}

const has = (source: Source, kind: string) => source.columns(kind).size > 0
/** A column of a kind, or nothing where the source has none. */
const pick = (source: Source, kind: string, column: string, as = column) => (source.columns(kind).has(column) ? `d.${as}` : 'NULL::VARCHAR')
/** The kind that holds the accounts: of a part, those that changed are taken over under a name of their own. */
const accountKind = (source: Source) => (has(source, 'changed_account') ? 'changed_account' : 'account')
const company = (sql: string) => `'name ' || nullif(${loose(sql)}, '')`

/** Makes the lookups by which files name accounts and people; what rooms lend names them by our own ids. */
async function prepare(duck: Duck, source: Source): Promise<void> {
  if (source.distinct) return
  const own = has(source, 'account')
    ? `SELECT coalesce(${tidy('external_id')}, ${company('name')}) AS account_key, ${tidy('external_id')} AS id, ${company('name')} AS k, place FROM ${source.live('account')}`
    : 'SELECT NULL::VARCHAR AS account_key, NULL::VARCHAR AS id, NULL::VARCHAR AS k, 0 AS place WHERE false'
  // Each way of writing a company is made comparable once.
  const writings = [...namers, ['campaign_member', '', 'company'] as const]
    .filter(([kind, , name]) => source.columns(kind).has(name))
    .map(([kind, , name]) => `SELECT ${name} AS name FROM ${source.live(kind)}`)
  await duck.run(`CREATE OR REPLACE TEMP TABLE own_account AS ${own};
    CREATE OR REPLACE TEMP TABLE account_by_id AS SELECT id AS k, arg_min(account_key, place) AS account_key FROM own_account WHERE id IS NOT NULL GROUP BY 1;
    CREATE OR REPLACE TEMP TABLE account_by_name AS SELECT w.name, coalesce(o.account_key, w.k) AS account_key
      FROM (SELECT name, ${company('name')} AS k FROM (${writings.join(' UNION ') || 'SELECT NULL::VARCHAR AS name'})) w
      LEFT JOIN (SELECT k, arg_min(account_key, place) AS account_key FROM own_account WHERE k IS NOT NULL GROUP BY 1) o ON o.k = w.k WHERE w.k IS NOT NULL`)
}

/** Makes the lookups by which members of campaigns name people. */
async function preparePeople(duck: Duck, source: Source): Promise<void> {
  const people = (['person', 'lead'] as const).filter((kind) => has(source, kind)).map((kind) => peopleSql(source, kind))
  const none =
    'SELECT NULL::VARCHAR AS id, NULL::VARCHAR AS email, NULL::VARCHAR AS name, NULL::VARCHAR AS account_key, false AS is_lead, 0 AS place WHERE false'
  const by = (
    column: string,
  ) => `CREATE OR REPLACE TEMP TABLE someone_by_${column} AS SELECT ${column} AS k, arg_min(name, (is_lead, place)) AS name,
      arg_min(account_key, (is_lead, place)) AS account_key, bool_or(is_lead) AS is_lead FROM someone WHERE ${column} IS NOT NULL GROUP BY 1`
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE someone AS ${people.length > 0 ? people.join(' UNION ALL ') : none}; ${by('id')}; ${by('email')}; DROP TABLE someone`,
  )
}

/** Who names an account, and in which columns: id and name. */
const namers = [
  ['deal', 'account_external_id', 'account_name'],
  ['lead', 'account_external_id', 'company'],
  ['person', 'account_external_id', 'account_name'],
] as const

function peopleSql(source: Source, kind: 'person' | 'lead'): string {
  const [id, name] = kind === 'person' ? ['account_external_id', 'account_name'] : ['account_external_id', 'company']
  const key = accountOf(pick(source, kind, id), pick(source, kind, name))
  return `SELECT ${tidy('d.external_id')} AS id, lower(trim(d.email)) AS email, ${nameOf(source, kind)} AS name, ${key.sql} AS account_key,
    ${kind === 'lead'} AS is_lead, d.place FROM ${source.live(kind)} d ${key.joins}`
}

function nameOf(source: Source, kind: string): string {
  const [first, last] = [pick(source, kind, 'first_name'), pick(source, kind, 'last_name')]
  return `coalesce(${tidy(pick(source, kind, 'full_name'))}, nullif(trim(concat_ws(' ', ${first}, ${last})), ''))`
}

/** The account that a row of files names: by its id where the accounts have it, else by its name. */
function accountOf(id: string, name: string): { sql: string; joins: string } {
  return {
    sql: `coalesce(ai.account_key, an.account_key, ${tidy(id)})`,
    joins: `LEFT JOIN account_by_id ai ON ai.k = ${tidy(id)} LEFT JOIN account_by_name an ON an.name = ${name}`,
  }
}

/** Which accounts somebody marked as those to win: a column of their own that says so, such as "Target account", "Named account" or "ABM tier". */
const targetColumn =
  '(?i)^(target|named|key|strategic|abm)[ _-]*accounts?\\??$|^is[ _-]*target|^abm([ _-]*(tier|status))?$|^target[ _-]*tier$|^ideal customer profile tier$'
const saysNo = "('no', 'n', 'false', '0', 'nein', 'non', 'none', '')"

export function accountsSql(source: Source): string {
  const kind = accountKind(source)
  const record = source.columns(kind).has('record_id') ? 'd.record_id' : 'NULL::UUID'
  const custom = source.columns(kind).has('custom')
  const marks = custom ? `list_filter(json_keys(d.custom), k -> regexp_matches(k, ${quoteText(targetColumn)}))` : '[]::VARCHAR[]'
  const said = `json_extract_string(d.custom, '$."' || (${marks})[1] || '"')`
  const targeted = custom ? `CASE WHEN len(${marks}) > 0 THEN lower(coalesce(${said}, '')) NOT IN ${saysNo} END` : 'NULL::BOOLEAN'
  const key = source.distinct ? 'd.external_id' : `coalesce(${tidy('d.external_id')}, ${company('d.name')})`
  const owner = `coalesce(${pick(source, kind, 'owner_name')}, ${pick(source, kind, 'owner_external_id')})`
  const own = has(source, kind)
    ? `SELECT ${key} AS account_key, ${record} AS record_id, d.name AS name, ${owner} AS owner, ${targeted} AS targeted, d.place FROM ${source.live(kind)} d`
    : 'SELECT NULL AS account_key, NULL::UUID AS record_id, NULL AS name, NULL AS owner, NULL::BOOLEAN AS targeted, 0 AS place WHERE false'
  // Whom deals, leads and people name without there being a row of its own is a company too; in a workspace it was made when it came.
  const named = source.distinct ? '' : ` UNION ALL ${namedAccounts(source)}`
  return `SELECT row_number() OVER (ORDER BY min(place), account_key)::INTEGER + (SELECT coalesce(max(account_id), 0) FROM fact_account) AS account_id,
      any_value(record_id) AS record_id, account_key, arg_min(name, place) AS name, arg_min(owner, place) AS owner, bool_or(targeted) AS targeted
    FROM (${own}${named}) WHERE account_key IS NOT NULL GROUP BY account_key`
}

function namedAccounts(source: Source): string {
  const each = namers
    .filter(([kind]) => has(source, kind))
    .map(([kind, id, name]) => {
      const key = accountOf(pick(source, kind, id), pick(source, kind, name))
      return `SELECT ${key.sql} AS account_key, NULL::UUID AS record_id, coalesce(${pick(source, kind, name)}, ${pick(source, kind, id)}) AS name,
        NULL::VARCHAR AS owner, NULL::BOOLEAN AS targeted, 1000000000 + d.place AS place FROM ${source.live(kind)} d ${key.joins}`
    })
  return each.length > 0 ? each.join(' UNION ALL ') : 'SELECT NULL, NULL::UUID, NULL, NULL, NULL::BOOLEAN, 0 WHERE false'
}

/** What deals or leads say of account, lead and campaign. `only` is a condition on their facts `f`. */
export function linksSql(source: Source, subject: 'deal' | 'lead', facts = `fact_${subject}`): string {
  const name = subject === 'deal' ? 'account_name' : 'company'
  const said = accountOf(pick(source, subject, 'account_external_id'), pick(source, subject, name))
  const account = source.distinct ? { sql: pick(source, subject, 'account_external_id'), joins: '' } : said
  const join = source.distinct ? 'd.record_id = f.record_id' : `d.place = f.${subject}_id - 1`
  const [lead, deal, campaign] =
    subject === 'lead'
      ? ['NULL::VARCHAR', tidy(pick(source, subject, source.distinct ? 'deal_ref' : 'deal_external_id')), 'NULL::VARCHAR']
      : [
          tidy(pick(source, subject, 'lead_external_id')),
          'NULL::VARCHAR',
          `coalesce(${tidy(pick(source, subject, 'campaign_external_id'))}, ${tidy(pick(source, subject, 'campaign_name'))})`,
        ]
  return `SELECT ${quoteText(subject)} AS subject, f.${subject}_id AS id, ${account.sql} AS account_key, ${lead} AS lead_ref, ${deal} AS deal_said, ${campaign} AS campaign_said
    FROM ${facts} f JOIN ${source.live(subject)} d ON ${join} ${account.joins}`
}

/** Campaigns with their cost. In files also those that only members, costs or nobody else describe: a name is enough. */
export function campaignsSql(source: Source): string {
  const record = source.columns('campaign').has('record_id') ? 'd.record_id' : 'NULL::UUID'
  const saidId = source.distinct ? 'd.said_id' : tidy('d.external_id')
  const day = (column: string) => (source.columns('campaign').has(column) ? `d.${column}` : 'NULL::DATE')
  const money = source.columns('campaign').has('actual_cost') ? 'd.actual_cost' : 'NULL::DECIMAL(18,4)'
  const said = (column: string) => pick(source, 'campaign', column)
  const own = has(source, 'campaign')
    ? `SELECT ${campaignKey(source, 'd.external_id', 'd.name')} AS campaign_key, ${record} AS record_id, ${saidId} AS ref, coalesce(${tidy('d.name')}, d.external_id) AS name,
        ${said('type')} AS type, ${said('channel')} AS channel, ${said('status')} AS status, coalesce(${said('owner_name')}, ${said('owner_external_id')}) AS owner,
        ${day('starts_on')} AS starts_on, ${day('ends_on')} AS ends_on, ${money} AS actual, ${said('currency')} AS currency, d.place FROM ${source.live('campaign')} d`
    : `SELECT NULL::VARCHAR AS campaign_key, NULL::UUID AS record_id, NULL::VARCHAR AS ref, NULL::VARCHAR AS name, NULL::VARCHAR AS type, NULL::VARCHAR AS channel,
        NULL::VARCHAR AS status, NULL::VARCHAR AS owner, NULL::DATE AS starts_on, NULL::DATE AS ends_on, NULL::DECIMAL(18,4) AS actual, NULL::VARCHAR AS currency, 0 AS place WHERE false`
  const costs = has(source, 'campaign_cost')
    ? `SELECT ${namedCampaign(source, 'campaign_cost', own)} AS campaign_key, d.amount, d.currency FROM ${source.live('campaign_cost')} d`
    : 'SELECT NULL::VARCHAR AS campaign_key, 0::DECIMAL(18,4) AS amount, NULL::VARCHAR AS currency WHERE false'
  const mentioned = source.distinct ? '' : ` UNION ALL BY NAME ${mentionedCampaigns(source, own)}`
  const one = (column: string) => `arg_max(${column}, place) AS ${column}`
  const kept = ['ref', 'name', 'type', 'channel', 'status', 'owner', 'starts_on', 'ends_on', 'actual', 'currency']
  return `WITH own AS (SELECT campaign_key, any_value(record_id) AS record_id, ${kept.map(one).join(', ')}, min(place) AS place
      FROM (${own}${mentioned}) WHERE campaign_key IS NOT NULL GROUP BY campaign_key),
    spent AS (SELECT campaign_key, sum(amount) AS amount, any_value(currency) AS currency FROM (${costs}) WHERE amount IS NOT NULL
      GROUP BY campaign_key HAVING count(DISTINCT currency) <= 1)
    SELECT row_number() OVER (ORDER BY own.place, own.campaign_key)::INTEGER + (SELECT coalesce(max(campaign_id), 0) FROM fact_campaign) AS campaign_id,
      own.* EXCLUDE (actual, currency, place), coalesce(own.actual, spent.amount)::DECIMAL(18,4) AS cost,
      CASE WHEN own.actual IS NOT NULL THEN 'actual' WHEN spent.amount IS NOT NULL THEN 'rows' END AS cost_from,
      CASE WHEN own.actual IS NOT NULL THEN own.currency ELSE coalesce(spent.currency, own.currency) END AS currency
    FROM own LEFT JOIN spent USING (campaign_key)`
}

const campaignKey = (source: Source, id: string, name: string) =>
  source.distinct ? id : `coalesce(${tidy(id)}, 'name ' || nullif(${loose(name)}, ''))`

/** Which campaign a row of a member or cost names: by id, else by name; the first of that name. */
function namedCampaign(source: Source, kind: string, own: string): string {
  if (source.distinct) return 'd.campaign_external_id'
  const [id, name] = [pick(source, kind, 'campaign_external_id'), pick(source, kind, 'campaign_name')]
  const found = `(SELECT arg_min(o.campaign_key, o.place) FROM (${own}) o WHERE ${loose('o.name')} = ${loose(name)})`
  return `CASE WHEN ${tidy(id)} IS NOT NULL THEN ${tidy(id)} ELSE coalesce(${found}, 'name ' || nullif(${loose(name)}, '')) END`
}

/** Campaigns that members or costs name and no row describes. */
function mentionedCampaigns(source: Source, own: string): string {
  const each = (['campaign_member', 'campaign_cost'] as const)
    .filter((kind) => has(source, kind))
    .map(
      (kind) =>
        `SELECT ${namedCampaign(source, kind, own)} AS campaign_key, ${tidy('d.campaign_name')} AS name, -1 - d.place AS place FROM ${source.live(kind)} d WHERE ${tidy('d.campaign_name')} IS NOT NULL`,
    )
  return each.length > 0 ? each.join(' UNION ALL BY NAME ') : 'SELECT NULL::VARCHAR AS campaign_key, 0 AS place WHERE false'
}

const saysResponded = "'(?i)responded|replied|geantwortet|reagiert|respondi[oó]|ha respondido|a répondu|répondu'"

/** Whom campaigns reached. Two rows are never folded into one, as where they are imported. */
export function touchesSql(source: Source): string {
  const kind = 'campaign_member'
  const said = (column: string) => pick(source, kind, column)
  const at = ['first_responded_at', 'at', 'modified_at'].filter((column) => source.columns(kind).has(column))
  const day = at.length > 0 ? `coalesce(${at.map((column) => `d.${column}`).join(', ')})::DATE` : 'NULL::DATE'
  const status = source.columns(kind).has('status') ? `regexp_full_match(trim(d.status), ${saysResponded})` : 'false'
  const responded = `coalesce(d.responded, CASE WHEN d.first_responded_at IS NOT NULL OR ${status} THEN true END)`
  const number = 'row_number() OVER (ORDER BY place)::INTEGER + (SELECT coalesce(max(touch_id), 0) FROM fact_touch) AS touch_id'
  if (source.distinct)
    return `SELECT ${number}, record_id, campaign_key, ref, name, lead_ref, account_key, responded, touched_on FROM (
      SELECT d.record_id, d.campaign_external_id AS campaign_key, d.external_id AS ref, ${nameOf(source, kind)} AS name, d.lead_external_id AS lead_ref,
        d.account_external_id AS account_key, ${responded} AS responded, ${day} AS touched_on, d.place FROM ${source.live(kind)} d)`
  const ids = [said('lead_external_id'), said('who_external_id'), said('contact_external_id')]
  const byId = ids.map((id, index) => `LEFT JOIN someone_by_id s${index} ON s${index}.k = ${tidy(id)}`).join(' ')
  const lead = ids.map((id, index) => `CASE WHEN s${index}.is_lead THEN ${tidy(id)} END`).join(', ')
  const first = (column: string) => [...[2, 1, 0].map((index) => `s${index}.${column}`), `m.${column}`].join(', ')
  const campaign = namedTouchCampaign(source)
  return `SELECT ${number}, NULL::UUID AS record_id, campaign_key, ref, name, lead_ref, account_key, responded, touched_on FROM (
      SELECT ${campaign} AS campaign_key, ${tidy(said('external_id'))} AS ref, coalesce(${nameOf(source, kind)}, ${first('name')}, ${said('email')}) AS name, coalesce(${lead}) AS lead_ref,
        coalesce(${first('account_key')}, an.account_key) AS account_key, ${responded} AS responded, ${day} AS touched_on, d.place
      FROM ${source.live(kind)} d ${byId} LEFT JOIN someone_by_email m ON m.k = lower(trim(${said('email')}))
        LEFT JOIN account_by_name an ON an.name = ${said('company')})`
}

/** The campaigns are there already, so that a member's is found among the facts. */
function namedTouchCampaign(source: Source): string {
  const [id, name] = [pick(source, 'campaign_member', 'campaign_external_id'), pick(source, 'campaign_member', 'campaign_name')]
  const found = `(SELECT arg_min(c.campaign_key, c.campaign_id) FROM fact_campaign c WHERE ${loose('c.name')} = ${loose(name)})`
  return `coalesce(${tidy(id)}, ${found})`
}

/** A name that two campaigns share gets the id behind it, so that each value of a cut is one campaign. */
export async function labelCampaigns(duck: Duck): Promise<void> {
  await duck.run(`UPDATE fact_campaign SET label = CASE WHEN twice.n > 1 THEN fact_campaign.name || ' (' || coalesce(ref, campaign_id::VARCHAR) || ')' ELSE fact_campaign.name END
    FROM (SELECT name, count(*) AS n FROM fact_campaign GROUP BY name) twice WHERE twice.name = fact_campaign.name`)
}
