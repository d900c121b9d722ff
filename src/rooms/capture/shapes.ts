import { z } from 'zod'
import { currencyShape } from '#kernel/money'
import { systemShape } from '#kernel/source-system'
import { dayShape, instantShape } from '#kernel/time'

/** Kinds of file whose rows are staged, each into the table `staged.<kind>`. */
export const stagedKinds = [
  'deal',
  'account',
  'person',
  'lead',
  'user',
  'product',
  'stage_history',
  'campaign',
  'campaign_member',
  'campaign_cost',
  'activity',
] as const
export type StagedKind = (typeof stagedKinds)[number]

/** Kinds that are recognised, so that the user hears what became of the file, but whose rows are not staged (yet). */
export const fileKinds = [...stagedKinds, 'stage', 'quote', 'case', 'line_item', 'link', 'other'] as const
export type FileKind = (typeof fileKinds)[number]

export const vendors = ['salesforce', 'hubspot', 'pipedrive', 'zoho', 'marketo', 'pardot', 'unknown'] as const
export type Vendor = (typeof vendors)[number]

export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const
export type Encoding = (typeof encodings)[number]

export const delimiters = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof delimiters)[number]

/** How numeric dates are ordered: 31.12.2025 is dmy, 12/31/2025 is mdy, 2025-12-31 is ymd. */
export const dateOrders = ['dmy', 'mdy', 'ymd'] as const
export type DateOrder = (typeof dateOrders)[number]

export const decimalSigns = ['.', ','] as const
export type DecimalSign = (typeof decimalSigns)[number]

export const stageKinds = ['open', 'won', 'lost'] as const
export type StageKind = (typeof stageKinds)[number]

export const columnTypes = ['empty', 'text', 'number', 'money', 'share', 'date', 'flag', 'email', 'url', 'phone'] as const
export type ColumnType = (typeof columnTypes)[number]

/** Sure is 1; below 0.5 nobody should rely on it without a look. */
const confidence = z.number().min(0).max(1)

export const columnGuessShape = z.object({
  index: z.int().describe('Position in the file, from 0'),
  header: z.string().describe('As in the file; may be empty or repeated'),
  name: z.string().describe('Unique and never empty: the header, "Email (2)" or "Column 7"'),
  samples: z.array(z.string()),
  filled: confidence.describe('Share of rows with a value'),
  distinct: z.int().describe('Different values, about'),
  type: z.enum(columnTypes),
})
export type ColumnGuess = z.infer<typeof columnGuessShape>

/** `field` is a key of the kind's fields, or `entered` (a stage's date), `custom` (kept as a custom field) or `ignore` (nothing in it). */
export const columnMappingShape = z.object({
  column: z.int(),
  field: z.string(),
  stage: z.string().optional().describe('For `entered`: the stage that was entered on this date'),
  confidence,
  why: z.string(),
})
export type ColumnMapping = z.infer<typeof columnMappingShape>

export const formatsShape = z.object({
  dateOrder: z.enum(dateOrders),
  dateOrderAmbiguous: z.boolean().describe('The file has dates such as 03/04/2025 and none that tells the order'),
  decimal: z.enum(decimalSigns),
  decimalAmbiguous: z.boolean().describe('The file has numbers such as 1.234 and none that tells what the sign means'),
  currency: currencyShape.nullable(),
})
export type Formats = z.infer<typeof formatsShape>

export const questionShape = z.object({
  id: z.string().describe('<file number>.<what is asked>, stable'),
  file: z.int().nullable(),
  asks: z.enum(['dateOrder', 'decimal', 'kind', 'header', 'stages', 'currency', 'quote', 'system']),
  text: z.string(),
  options: z.array(z.object({ value: z.string(), label: z.string() })),
  chosen: z.string().describe('What is used until someone answers'),
  must: z.boolean().optional().describe('Nothing is previewed or imported before a correction says it, be it the chosen one'),
  samples: z.array(z.string()),
  pairs: z
    .array(z.object({ id: z.string(), here: z.string(), file: z.string() }))
    .optional()
    .describe('Records of one id that say something else, side by side'),
})
export type Question = z.infer<typeof questionShape>

export const rejectClasses = ['broken', 'unreadable', 'incomplete', 'duplicate', 'footer', 'blank', 'aside'] as const

/** Every row of a file is in exactly one of these: `rows` is their sum. */
export const rowCountsShape = z.object({
  rows: z.int().describe('Records in the file, without the header'),
  staged: z.int().describe('Rows that will be used'),
  deleted: z.int().describe('Rows marked deleted or archived: kept, but in no number'),
  rejected: z.int().describe('Broken, unreadable or incomplete rows'),
  duplicates: z.int().describe('Rows whose id comes again in the file; the newest one is used'),
  left_out: z.int().describe('Blank rows, totals and report footers, and rows about something else than the kind'),
})
export type RowCounts = z.infer<typeof rowCountsShape>

export const fileGuessShape = z.object({
  file: z.int().describe('File number, from 0, in the order given'),
  name: z.string(),
  bytes: z.int(),
  encoding: z.enum(encodings),
  bom: z.boolean(),
  delimiter: z.enum(delimiters),
  quote: z.string(),
  hasHeader: z.boolean(),
  headerRow: z.int().describe('Lines above the header that are no data, such as a report title'),
  columns: z.array(columnGuessShape),
  vendor: z.enum(vendors),
  vendorConfidence: confidence,
  kind: z.enum(fileKinds),
  kindConfidence: confidence,
  mapping: z.array(columnMappingShape),
  formats: formatsShape,
  counts: rowCountsShape,
  unreadable: z
    .array(z.object({ column: z.string(), cells: z.int(), sample: z.string() }))
    .describe('Cells kept as text because they are no number'),
  sampleRows: z.array(z.array(z.string())).describe('The first rows as they are in the file'),
  problem: z.string().nullable().describe('Why nothing of this file can be used, if so'),
  remarks: z
    .array(z.string())
    .default([])
    .describe('What was left out before the rows were read: hidden sheets, characters that nobody sees'),
  remembered: instantShape.optional().describe('Read as a file of this shape was on that day; the correction `forget` reads it as new'),
})
export type FileGuess = z.infer<typeof fileGuessShape>

export const stageGuessShape = z.object({
  pipeline: z.string().describe('Empty when the files name none'),
  stage: z.string(),
  position: z.int(),
  kind: z.enum(stageKinds),
  confidence,
  why: z.string(),
  deals: z.int(),
})
export type StageGuess = z.infer<typeof stageGuessShape>

export const joinGuessShape = z.object({
  from: z.string().describe('For example deal.owner_name'),
  to: z.string().describe('For example user.full_name'),
  values: z.int().describe('Different values on the from side'),
  matched: z.int(),
  missing: z.array(z.string()).describe('Some values that found nothing'),
})
export type JoinGuess = z.infer<typeof joinGuessShape>

/** What stands for the first system where a name is wanted. */
export const sameSystem = 'same'

/** A system: its name, or nothing for the first one of the workspace. */
const whichSystem = z.union([systemShape, z.literal('')])

export const setGuessShape = z.object({
  files: z.array(fileGuessShape),
  stages: z.array(stageGuessShape),
  joins: z.array(joinGuessShape),
  asOf: dayShape.nullable().describe('The latest day on which something is known to have happened'),
  currency: currencyShape.nullable(),
  convertedByDeals: z
    .int()
    .optional()
    .describe('Leads that count as converted because a deal names them, where the lead file does not say'),
  questions: z.array(questionShape),
  system: whichSystem.optional().describe('Whose ids the files hold: the name of a system, or empty for the first one of the workspace'),
  systems: z.array(z.string()).optional().describe('The systems beside the first one that are known here'),
  owners: z
    .array(
      z.object({
        file: z.int(),
        kind: z.enum(stagedKinds),
        column: z.string().describe('The column that names the owner'),
        values: z.int().describe('Different owners'),
        known: z.int().describe('Those among the users of the files or of the workspace'),
        unknown: z.array(z.string()).describe('Some of the others'),
      }),
    )
    .optional()
    .describe('Whose the records are, as far as files say it'),
})
export type SetGuess = z.infer<typeof setGuessShape>

export const fileCorrectionShape = z.object({
  kind: z.enum(fileKinds).optional(),
  vendor: z.enum(vendors).optional(),
  encoding: z.enum(encodings).optional(),
  delimiter: z.enum(delimiters).optional(),
  hasHeader: z.boolean().optional(),
  dateOrder: z.enum(dateOrders).optional(),
  decimal: z.enum(decimalSigns).optional(),
  currency: currencyShape.optional(),
  mapping: z.array(z.object({ column: z.int(), field: z.string(), stage: z.string().optional() })).optional(),
  forget: z.boolean().optional().describe('Use nothing of what was said of an earlier file of this shape'),
})
export type FileCorrection = z.infer<typeof fileCorrectionShape>

/** What a person says instead of a guess; what is left out stays guessed. */
export const correctionShape = z.object({
  files: z.array(fileCorrectionShape.extend({ file: z.int() })).optional(),
  stages: z
    .array(z.object({ pipeline: z.string(), stage: z.string(), kind: z.enum(stageKinds) }))
    .optional()
    .describe('The whole process in order; stages not named come after, as guessed'),
  currency: currencyShape.optional(),
  asOf: dayShape.optional(),
  system: whichSystem
    .optional()
    .describe(
      'Which system the files are from. Empty: the first one of the workspace. Ids of any other stand by themselves, under its name',
    ),
})
export type Correction = z.infer<typeof correctionShape>

/** What people said of the last file of a shape. Columns go by their names, in small letters. */
export const rememberedShape = fileCorrectionShape.pick({ vendor: true, dateOrder: true, decimal: true, currency: true }).extend({
  kind: z.enum(fileKinds),
  columns: z.array(z.object({ column: z.string(), field: z.string(), stage: z.string().optional() })).optional(),
  stages: correctionShape.shape.stages,
  setCurrency: currencyShape.optional().describe('What holds where no file of the import names one'),
  system: whichSystem.optional(),
})
export type Remembered = z.infer<typeof rememberedShape>

/**
 * What stands before the cells of a row in a file of returned rows, by language. A file that comes back repaired is known by them, also where nobody
 * loaded a catalogue, so what stood here once stays.
 */
export const returnedHeaders: Readonly<Record<string, readonly [string, string, string]>> = {
  en: ['Reason', 'File', 'Row'],
  de: ['Grund', 'Datei', 'Zeile'],
}

/** One row that is not used, with its reason and its cells as they were in the file. */
export const rejectedRowShape = z.object({
  row: z.int().describe('Row in the file; the header is 0'),
  class: z.enum(rejectClasses),
  reason: z.string(),
  cells: z.array(z.string()),
})
export type RejectedRow = z.infer<typeof rejectedRowShape>

/** What is known of rows that come back before there is a preview. */
export const checkedShape = z.object({
  files: z.array(
    z.object({
      file: z.int(),
      rows: z.int().describe('Rows that were looked at'),
      whole: z.boolean().describe('Those are all; else they are the first ones of the file, which is still being read'),
      reject: z.int().describe('Rows of these that come back with a reason'),
    }),
  ),
  first: z
    .array(
      z.object({
        file: z.int(),
        row: z.int().describe('Row in the file; the header is 0'),
        column: z.string().nullable().describe('The column that cannot be read, where it is one'),
        value: z.string().nullable().describe('What stands there, at most 60 characters'),
        reason: z.string(),
      }),
    )
    .describe('The first of them'),
})
export type Checked = z.output<typeof checkedShape>

/** A row that an undo left. */
const leftRowShape = z.object({
  what: z.string(),
  id: z.string(),
  why: z.enum(['changed since', 'removed since', 'still referred to', 'there again']),
  byEvent: z.string().nullable().optional().describe('The event that changed it since'),
  name: z.string().nullable().optional().describe('What the record is called, where it has a page and the caller may read it'),
  by: z.string().optional().describe('Who changed it since'),
  at: instantShape.optional(),
})

/** How an undo ended. */
export const undoneShape = z.object({
  undone: z.boolean().describe('false when there are conflicts and keepChanged was not said; then nothing was touched'),
  rows: z.int().describe('Rows put back'),
  conflicts: z.array(leftRowShape).describe('At most 100'),
  conflictCount: z.int(),
})
export type Undone = z.output<typeof undoneShape>
