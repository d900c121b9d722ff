import { z } from 'zod'
import { everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { dayShape } from '#kernel/time'
import { answerShape, lookShape, metricPath, question, subjects, units, unmeasured, whereShape } from './contract/answer.ts'
import { differenceShape, foundTrendShape } from './contract/differences.ts'
import { evidenceShape } from './contract/evidence.ts'
import { limitShape } from './contract/limit.ts'
import { accountWayShape, marketingShape } from './contract/marketing.ts'

export * from './contract/answer.ts'
export * from './contract/differences.ts'
export * from './contract/evidence.ts'
export * from './contract/limit.ts'
export * from './contract/marketing.ts'
export * from './contract/pictures.ts'

/** Something that the facts can be cut by. */
export const dimensionShape = z.object({
  subject: z.enum(['deal', 'lead']),
  key: z.string(),
  label: z.string().describe('As in the file'),
  origin: z.enum(['deal', 'account', 'owner', 'product', 'lead', 'date', 'marketing']),
  values: z.int(),
})
export type Dimension = z.output<typeof dimensionShape>

/** One stage with its counts; entered = advanced + won + lost + movedBack + open, always. Null where the data has no stage dates. */
export const stageRowShape = z.object({
  pipeline: z.string().nullable(),
  stage: z.string(),
  position: z.int(),
  entered: z.int().nullable(),
  advanced: z.int().nullable(),
  won: z.int().nullable(),
  lost: z.int().nullable(),
  movedBack: z.int().nullable(),
  open: z.int(),
  skipped: z.int().nullable().describe('Times that a deal passed over this stage on its way forward; not part of entered'),
  reentered: z.int().nullable().describe('Entries by deals that had been here before; part of entered'),
  conversion: answerShape.nullable(),
  timeInStage: answerShape.nullable(),
  openAmount: z.number(),
  openWithoutAmount: z.int(),
})
export type StageRow = z.output<typeof stageRowShape>

/** A slice whose close rate differs from all other deals by more than chance, after correcting for how many were looked at. */
export const standoutShape = z.object({
  dimension: z.string(),
  label: z.string(),
  value: z.string().nullable(),
  better: z.boolean(),
  answer: answerShape,
  rest: z.number().describe('Close rate of all other closed deals with a value here'),
  looked: z.int().describe('How many slices were compared'),
  moneyAYear: z.number().nullable().describe('Gap in close rate times closed deals a year times mean won size'),
})
export type Standout = z.output<typeof standoutShape>

/** One thing about the data that costs trust. */
export const qualityItemShape = z.object({
  key: z.string(),
  title: z.string(),
  count: z.int(),
  of: z.int(),
  money: z.number().nullable().describe('Known amount of the deals concerned, in the currency of the diagnosis'),
  examples: z.array(z.string()).describe('References of up to five records'),
  next: z.string().describe('What to do about it'),
})
export const qualityShape = z.object({
  score: z.number().nullable().describe('0 to 100'),
  formula: z.string(),
  items: z.array(qualityItemShape),
})
export type Quality = z.output<typeof qualityShape>
export type QualityItem = z.output<typeof qualityItemShape>

/** Everything that `measure` has to say about one set of facts. */
export const measuredShape = z.object({
  asOf: dayShape,
  currency: z.string().nullable(),
  currencies: z.array(
    z.object({
      currency: z.string(),
      deals: z.int().describe('Deals with an amount in it'),
      converted: z
        .int()
        .describe('Of those, converted with a dated rate; the others are left out of money unless it is the currency of the diagnosis'),
    }),
  ),
  period: z.object({ from: dayShape, to: dayShape }).nullable().describe('First and last day on which a deal was opened or closed'),
  deals: z.object({ all: z.int(), open: z.int(), won: z.int(), lost: z.int() }),
  leads: z.object({ all: z.int(), converted: z.int() }),
  baselines: z.array(answerShape).describe('Close rate, deal size, sales cycle'),
  leadConversion: answerShape.nullable(),
  stagesKnown: z.boolean().describe('Whether the data says when deals entered stages'),
  stages: z.array(stageRowShape),
  standouts: z.array(standoutShape),
  differences: z.array(differenceShape).describe('Slices with larger or smaller deals, or slower or quicker ones'),
  trends: z.array(foundTrendShape).describe('The most telling few, whole numbers first'),
  compared: z.object({
    slices: z.int().describe('Comparisons of a slice with all others that were made'),
    trends: z.int().describe('Trends that were looked for'),
    dimensions: z.array(z.string()),
    leftOut: z.array(z.string()).describe('Dimensions that follow from the outcome, such as a reason for losing'),
  }),
  quality: qualityShape,
  limits: z.array(limitShape),
  marketing: marketingShape.nullable().describe('null where the data has no campaigns'),
  accounts: accountWayShape.nullable().describe('null where the data has no accounts beside those of deals'),
  evidence: evidenceShape,
})
export type Measured = z.output<typeof measuredShape>

export const listDimensions = endpoint({
  id: 'measure.dimensions',
  ...question,
  path: '/api/v1/dimensions',
  summary: 'What the numbers can be cut by',
  query: z.object({ asOf: lookShape.asOf }),
  answer: z.object({ dimensions: z.array(dimensionShape) }),
})

export const listValues = endpoint({
  id: 'measure.values',
  ...question,
  path: '/api/v1/dimensions/{key}/values',
  summary: 'The values of a dimension, those with the most deals (or leads, where only leads know it) first, at most 500',
  params: z.object({
    key: z
      .string()
      .max(100)
      .meta({ examples: ['owner'] }),
  }),
  query: z.object({ asOf: lookShape.asOf }),
  answer: z.object({
    values: z.array(z.object({ value: z.string().nullable(), n: z.int().describe('Deals, or leads where only leads know the dimension') })),
  }),
})

export const readSlices = endpoint({
  id: 'measure.slices',
  ...question,
  path: '/api/v1/slices/{by}',
  summary: 'The headline numbers for each value of a dimension',
  params: z.object({
    by: z
      .string()
      .max(100)
      .meta({ examples: ['owner'] }),
  }),
  query: z.object({ where: whereShape, ...lookShape }),
  answer: z.object({ rows: z.array(z.object({ value: z.string().nullable(), answers: z.array(answerShape) })) }),
})

export const listMetrics = endpoint({
  id: 'measure.metrics',
  method: 'GET',
  path: '/api/v1/metrics',
  summary: 'Every number that can be asked, with its definition and what it cannot know',
  access: everyMember,
  records: 'none',
  limits: { rate: 'read' },
  answer: z.object({
    metrics: z.array(
      z.object({
        name: z.string(),
        title: z.string(),
        definition: z.string(),
        unit: z.enum(units),
        subject: z.enum(subjects),
        cannot: z.string(),
      }),
    ),
  }),
})

export const askMetric = endpoint({
  id: 'measure.ask',
  ...question,
  path: '/api/v1/metrics/{name}',
  summary: 'One number with its proof, whole, filtered, or for each value of a dimension',
  params: metricPath,
  query: z.object({ where: whereShape, by: z.string().max(100).optional(), ...lookShape }),
  answer: z.object({ answers: z.array(answerShape) }),
})

/** The rows behind a number. How many there are is the number's own count. */
export const recordsShape = z.object({
  answer: answerShape,
  columns: z.array(z.object({ key: z.string(), label: z.string(), unit: z.enum(['text', 'day', 'money', 'days', 'count']) })),
  rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()]))),
  deals: z.array(z.string().nullable()).describe('Of each row the id by which its deal can be repaired; empty where rows are not deals'),
  total: z.int(),
  offset: z.int(),
})

export const readRecords = endpoint({
  id: 'measure.records',
  ...question,
  path: '/api/v1/metrics/{name}/records',
  summary: 'The rows behind a number, newest first, a hundred at a time',
  params: metricPath,
  query: z.object({ where: whereShape, offset: z.coerce.number().int().min(0).default(0), ...lookShape }),
  answer: recordsShape,
})

/** More deals than this are not told at once. */
export const mostIds = 50_000

export const listRecordDeals = endpoint({
  id: 'measure.recordDeals',
  ...question,
  path: '/api/v1/metrics/{name}/deals',
  summary: 'The ids of all deals behind a number, to do something with all of them; at most 50,000',
  params: metricPath,
  query: z.object({ where: whereShape, ...lookShape }),
  answer: z.object({ deals: z.array(z.string()), total: z.int() }),
})

export const downloadRecords = endpoint({
  id: 'measure.recordsFile',
  kind: 'download',
  produces: 'text/csv',
  method: 'GET',
  path: '/api/v1/metrics/{name}/records.csv',
  summary: 'All rows behind a number as CSV, with nothing above its columns; what was filtered for stands in the name of the file',
  access: everyMember,
  records: { allBut: unmeasured },
  limits: { rate: 'heavy', timeMs: 600_000 },
  params: metricPath,
  query: z.object({ where: whereShape, ...lookShape }),
  answer: z.string(),
})
