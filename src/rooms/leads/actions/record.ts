import { bulkActions } from '#platform/list/bulk'
import { recordActions } from '#platform/list/record'
import { leadMany, leadRecord } from '../contract.ts'
import { leadSource } from '../store/list.ts'
import { leads } from '../tables.ts'

/** What can be done with one lead, and with many at once. */
export const leadPage = recordActions(leadRecord, { source: leadSource, kept: leads })
export const leadBulk = bulkActions(leadMany, { source: leadSource, kept: leads })
