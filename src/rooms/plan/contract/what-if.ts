import { z } from 'zod'

/** The year that a what-if starts from: what the sales velocity is made of. */
export const whatIfBaseShape = z.object({
  currency: z.string().nullable(),
  opportunities: z.number().describe('Deals that were decided a year'),
  wonAYear: z.number(),
  meanWon: z.number(),
  cycleDays: z.number().nullable().describe('Mean days from opening to winning'),
  stages: z.array(
    z.object({
      pipeline: z.string().nullable(),
      stage: z.string(),
      conversion: z.number(),
      entriesAYear: z.number(),
      chanceAfter: z.number().describe('Share won among closed deals that advanced past this stage'),
    }),
  ),
})
export type WhatIfBase = z.output<typeof whatIfBaseShape>
