import { z } from 'zod'
import { idOf } from '#kernel/id'

/** A lead as a row of a list tells it. */
export const leadTold = {
  lead: idOf('lead'),
  person: z.string(),
  account: z.string().nullable(),
  owner: z.string().nullable(),
  channel: z.string().nullable(),
}

/** How a list is asked for page by page. */
export const pageAsked = {
  limit: z.coerce.number<string | number>().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional().describe('From the page before'),
}
