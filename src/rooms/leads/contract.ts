import { bulkEndpoints } from '#kernel/bulk-endpoints'
import type { ListDeclaration } from '#kernel/list'
import { listEndpoints, recordEndpoints } from '#kernel/list-endpoints'
import { makingEndpoints } from '#kernel/making-endpoints'

export * from './contract/follow-up.ts'
export * from './contract/hand-over.ts'
export * from './contract/nurture.ts'
export * from './contract/nurture-one.ts'
export * from './contract/outcomes.ts'
export * from './contract/queue.ts'
export * from './contract/queue-live.ts'
export * from './contract/routing.ts'
export * from './contract/routing-versions.ts'
export * from './contract/states.ts'
export * from './contract/tasks.ts'
export * from './contract/timeline.ts'

/** Leads as a list and on their page. A lead is called as its person is. */
export const leadList: ListDeclaration = {
  kind: 'lead',
  one: 'lead',
  many: 'leads',
  name: 'name',
  sort: [{ key: 'created', descending: true }],
  columns: [
    { key: 'name', label: 'Lead', type: 'text', required: true, searched: true, shown: true, of: 'person.name' },
    { key: 'account', label: 'Account', type: 'reference', to: 'account', shown: true },
    { key: 'status', label: 'Status', type: 'text', shown: true, edited: true },
    {
      key: 'state',
      label: 'State',
      type: 'choice',
      shown: true,
      options: [
        { value: 'offered', label: 'Offered' },
        { value: 'accepted', label: 'Accepted' },
        { value: 'working', label: 'In work' },
        { value: 'returned', label: 'Back to nurture' },
        { value: 'rejected', label: 'Rejected' },
        { value: 'converted', label: 'Converted' },
        { value: 'disqualified', label: 'Disqualified' },
      ],
    },
    { key: 'owner', label: 'Owner', type: 'reference', shown: true, edited: true },
    { key: 'source', label: 'Source', type: 'text', shown: true, edited: true },
    { key: 'created', label: 'Created', type: 'instant', shown: true, made: true },
    { key: 'converted', label: 'Converted', type: 'flag', shown: true },
    { key: 'convertedAt', label: 'Converted on', type: 'instant' },
    { key: 'person', label: 'Person', type: 'reference', to: 'person', made: true },
    { key: 'email', label: 'E-mail', type: 'text', of: 'person.email' },
    { key: 'title', label: 'Title', type: 'text', of: 'person.title' },
    { key: 'industry', label: 'Industry', type: 'text', edited: true },
    { key: 'country', label: 'Country', type: 'text', edited: true },
    { key: 'channel', label: 'Channel', type: 'text' },
    { key: 'campaign', label: 'Campaign', type: 'text', of: 'campaign.name' },
    { key: 'score', label: 'Points', type: 'number' },
    { key: 'queue', label: 'Queue', type: 'text' },
    { key: 'why', label: 'Why routed', type: 'text', of: 'lead.owner', again: true },
    { key: 'offered', label: 'Offered on', type: 'instant' },
    { key: 'acceptBy', label: 'Accept by', type: 'instant' },
    { key: 'contactBy', label: 'Contact by', type: 'instant' },
    { key: 'firstContact', label: 'First contact', type: 'instant' },
    { key: 'contactMinutes', label: 'Working minutes to first contact', type: 'number' },
    { key: 'restsUntil', label: 'Rests until', type: 'instant' },
    { key: 'deal', label: 'Deal in the CRM', type: 'text', of: 'deal.externalId' },
    { key: 'externalId', label: 'Id in the CRM', type: 'text', required: true, searched: true, made: true },
  ],
}

const at = { room: 'leads', path: '/api/v1/leads' } as const

export const leadEndpoints = listEndpoints(leadList, at)
export const leadRecord = recordEndpoints(leadList, at)
export const leadMaking = makingEndpoints(leadList, { ...at, along: ['account', 'person'] })
export const leadMany = bulkEndpoints(leadList, at)
