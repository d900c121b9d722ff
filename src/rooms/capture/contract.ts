import { z } from 'zod'
import { editors, everyMember, managers } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { instantShape } from '#kernel/time'
import { placedShape } from '#rooms/journey/contract'
import { checkedShape, correctionShape, rejectedRowShape, setGuessShape, undoneShape } from './shapes.ts'

export * from './contract/forms.ts'
export * from './contract/responses.ts'
export * from './contract/responses-taken.ts'
export * from './contract/time-saved.ts'
export * from './contract/tracker.ts'
export * from './contract/webhooks.ts'

/**
 * draft: files come and go, guesses are shown and corrected. previewed: the rehearsal is done, nothing is written.
 * done: it is in. undone: it is out again. failed: nothing was written, `failure` says why.
 */
export const importStates = ['draft', 'previewed', 'done', 'failed', 'undone'] as const
export type ImportState = (typeof importStates)[number]

/** What is going on with an import right now, in the background. */
export const importTasks = ['read', 'preview', 'run', 'undo'] as const
export type ImportTask = (typeof importTasks)[number]

/** Every row of the files is in exactly one of these: rows = create + update + skip + reject + duplicate + deleted + leftOut. */
export const tallyShape = z.object({
  kind: z
    .string()
    .describe(
      'What the rows are: deal, account, person, lead, user, product, stage_history, campaign, campaign_member, campaign_cost, activity',
    ),
  rows: z.int(),
  create: z.int(),
  update: z.int(),
  skip: z.int().describe('Already the same'),
  reject: z.int().describe('Returned with a reason'),
  duplicate: z.int().describe('Comes again in the file with the same id'),
  deleted: z.int().describe('Marked deleted or archived in the file'),
  leftOut: z.int().describe('Blank rows, totals, report footers'),
  suppressed: z.int().optional().describe('Rows of people who were erased; they are not taken again. Left out where there are none'),
})
export type Tally = z.output<typeof tallyShape>

const faceShape = z.object({
  title: z.string(),
  details: z.array(z.string()).describe('What else is known: address, telephone number'),
  where: z.string().describe('File and row, or that it is here already'),
})

/** Two records that may be one. Nothing is merged; a person decides. */
export const likelyPairShape = z.object({
  kind: z.enum(['person', 'account']),
  why: z.string().describe('What the two share'),
  first: faceShape,
  second: faceShape,
})
export type LikelyPair = z.output<typeof likelyPairShape>

export const outcomeShape = z.object({
  kinds: z.array(tallyShape),
  /** Records made because rows named them: an account from a deal, an owner from a name. */
  alsoMade: z.array(z.object({ what: z.string(), count: z.int() })),
  placed: z.array(placedShape).optional().describe('New deals that named no pipeline, where pipelines say what they are for'),
  samples: z.array(
    z.object({
      kind: z.string(),
      does: z.enum(['create', 'update', 'skip']),
      title: z.string(),
      where: z.string().describe('File and row'),
      changed: z.array(z.string()).describe('For updates: what changes'),
    }),
  ),
  duplicates: z
    .object({ count: z.int(), samples: z.array(likelyPairShape) })
    .optional()
    .describe('New records that may be one with another of the files or of the workspace; the first of them'),
  rejected: z.array(rejectedRowShape.extend({ file: z.string() })).describe('The first of them; the download has all'),
})
export type Outcome = z.output<typeof outcomeShape>

/** How the last undo ended. */
export const importFileShape = z.object({ file: z.int(), name: z.string(), bytes: z.int() })

export const importShape = z.object({
  id: idOf('import'),
  name: z.string(),
  state: z.enum(importStates),
  task: z.enum(importTasks).nullable().describe('What is under way; ask again until null'),
  progress: z.object({ step: z.string(), done: z.int(), of: z.int() }).nullable(),
  sample: z.boolean().describe('The made-up sample company'),
  createdAt: instantShape,
  finishedAt: instantShape.nullable(),
  by: z.string(),
  files: z.array(importFileShape),
  correction: correctionShape,
  guess: setGuessShape.nullable().describe('Null until the files have been read'),
  checked: checkedShape.nullable().describe('Rows that come back: of the first rows of each file while it is read, then of all'),
  preview: outcomeShape.nullable(),
  result: outcomeShape.nullable(),
  undo: undoneShape.nullable().describe('How the last undo ended; null while none was asked for, or one is under way'),
  eventId: idOf('event').nullable(),
  failure: z.string().nullable(),
})
export type Import = z.output<typeof importShape>

export const importLineShape = importShape
  .pick({ id: true, name: true, state: true, task: true, sample: true, createdAt: true, finishedAt: true, by: true, failure: true })
  .extend({
    kinds: z.array(tallyShape),
  })

const params = z.object({ importId: idOf('import') })

export const createImport = endpoint({
  id: 'capture.createImport',
  method: 'POST',
  path: '/api/v1/imports',
  summary: 'Begin an import; files are added to it',
  access: editors,
  limits: { rate: 'write' },
  body: z.object({}),
  answer: importShape,
})

export const addFile = endpoint({
  id: 'capture.addFile',
  kind: 'upload',
  method: 'POST',
  path: '/api/v1/imports/{importId}/files',
  summary: 'Add a file to an import: the body is the file itself',
  access: editors,
  limits: { rate: 'write', bodyBytes: 4 * 1024 ** 3, timeMs: 3_600_000 },
  params,
  query: z.object({ name: z.string().min(1).max(255) }),
  answer: importShape,
})

export const removeFile = endpoint({
  id: 'capture.removeFile',
  method: 'DELETE',
  path: '/api/v1/imports/{importId}/files/{file}',
  summary: 'Take a file out of an import that is not done yet',
  access: editors,
  limits: { rate: 'write' },
  params: params.extend({ file: z.coerce.number().int().min(0) }),
  answer: importShape,
})

export const readImport = endpoint({
  id: 'capture.readImport',
  method: 'GET',
  path: '/api/v1/imports/{importId}',
  summary: 'An import: files, guesses, progress, preview, result',
  access: everyMember,
  limits: { rate: 'read' },
  params,
  answer: importShape,
})

export const listImports = endpoint({
  id: 'capture.listImports',
  method: 'GET',
  path: '/api/v1/imports',
  summary: 'All imports, the newest first',
  access: everyMember,
  limits: { rate: 'read' },
  answer: z.object({ imports: z.array(importLineShape) }),
})

export const correctImport = endpoint({
  id: 'capture.correctImport',
  method: 'PUT',
  path: '/api/v1/imports/{importId}/correction',
  summary: 'Say what the guesses got wrong; the files are read again',
  access: editors,
  limits: { rate: 'write' },
  params,
  body: correctionShape,
  answer: importShape,
})

export const previewImport = endpoint({
  id: 'capture.previewImport',
  method: 'POST',
  path: '/api/v1/imports/{importId}/preview',
  summary: 'Rehearse the import: what it would create, update, skip and return. Nothing is written',
  access: editors,
  limits: { rate: 'write' },
  params,
  answer: importShape,
})

export const runImport = endpoint({
  id: 'capture.runImport',
  method: 'POST',
  path: '/api/v1/imports/{importId}/run',
  summary: 'Import what was previewed, in one commit that can be undone',
  access: editors,
  limits: { rate: 'write' },
  params,
  query: z.object({
    withoutPreview: z.enum(['true', 'false']).default('false').describe('Import what was read without a rehearsal first, for programs'),
  }),
  answer: importShape,
})

export const cancelImport = endpoint({
  id: 'capture.cancelImport',
  method: 'POST',
  path: '/api/v1/imports/{importId}/cancel',
  summary: 'Stop the reading, rehearsal, import or undo that is under way. Nothing of it is written, and it can be begun again',
  access: editors,
  limits: { rate: 'write' },
  params,
  answer: importShape,
})

export const undoImport = endpoint({
  id: 'capture.undoImport',
  method: 'POST',
  path: '/api/v1/imports/{importId}/undo',
  summary: 'Take an import back, in the background. Rows that changed since are listed and, with keepChanged, left alone',
  access: editors,
  limits: { rate: 'write' },
  params,
  body: z.object({ keepChanged: z.boolean().default(false).describe('Undo the rest although some rows changed since') }),
  answer: importShape,
})

export const discardImport = endpoint({
  id: 'capture.discardImport',
  method: 'DELETE',
  path: '/api/v1/imports/{importId}',
  summary: 'Throw away an import that was not run',
  access: editors,
  limits: { rate: 'write' },
  params,
  answer: z.object({ ok: z.literal(true) }),
})

export const rejectedRows = endpoint({
  id: 'capture.rejectedRows',
  kind: 'download',
  produces: 'text/csv',
  method: 'GET',
  path: '/api/v1/imports/{importId}/rejected',
  summary: 'All rows that were returned, as they were in the file, with the reason for each',
  access: everyMember,
  limits: { rate: 'heavy', timeMs: 600_000 },
  params,
  query: z.object({
    file: z.coerce.number().int().min(0).optional().describe('Only those of this file, so that it can be repaired and imported again'),
  }),
  answer: z.string(),
})

export const loadSample = endpoint({
  id: 'capture.loadSample',
  method: 'POST',
  path: '/api/v1/sample',
  summary: 'Import the made-up sample company; undo it like any import',
  access: editors,
  limits: { rate: 'heavy', timeMs: 120_000 },
  answer: importShape,
})

export const exportAll = endpoint({
  id: 'capture.exportAll',
  kind: 'download',
  produces: 'application/zip',
  method: 'GET',
  path: '/api/v1/export',
  summary: 'All records of the workspace as a zip of plain files: JSON lines and CSV for each table, and a manifest',
  access: managers,
  limits: { rate: 'heavy', timeMs: 3_600_000 },
  answer: z.string(),
})

export const restoreExport = endpoint({
  id: 'capture.restoreExport',
  kind: 'upload',
  method: 'POST',
  path: '/api/v1/export/restore',
  summary: 'Bring all records of an export into a workspace that has none: the body is the zip. In one commit that can be undone',
  access: managers,
  limits: { rate: 'heavy', bodyBytes: 16 * 1024 ** 3, timeMs: 3_600_000 },
  query: z.object({ name: z.string().min(1).max(255).describe('What to call it in the list of imports') }),
  answer: importShape,
})
