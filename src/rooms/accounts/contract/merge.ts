import { z } from 'zod'
import { editors, everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import type { ListDeclaration } from '#kernel/list'
import { instantShape } from '#kernel/time'
import { accountList, personList } from '../contract.ts'
import type { ConsentStatus, LawfulBasis } from './consents.ts'

/** Kinds of record that can be merged. */
export type MergedKind = 'person' | 'account'

/** A record as its table has it, by the names of the columns. */
export type Row = Readonly<Record<string, unknown>> & { readonly id: string }

/** An entry of what somebody agreed to. */
export interface Said {
  readonly personId: string
  readonly purpose: string
  readonly basis: LawfulBasis
  readonly status: ConsentStatus
  readonly at: string
}

const twoIds = ['0190f3a1-7c4e-7b1a-9d2e-3f5a6b7c8d9e', '0190f3a1-7c4e-7b1a-9d2e-3f5a6b7c8d9f'] as const

/** Records that are merged into one at most, and pairs that are merged together at most. */
export const mostAtOnce = 20
export const mostPairs = 1_000

const moved = z.array(z.object({ table: z.string(), rows: z.int() })).describe('What names the ones that go, and names the kept one then')

const sideShape = z.object({
  keep: z.uuid().describe('Which is proposed to be kept'),
  records: z.array(z.object({ id: z.uuid(), name: z.string(), owner: z.string().nullable(), made: instantShape.nullable(), moves: moved })),
  fields: z
    .array(
      z.object({
        key: z.string(),
        label: z.string(),
        fixed: z.boolean().describe('Nobody chooses: how and when somebody was first won stays'),
        differs: z.boolean(),
        from: z.uuid().describe('Whose value is proposed'),
        why: z.enum(['only', 'same', 'older', 'crm', 'fuller', 'newer', 'kept']),
        values: z.array(z.object({ id: z.uuid(), value: z.string().nullable() })),
      }),
    )
    .describe('Field by field, what each has'),
  refused: z.array(z.string()).describe('Why they cannot be merged as they are; empty when they can'),
})

const conflictShape = z.object({
  key: z.string().describe('Name it in `decided`'),
  what: z.string().describe('The field or the row, in words'),
  why: z.enum(['edited', 'linked', 'removed']),
  now: z.string().nullable().describe('What stands there now'),
  back: z.string().nullable().describe('What stood there before the merge'),
  asked: z.boolean().describe('false: there is nothing to put back; it is only said'),
})

const params = z.object({ id: z.uuid() })
const choices = z
  .record(z.string().max(300), z.uuid())
  .default({})
  .describe('By field: the record whose value is taken, where that is not the proposed one')
const long = { timeMs: 600_000 }

function mergeEndpoints(list: ListDeclaration, path: `/api/v1/${string}`) {
  const many = list.many
  const Many = `${many[0]?.toUpperCase()}${many.slice(1)}`
  const may = { access: editors, records: { change: list.kind } } as const
  return {
    look: endpoint({
      id: `accounts.lookAt${Many}ToMerge`,
      method: 'GET',
      path: `${path}/merge`,
      summary: `Two or more ${many} side by side, field by field, with what would move if they were merged; writes nothing`,
      ...may,
      limits: { rate: 'read' },
      query: z.object({
        ids: z
          .string()
          .max(1_000)
          .meta({ description: `Ids with a comma between them, 2 to ${mostAtOnce}`, examples: [twoIds.join(',')] }),
      }),
      answer: sideShape,
    }),
    merge: endpoint({
      id: `accounts.merge${Many}`,
      method: 'POST',
      path: `${path}/merge`,
      summary: `Merge ${many} into one that is kept; one event, taken back by un-merging`,
      ...may,
      limits: { rate: 'write', ...long },
      body: z.object({
        keep: z.uuid(),
        gone: z
          .array(z.uuid())
          .min(1)
          .max(mostAtOnce - 1),
        choices,
      }),
      answer: z.object({ eventId: z.string(), kept: z.uuid(), moved }),
    }),
    previewMany: endpoint({
      id: `accounts.previewMergesOf${Many}`,
      method: 'POST',
      path: `${path}/merges/preview`,
      summary: `What merging many pairs of ${many} would do, group by group; writes nothing`,
      ...may,
      limits: { rate: 'heavy', ...long },
      body: z.object({
        pairs: z
          .array(z.tuple([z.uuid(), z.uuid()]))
          .min(1)
          .max(mostPairs)
          .meta({ examples: [[twoIds]] }),
      }),
      answer: z.object({
        groups: z.array(
          z.object({
            keep: z.uuid(),
            name: z.string(),
            gone: z.array(z.object({ id: z.uuid(), name: z.string() })),
            differing: z.array(z.string()).describe('Fields in which they differ'),
            moved: z.int(),
            refused: z.string().nullable(),
          }),
        ),
        merge: z.int().describe('Groups that would be merged'),
        refused: z.int(),
      }),
    }),
    mergeMany: endpoint({
      id: `accounts.mergeMany${Many}`,
      method: 'POST',
      path: `${path}/merges`,
      summary: `Merge many pairs of ${many} as proposed, each by an event of its own or all by one; those that cannot be are left and said`,
      ...may,
      limits: { rate: 'heavy', ...long },
      body: z.object({
        pairs: z
          .array(z.tuple([z.uuid(), z.uuid()]))
          .min(1)
          .max(mostPairs)
          .meta({ examples: [[twoIds]] }),
        events: z.enum(['each', 'one']).default('one'),
      }),
      answer: z.object({
        merged: z.array(z.object({ kept: z.uuid(), gone: z.array(z.uuid()), eventId: z.string() })),
        left: z.array(z.object({ ids: z.array(z.uuid()), why: z.string() })),
      }),
    }),
    made: endpoint({
      id: `accounts.mergesOf${Many}`,
      method: 'GET',
      path: `${path}/{id}/merges`,
      summary: `What was merged into one of the ${many}, newest first, with how each was won; and where one leads that was merged itself`,
      access: everyMember,
      records: { see: list.kind },
      limits: { rate: 'read' },
      params,
      answer: z.object({
        into: z.object({ id: z.uuid(), name: z.string() }).nullable().describe('Set when this one was merged'),
        merges: z.array(
          z.object({
            id: z.uuid(),
            name: z.string(),
            by: z.string(),
            at: instantShape,
            eventId: z.string(),
            origin: z.string().nullable().describe('How it was won by its own record'),
            originAt: instantShape.nullable(),
          }),
        ),
      }),
    }),
    undo: endpoint({
      id: `accounts.unmerge${Many}`,
      method: 'POST',
      path: `${path}/merges/undo`,
      summary: `Un-merge one of the ${many}, or all that an event merged: every field and link as it was. What was edited since is asked first`,
      ...may,
      limits: { rate: 'write', ...long },
      body: z.object({
        which: z.union([z.strictObject({ id: z.uuid().describe('The one that went') }), z.strictObject({ eventId: z.uuid() })]),
        decided: z
          .record(z.string().max(400), z.enum(['keep', 'back']))
          .default({})
          .describe('By key of a conflict: keep what stands there, or put back'),
      }),
      answer: z.object({
        undone: z.boolean().describe('false when something is still to be decided; then nothing was touched'),
        back: z.array(z.uuid()).describe('Records that are there again'),
        conflicts: z.array(conflictShape),
        came: z.array(z.object({ table: z.string(), rows: z.int() })).describe('What came after the merge and stays with the kept one'),
      }),
    }),
  }
}

export type MergeEndpoints = ReturnType<typeof mergeEndpoints>
export type MergeConflict = z.output<typeof conflictShape>

export const personMerging = mergeEndpoints(personList, '/api/v1/people')
export const accountMerging = mergeEndpoints(accountList, '/api/v1/accounts')
