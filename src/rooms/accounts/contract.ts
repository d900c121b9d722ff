import { bulkEndpoints } from '#kernel/bulk-endpoints'
import type { ListDeclaration } from '#kernel/list'
import { listEndpoints, recordEndpoints } from '#kernel/list-endpoints'
import { makingEndpoints } from '#kernel/making-endpoints'

/** Companies as a list and on their page. */
export const accountList: ListDeclaration = {
  kind: 'account',
  one: 'account',
  many: 'accounts',
  name: 'name',
  sort: [{ key: 'name', descending: false }],
  columns: [
    { key: 'name', label: 'Account', type: 'text', required: true, searched: true, shown: true, edited: true, single: true },
    { key: 'domain', label: 'Domain', type: 'text', searched: true, shown: true, made: true },
    { key: 'industry', label: 'Industry', type: 'text', shown: true, edited: true },
    { key: 'employees', label: 'Employees', type: 'number', shown: true, edited: true },
    { key: 'country', label: 'Country', type: 'text', shown: true, edited: true },
    { key: 'city', label: 'City', type: 'text', edited: true },
    { key: 'owner', label: 'Owner', type: 'reference', shown: true, edited: true },
    { key: 'territory', label: 'Territory', type: 'reference' },
    { key: 'type', label: 'Type', type: 'text', edited: true },
    { key: 'revenue', label: 'Revenue', type: 'money', edited: true },
    { key: 'website', label: 'Website', type: 'text', edited: true },
    { key: 'phone', label: 'Phone', type: 'text', edited: true },
    { key: 'parent', label: 'Parent', type: 'text', edited: true },
    { key: 'made', label: 'Created', type: 'instant' },
    { key: 'externalId', label: 'Id in the CRM', type: 'text', made: true },
  ],
}

/** People as a list and on their page. */
export const personList: ListDeclaration = {
  kind: 'person',
  one: 'person',
  many: 'people',
  name: 'name',
  sort: [{ key: 'name', descending: false }],
  columns: [
    { key: 'name', label: 'Person', type: 'text', required: true, searched: true, shown: true, edited: true, single: true },
    { key: 'email', label: 'E-mail', type: 'text', searched: true, shown: true, made: true },
    { key: 'title', label: 'Title', type: 'text', shown: true, edited: true },
    { key: 'account', label: 'Account', type: 'reference', to: 'account', shown: true, made: true },
    { key: 'phone', label: 'Phone', type: 'text', made: true },
    { key: 'owner', label: 'Owner', type: 'reference', edited: true },
    { key: 'source', label: 'Source', type: 'text', shown: true, edited: true },
    { key: 'origin', label: 'Origin', type: 'text' },
    { key: 'made', label: 'Created', type: 'instant', shown: true },
    { key: 'firstName', label: 'First name', type: 'text', edited: true, single: true },
    { key: 'lastName', label: 'Last name', type: 'text', edited: true, single: true },
    { key: 'externalId', label: 'Id in the CRM', type: 'text', made: true },
  ],
}

const accountsAt = { room: 'accounts', path: '/api/v1/accounts' } as const
const peopleAt = { room: 'accounts', path: '/api/v1/people' } as const

export const accountEndpoints = listEndpoints(accountList, accountsAt)
export const accountRecord = recordEndpoints(accountList, accountsAt)
export const accountMaking = makingEndpoints(accountList, { ...accountsAt, along: [] })
export const accountMany = bulkEndpoints(accountList, accountsAt)
export const personEndpoints = listEndpoints(personList, peopleAt)
export const personRecord = recordEndpoints(personList, peopleAt)
export const personMaking = makingEndpoints(personList, { ...peopleAt, along: ['account'] })
export const personMany = bulkEndpoints(personList, peopleAt)

const byHand = 'Typed in by hand'

/** How a person was won who was typed in: that somebody did, and what they said. It stays, whatever is typed later. */
export function originByHand(source: string | null): string {
  return source === null ? byHand : `${byHand}: ${source}`
}

/** Whether an origin says that somebody typed it in. */
export function isByHand(origin: string): boolean {
  return origin === byHand || origin.startsWith(`${byHand}: `)
}
