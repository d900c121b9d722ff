import type { ListDeclaration, RecordKind } from '#kernel/list'
import type { ListEndpoints, RecordEndpoints } from '#kernel/list-endpoints'
import type { AlongKind, MakingEndpoints } from '#kernel/making-endpoints'
import {
  accountEndpoints,
  accountList,
  accountMaking,
  accountRecord,
  personEndpoints,
  personList,
  personMaking,
  personRecord,
} from '#rooms/accounts/contract'
import { dealEndpoints, dealList, dealMaking, dealRecord } from '#rooms/deals/contract'
import { leadEndpoints, leadList, leadMaking, leadRecord } from '#rooms/leads/contract'

/** What the dialog has to know of a kind of record. */
export interface MakingKind {
  readonly list: ListDeclaration
  readonly endpoints: ListEndpoints
  readonly making: MakingEndpoints
  readonly records: RecordEndpoints
  /** The address of its list. */
  readonly home: string
  /** Columns that are always there, in their order; all others that can be said stand behind a button. */
  readonly main: readonly string[]
  /** Columns that are given by where somebody stands and never typed. */
  readonly silent?: readonly string[]
}

export const makingKinds: Readonly<Record<RecordKind, MakingKind>> = {
  account: {
    list: accountList,
    endpoints: accountEndpoints,
    making: accountMaking,
    records: accountRecord,
    home: '/accounts',
    main: ['name', 'domain', 'industry', 'country', 'city', 'owner'],
  },
  person: {
    list: personList,
    endpoints: personEndpoints,
    making: personMaking,
    records: personRecord,
    home: '/people',
    main: ['firstName', 'lastName', 'email', 'phone', 'account', 'title', 'source', 'owner'],
    silent: ['name'],
  },
  deal: {
    list: dealList,
    endpoints: dealEndpoints,
    making: dealMaking,
    records: dealRecord,
    home: '/deals',
    main: [
      'name',
      'account',
      'person',
      'amount',
      'currency',
      'solution',
      'vertical',
      'pipeline',
      'stage',
      'closed',
      'lostReason',
      'expected',
      'owner',
      'source',
      'channel',
    ],
    silent: ['lead'],
  },
  lead: {
    list: leadList,
    endpoints: leadEndpoints,
    making: leadMaking,
    records: leadRecord,
    home: '/leads',
    main: ['person', 'source', 'status', 'owner', 'created'],
  },
}

/** Fields of a record that is made along with another one: what it is known by. */
export const alongFields: Readonly<Record<AlongKind, readonly string[]>> = {
  account: ['name', 'domain', 'city'],
  person: ['name', 'email', 'phone', 'title'],
}
