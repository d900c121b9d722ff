import { recordActions } from '#platform/list/record'
import { leadRecord } from '../contract.ts'
import { leadSource } from '../store/list.ts'
import { leads } from '../tables.ts'

/** What can be done with one lead. */
export const leadPage = recordActions(leadRecord, { source: leadSource, kept: leads })
