import { listSource, withoutAddress } from '#platform/list/source'
import { dealList } from '../contract/list.ts'

/** Where the list of deals comes from. */
export const dealSource = listSource({
  list: dealList,
  from: 'deal d',
  id: 'd.id',
  version: 'd.touched_by',
  custom: 'd.custom',
  joins: {
    account: 'LEFT JOIN account a ON a.id = d.account_id',
    person: 'LEFT JOIN person p ON p.id = d.person_id',
    owner: 'LEFT JOIN member m ON m.id = d.owner_id',
    stage: 'LEFT JOIN stage s ON s.id = d.stage_id',
    pipeline: 'LEFT JOIN pipeline l ON l.id = d.pipeline_id',
    solution: 'LEFT JOIN solution x ON x.id = d.solution_id',
  },
  columns: {
    name: { sql: 'd.name' },
    account: { sql: 'a.name', id: 'd.account_id', names: 'account', needs: ['account'] },
    person: { sql: 'p.full_name', id: 'd.person_id', names: 'person', needs: ['person'], without: withoutAddress('p.full_name') },
    owner: {
      sql: 'm.name',
      id: 'd.owner_id',
      names: 'member',
      choices: 'SELECT id, name AS label FROM member WHERE $1::uuid IS NULL OR TRUE ORDER BY lower(name), id',
      needs: ['owner'],
    },
    stage: {
      sql: 's.name',
      id: 'd.stage_id',
      names: 'stage',
      choices: `SELECT s.id, concat_ws(': ', CASE WHEN $1::uuid IS NULL THEN nullif(l.name, '') END, s.name) AS label FROM stage s JOIN pipeline l ON l.id = s.pipeline_id
        WHERE ($1::uuid IS NULL OR s.pipeline_id = (SELECT d.pipeline_id FROM deal d WHERE d.id = $1::uuid))
          AND (s.retired_at IS NULL OR s.id = (SELECT d.stage_id FROM deal d WHERE d.id = $1::uuid)) ORDER BY l.name, s.position`,
      place: 's.position',
      needs: ['stage'],
    },
    state: { sql: 'd.state' },
    amount: { sql: 'd.amount', currency: 'd.currency' },
    currency: { sql: 'd.currency' },
    opened: { sql: 'd.opened_at' },
    expected: { sql: 'd.expected_on' },
    closed: { sql: 'd.closed_at' },
    pipeline: { sql: 'l.name', id: 'd.pipeline_id', names: 'pipeline', needs: ['pipeline'] },
    solution: { sql: 'x.name', id: 'd.solution_id', names: 'solution', needs: ['solution'] },
    source: { sql: 'd.source' },
    channel: { sql: 'd.channel' },
    type: { sql: 'd.type' },
    vertical: { sql: 'd.vertical' },
    territory: { sql: 'd.territory' },
    probability: { sql: 'd.probability' },
    lostReason: { sql: 'd.lost_reason' },
    campaign: { sql: 'd.campaign_ref' },
    lead: { sql: 'd.lead_ref' },
    externalId: { sql: 'd.external_id' },
    modified: { sql: 'd.source_modified_at' },
  },
})
