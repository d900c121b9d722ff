import { z } from 'zod'

/** What the data cannot tell, and what would mend it. */
export const limitShape = z.object({
  key: z.string(),
  says: z.string(),
  remedy: z.string().nullable().describe('The report or column to add, for the system that the files came from'),
})
export type Limit = z.output<typeof limitShape>
