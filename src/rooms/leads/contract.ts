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
    { key: 'deal', label: 'Deal in the CRM', type: 'text', of: 'deal.externalId' },
    { key: 'externalId', label: 'Id in the CRM', type: 'text', required: true, searched: true, made: true },
  ],
}

const at = { room: 'leads', path: '/api/v1/leads' } as const

export const leadEndpoints = listEndpoints(leadList, at)
export const leadRecord = recordEndpoints(leadList, at)
export const leadMaking = makingEndpoints(leadList, { ...at, along: ['account', 'person'] })
export const leadMany = bulkEndpoints(leadList, at)
