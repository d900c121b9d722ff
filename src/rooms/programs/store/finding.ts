import type { FindSource } from '#platform/finding/source'

/** What campaigns are found by. Who may see them is said by the room that shows them. */
export const found: Omit<FindSource, 'endpoint'> = {
  kind: 'campaign',
  from: 'campaign c',
  id: 'c.id',
  name: 'c.name',
  searched: { name: { sql: 'c.name', of: ['campaign.name'] }, ref: { sql: 'c.external_id', of: ['campaign.externalId'] } },
  about: [
    { sql: 'c.channel', of: ['campaign.channel'] },
    { sql: 'c.type', of: ['campaign.type'] },
    { sql: 'c.status', of: ['campaign.status'] },
  ],
  concerns: {},
}
