import { bulkEndpoints } from '#kernel/bulk-endpoints'
import type { ListDeclaration } from '#kernel/list'
import { listEndpoints, recordEndpoints } from '#kernel/list-endpoints'
import { makingEndpoints } from '#kernel/making-endpoints'

/** Deals as a list and on their page. */
export const dealList: ListDeclaration = {
  kind: 'deal',
  one: 'deal',
  many: 'deals',
  name: 'name',
  sort: [{ key: 'opened', descending: true }],
  columns: [
    { key: 'name', label: 'Deal', type: 'text', required: true, searched: true, shown: true, edited: true, single: true },
    { key: 'account', label: 'Account', type: 'reference', to: 'account', searched: true, shown: true, made: true },
    { key: 'person', label: 'Person', type: 'reference', to: 'person', made: true },
    { key: 'owner', label: 'Owner', type: 'reference', shown: true, edited: true },
    { key: 'stage', label: 'Stage', type: 'reference', shown: true, edited: true },
    {
      key: 'state',
      label: 'State',
      type: 'choice',
      required: true,
      shown: true,
      options: [
        { value: 'open', label: 'Open' },
        { value: 'won', label: 'Won' },
        { value: 'lost', label: 'Lost' },
      ],
    },
    { key: 'amount', label: 'Amount', type: 'money', shown: true, edited: true },
    { key: 'currency', label: 'Currency', type: 'text', made: true },
    { key: 'opened', label: 'Opened', type: 'instant', shown: true, made: true },
    { key: 'expected', label: 'Expected close', type: 'day', shown: true, edited: true },
    { key: 'closed', label: 'Closed', type: 'instant', made: true },
    { key: 'pipeline', label: 'Pipeline', type: 'reference', made: true },
    { key: 'solution', label: 'Solution', type: 'reference', made: true },
    { key: 'source', label: 'Source', type: 'text', edited: true },
    { key: 'channel', label: 'Channel', type: 'text', edited: true },
    { key: 'type', label: 'Type', type: 'text', edited: true },
    { key: 'vertical', label: 'Vertical', type: 'text', edited: true },
    { key: 'territory', label: 'Territory', type: 'text', edited: true },
    { key: 'probability', label: 'Probability', type: 'number', edited: true },
    { key: 'lostReason', label: 'Loss reason', type: 'text', edited: true },
    { key: 'campaign', label: 'Campaign', type: 'text', of: 'campaign.name' },
    { key: 'lead', label: 'Lead', type: 'text', of: 'lead.externalId', made: true },
    { key: 'externalId', label: 'Id in the CRM', type: 'text', required: true, searched: true, made: true },
    { key: 'modified', label: 'Changed in the CRM', type: 'instant' },
  ],
}

const at = { room: 'deals', path: '/api/v1/deals' } as const

export const dealEndpoints = listEndpoints(dealList, at)
export const dealRecord = recordEndpoints(dealList, at)
export const dealMaking = makingEndpoints(dealList, { ...at, along: ['account', 'person'] })
export const dealMany = bulkEndpoints(dealList, at)
