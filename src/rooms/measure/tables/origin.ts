import { doublePrecision, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import type { Id } from '#kernel/id'
import { idColumn, instantColumn, touchedBy } from '#platform/store/columns'
import { kept } from '#platform/store/kept'
import type { OriginEvidence, OriginKind, OriginNumbers, originStates } from '../contract/origin.ts'

/** A record that marketing won first and that was entered again with another origin, with the evidence as it was, for a person to decide. */
export const originCases = kept(
  pgTable('origin_case', {
    id: idColumn<'origin_case'>('id').primaryKey(),
    kind: text('kind').$type<OriginKind>().notNull(),
    /** The one of marketing. */
    firstId: uuid('first_id').notNull(),
    secondId: uuid('second_id').notNull(),
    probability: doublePrecision('probability').notNull(),
    entered: doublePrecision('entered').notNull(),
    confidence: doublePrecision('confidence').notNull(),
    evidence: jsonb('evidence').$type<OriginEvidence>().notNull(),
    foundAt: instantColumn('found_at').notNull(),
    state: text('state').$type<(typeof originStates)[number]>().notNull(),
    reason: text('reason'),
    decidedBy: text('decided_by'),
    decidedAt: instantColumn('decided_at'),
    /** Deals that name a campaign since the decision: the origin that was added. */
    corrected: jsonb('corrected')
      .$type<readonly { readonly dealId: string; readonly ref: string; readonly campaign: string }[]>()
      .notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    kind: 'plain',
    firstId: 'plain',
    secondId: 'plain',
    probability: 'plain',
    entered: 'plain',
    confidence: 'plain',
    evidence: 'personal',
    foundAt: 'plain',
    state: 'plain',
    reason: 'personal',
    decidedBy: 'personal',
    decidedAt: 'plain',
    corrected: 'plain',
    touchedBy: 'plain',
  },
)

/** What a decision did to the numbers of a campaign; one row for each decision and each undo, never changed. */
export const originEffects = kept(
  pgTable('origin_effect', {
    id: idColumn<'origin_effect'>('id').primaryKey(),
    caseId: idColumn<'origin_case'>('case_id')
      .notNull()
      .references(() => originCases.table.id),
    /** The decision or the undo that did it. */
    eventId: uuid('event_id').$type<Id<'event'>>().notNull(),
    campaign: text('campaign').notNull(),
    before: jsonb('before').$type<OriginNumbers>().notNull(),
    after: jsonb('after').$type<OriginNumbers>().notNull(),
    undone: text('undone').$type<'no' | 'yes'>().notNull(),
    by: text('by').notNull(),
    at: instantColumn('at').notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    caseId: 'plain',
    eventId: 'plain',
    campaign: 'plain',
    before: 'plain',
    after: 'plain',
    undone: 'plain',
    by: 'personal',
    at: 'plain',
    touchedBy: 'plain',
  },
)

export const tables = [originCases, originEffects]
