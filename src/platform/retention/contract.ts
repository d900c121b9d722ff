import { z } from 'zod'
import { managers, members } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { instantShape } from '#kernel/time'

const months = (least: number) => z.int().min(least).max(240).nullable().default(null)

/** The least that the audit log is kept: whoever did something wrong cannot shorten it to nothing. */
export const leastAuditMonths = 6
/** Mails are gone after so many days in any case. */
export const mostMailDays = 30

/** How long what is kept. Null is for ever, and that is what holds until an owner says otherwise. */
export const retentionShape = z.object({
  people: z
    .object({
      afterMonths: z.int().min(1).max(240).describe('Months without anything that is dated'),
      how: z
        .enum(['erase', 'anonymise'])
        .describe(
          '`erase` keeps keyed hashes, so that no import brings them back; `anonymise` keeps nothing, so they may come again as somebody new',
        ),
      customers: z.boolean().default(false).describe('Also people of companies that have won deals'),
      filter: z.string().max(20_000).default('').describe('Which people at most, as the filter of the list of people; empty for all'),
    })
    .nullable()
    .default(null)
    .describe('People of whom nothing was heard; those with an open deal always stay'),
  textsAfterMonths: months(1).describe('Notes and texts of activities'),
  filesAfterMonths: months(1).describe('Imported files'),
  undoAfterMonths: months(1).describe('What personal fields held before a change'),
  auditAfterMonths: months(leastAuditMonths).describe('Entries of the audit log on accounts, access and keys'),
  mailsAfterDays: z.int().min(1).max(mostMailDays).nullable().default(null).describe('Mails of the outbox'),
})
export type RetentionRules = z.output<typeof retentionShape>

export const nothingGoes: RetentionRules = retentionShape.parse({})

/** In the order in which a run goes through them: texts before people, with whom theirs would go uncounted. */
export const ruleNames = ['texts', 'people', 'files', 'undo', 'mails', 'audit'] as const
export type RuleName = (typeof ruleNames)[number]

/** The rules that are set, with how many months or, for mails, days. */
export function setRules(rules: RetentionRules): { rule: RuleName; after: number }[] {
  const after: Readonly<Record<RuleName, number | null>> = {
    texts: rules.textsAfterMonths,
    people: rules.people?.afterMonths ?? null,
    files: rules.filesAfterMonths,
    undo: rules.undoAfterMonths,
    mails: rules.mailsAfterDays,
    audit: rules.auditAfterMonths,
  }
  return ruleNames.flatMap((rule) => (after[rule] === null ? [] : [{ rule, after: after[rule] }]))
}

const rowShape = z.object({
  id: z.uuid(),
  what: z.string().describe('Name or kind of the record'),
  at: instantShape.describe('The last time that something was heard of it'),
})

const holdShape = z.object({
  id: idOf('retention_hold'),
  kind: z.enum(['person', 'import']),
  recordId: z.uuid(),
  reason: z.string(),
  by: z.string(),
  at: instantShape,
})

const runShape = z.object({
  asOf: instantShape,
  finishedAt: instantShape,
  counts: z.record(z.string(), z.int()).describe('Records by rule'),
})

export const readRetention = endpoint({
  id: 'retention.read',
  method: 'GET',
  path: '/api/v1/retention',
  summary: 'How long what is kept, when the next run is, what the last one did, and what is held from it',
  access: managers,
  limits: { rate: 'read' },
  answer: z.object({
    rules: retentionShape,
    nextRun: instantShape.nullable(),
    running: z.boolean(),
    lastRun: runShape.nullable(),
    holds: z.array(holdShape),
  }),
})

export const setRetention = endpoint({
  id: 'retention.set',
  method: 'PUT',
  path: '/api/v1/retention',
  summary: 'Say how long what is kept; the first run is a day later, then daily',
  access: members('owner'),
  limits: { rate: 'write' },
  body: retentionShape,
  answer: z.object({ rules: retentionShape, nextRun: instantShape.nullable() }),
})

export const tryRetention = endpoint({
  id: 'retention.dryRun',
  method: 'POST',
  path: '/api/v1/retention/dry-run',
  summary: 'What a run of these rules would clear now, counted and listed; nothing is written',
  access: managers,
  limits: { rate: 'read', timeMs: 120_000 },
  body: retentionShape,
  answer: z.object({
    asOf: instantShape,
    rules: z.array(
      z.object({
        rule: z.enum(ruleNames),
        before: instantShape.describe('Records with something at this time or later stay'),
        count: z.int(),
        rows: z.array(rowShape).describe('The first of them'),
      }),
    ),
    kept: z.array(z.object({ table: z.string(), columns: z.array(z.string()) })).describe('What stays of cleared records, for the numbers'),
  }),
})

export const tryRows = endpoint({
  id: 'retention.dryRunRows',
  method: 'POST',
  path: '/api/v1/retention/dry-run/rows',
  summary: 'All records that a run of one of these rules would clear, page by page, in the order of their ids',
  access: managers,
  limits: { rate: 'read', timeMs: 120_000 },
  body: z.object({
    rules: retentionShape,
    rule: z.enum(ruleNames),
    after: z.uuid().nullable().default(null).describe('The last id of the page before'),
    limit: z.int().min(1).max(1_000).default(200),
  }),
  answer: z.object({ rows: z.array(rowShape), after: z.uuid().nullable().describe('For the next page; null at the end') }),
})

export const runRetention = endpoint({
  id: 'retention.run',
  method: 'POST',
  path: '/api/v1/retention/run',
  summary: 'Begin a run of the saved rules now; there is no way back',
  access: members('owner'),
  limits: { rate: 'write' },
  body: z.object({ confirm: z.literal('erase').describe('There is no way back') }),
  answer: z.object({}),
})

export const holdRecord = endpoint({
  id: 'retention.hold',
  method: 'POST',
  path: '/api/v1/retention/holds',
  summary: 'Keep a person, or the files of an import, from every rule and from erasure until the hold is ended',
  access: managers,
  limits: { rate: 'write' },
  body: z.object({
    kind: z.enum(['person', 'import']),
    recordId: z.uuid(),
    reason: z.string().trim().min(1).max(400).describe('Why it must be kept, such as a case or a duty'),
  }),
  answer: z.object({ hold: holdShape }),
})

export const endHold = endpoint({
  id: 'retention.endHold',
  method: 'POST',
  path: '/api/v1/retention/holds/{holdId}/end',
  summary: 'End a hold: from the next run on the rules go for the record again',
  access: managers,
  limits: { rate: 'write' },
  params: z.object({ holdId: idOf('retention_hold') }),
  answer: z.object({}),
})
