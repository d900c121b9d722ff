import { z } from 'zod'
import { everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { dayShape } from '#kernel/time'
import { criterionShape } from '#rooms/agreement/contract'
import { firstTimeMs } from './history-test.ts'
import { limitShape } from './limit.ts'

const levelShape = z.object({
  name: z.string(),
  n: z.int(),
  hits: z.int().describe('Of them won'),
  low: z.number().nullable(),
  high: z.number().nullable(),
  points: z.int().describe('Beyond the most frequent level of the fact'),
})

export const learnedFactShape = z.object({
  key: z.string(),
  label: z.string(),
  used: z.boolean(),
  told: z.boolean().describe('Whether people who were not used to fit are foreseen better with it, by more than chance'),
  part: z.number().describe('Its part of what all facts together tell'),
  leak: z.string().nullable().describe('Why it looks as if sales filled it in later'),
  single: z.boolean().describe('Everybody has the same value, so nothing can be learned from it'),
  levels: z.array(levelShape).describe('Of used facts'),
})
export type LearnedFact = z.output<typeof learnedFactShape>

const triedShape = z.object({
  n: z.int(),
  hits: z.int(),
  from: dayShape.nullable().describe('Those handed over from this day on; null for all'),
  auc: z
    .object({ value: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable() })
    .describe('How often somebody who was won has more points than somebody who was not'),
  brier: z
    .object({ value: z.number().nullable(), alike: z.number().nullable() })
    .describe('Mean square of what was foreseen less what came; alike: if the share of all were foreseen for everybody'),
  calibration: z.array(
    z.object({
      n: z.int(),
      hits: z.int(),
      foreseen: z.number(),
      came: z.number(),
      low: z.number().nullable(),
      high: z.number().nullable(),
    }),
  ),
})
export type Tried = z.output<typeof triedShape>

export const learnScorecard = endpoint({
  id: 'measure.learnScorecard',
  method: 'POST',
  path: '/api/v1/lead-contract/scorecard',
  summary:
    'Which facts did tell who would be won: points learned from history that add up, tried on people who were not used to learn them; nothing is applied by itself',
  access: everyMember,
  records: { allBut: [] },
  limits: { rate: 'read', timeMs: firstTimeMs },
  body: z.object({
    facts: z
      .array(z.string().max(220))
      .max(200)
      .optional()
      .describe('Facts to use; when left out those that tell, without those that sales seem to fill in later'),
  }),
  answer: z.object({
    people: z.int().describe('Whose outcome is known'),
    hits: z.int().describe('Of them won'),
    target: z.enum(['won', 'converted', 'none']),
    why: z.string().nullable().describe('Why nothing can be said; null when something can'),
    double: z.int().describe('So many points double the odds'),
    base: z.number().describe('The chance of somebody without any points'),
    facts: z.array(learnedFactShape),
    folds: triedShape.nullable().describe('Each fifth by the other four'),
    later: triedShape.nullable().describe('The last quarter by what came before'),
    laterWhy: z.string().nullable(),
    criteria: z.array(criterionShape).describe('For a draft of the lead contract'),
    left: z.int().describe('Levels with points that a contract has no room for, those that matter least'),
    threshold: z.int().describe('The score that about the best third reach'),
    limits: z.array(limitShape),
  }),
})
