import { z } from 'zod'
import { editors } from './access.ts'
import { endpoint } from './endpoint.ts'
import { idOf } from './id.ts'
import type { ListDeclaration } from './list.ts'
import { changeValue, rowShape } from './list-endpoints.ts'

/** Records that are made along with another one, in the same step. */
export const alongKinds = ['account', 'person'] as const
export type AlongKind = (typeof alongKinds)[number]

/** What a record that is there shares with one that somebody types in. */
export const matchReasons = ['id', 'address', 'phone and name', 'name and company', 'name', 'domain', 'name and account', 'person'] as const
export type MatchReason = (typeof matchReasons)[number]

const matchShape = z.object({
  kind: z.enum(['deal', 'account', 'person', 'lead']),
  id: z.uuid(),
  label: z.string(),
  why: z.enum(matchReasons).describe('What both share'),
  about: z.array(z.string()).describe('What else tells it apart, as far as the caller may read it'),
})
export type Match = z.output<typeof matchShape>

const foundShape = {
  existing: matchShape
    .nullable()
    .describe('A record that is surely the same, by the rules of imports: it is taken, and none is made beside it'),
  likely: z.array(matchShape).describe('Records that may be the same; somebody decides'),
}

/** What is said of a record by column, custom:<key> for custom fields. */
const valuesShape = z
  .record(z.string().max(300), changeValue)
  .describe('By column, custom:<key> for custom fields; of a column that names another record its id; of the owner also "me"')
  .meta({ examples: [{ name: 'Acme' }] })

/** What each kind of record can be made along with; the type is that of the largest, so that all are asked alike. */
function alongShape(along: readonly AlongKind[]) {
  const all = { account: valuesShape.optional(), person: valuesShape.optional() }
  const some = Object.fromEntries(along.map((kind) => [kind, all[kind]]))
  return z.strictObject(some as typeof all)
}

/** The endpoints by which a record is made by hand: who or what may be meant is asked first, and both decide by the same rules. */
export function makingEndpoints(
  list: ListDeclaration,
  { room, path, along }: { room: string; path: `/api/v1/${string}`; along: readonly AlongKind[] },
) {
  const kind = `${list.kind[0]?.toUpperCase()}${list.kind.slice(1)}`
  const asked = {
    values: valuesShape,
    along: alongShape(along).default({}).describe('Records that it names and that are made with it, in one step'),
  }
  return {
    match: endpoint({
      id: `${room}.match${kind}`,
      method: 'POST',
      path: `${path}/match`,
      summary: `Which ${list.many} and other records that are there may be meant by what somebody types; nothing is written`,
      access: editors,
      records: { change: list.kind },
      limits: { rate: 'read' },
      body: z.object(asked),
      answer: z.object(foundShape),
    }),
    make: endpoint({
      id: `${room}.create${kind}`,
      method: 'POST',
      path,
      summary: `Make a ${list.one} by hand, unless it is there already; one step that can be undone`,
      access: editors,
      records: { change: list.kind },
      limits: { rate: 'write' },
      body: z.object({
        ...asked,
        others: z
          .array(z.uuid())
          .max(100)
          .default([])
          .describe(
            'Likely matches that are another: without them nothing is made where there are some. They are noted as likely duplicates',
          ),
      }),
      answer: z.object({
        made: rowShape
          .extend({ eventId: idOf('event').describe('Undo it by this') })
          .nullable()
          .describe('null where nothing was made, because of the matches'),
        ...foundShape,
      }),
    }),
  }
}

export type MakingEndpoints = ReturnType<typeof makingEndpoints>
