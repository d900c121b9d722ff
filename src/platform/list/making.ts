import { z } from 'zod'
import { rightsOf } from '#kernel/actor'
import { eventKind } from '#kernel/event'
import { columnOf, type ListDeclaration, type RecordKind } from '#kernel/list'
import type { Changes } from '#kernel/list-change'
import { type AlongKind, alongKinds, type MakingEndpoints, type Match, type MatchReason } from '#kernel/making-endpoints'
import { found, Problem } from '#kernel/problem'
import { changes, mayChange, type Rights } from '#kernel/rights'
import { plural, said, t } from '#kernel/text'
import { type Action, action, question } from '../action/action.ts'
import type { Ctx, ReadCtx } from '../action/context.ts'
import { sqlState } from '../store/errors.ts'
import { ident } from '../store/kept.ts'
import { askedChanges } from './asked-changes.ts'
import { cellWords } from './cell-words.ts'
import { readRecord } from './read.ts'
import { sourceSeen } from './settled.ts'
import type { ListSource } from './source.ts'

/** Somebody made a record by hand. Records made along with it are not named: who is erased must not be named in the event of a deal. */
export const recordMade = eventKind(
  'record.made',
  z.object({ list: z.string(), name: z.string(), along: z.int() }),
  ({ list, name, along }) =>
    along === 0
      ? t('Made the {{list}} {{name}} by hand', { list: said(list), name })
      : plural(
          along,
          'Made the {{list}} {{name}} by hand, and {{n}} record that it names',
          'Made the {{list}} {{name}} by hand, and {{n}} records that it names',
          { list: said(list), name, n: along },
        ),
)

/** A record that may be meant. `sure`: by the rules of imports it is the same. */
export interface Alike {
  readonly kind: RecordKind
  readonly id: string
  readonly why: MatchReason
  readonly sure: boolean
}

/** What is said of records that are made along, by their kind. */
export type Along = Partial<Readonly<Record<AlongKind, Changes>>>

/** What a room knows about making records of one kind; values are checked, and none is empty. */
export interface Making {
  readonly source: ListSource
  /** Columns that tell two records of one name apart. */
  readonly about: readonly string[]
  /** Who or what may be meant. Throws a Problem where nothing can be made of the values. */
  readonly alike: (ctx: ReadCtx, values: Changes, along: Along) => Promise<readonly Alike[]>
  /** Writes the record and answers its id. What was made along stands among the values by its id. */
  readonly write: (ctx: Ctx, values: Changes) => Promise<string>
}

export interface Maker extends Making {
  readonly along: Partial<Readonly<Record<AlongKind, Making>>>
  /** Notes that a new record may be one that is there, for somebody to look at. */
  readonly note: (ctx: Ctx, made: { readonly kind: RecordKind; readonly id: string }, alike: readonly Alike[]) => Promise<void>
}

/** Of a column that names a member: whoever makes the record. The room makes them a member where they are none. */
export const me = 'me'

type Raw = Parameters<typeof askedChanges>[2]

interface Asked {
  readonly values: Changes
  readonly along: Along
}

/** Both questions about a new record: who may be meant, and make it. */
export function makingActions(endpoints: MakingEndpoints, maker: Maker): readonly Action[] {
  const { list } = maker.source
  return [
    question(endpoints.match, async (ctx, said) => {
      const found = await alikeIn(ctx, maker, await read(ctx, maker, said))
      return await shown(
        ctx,
        maker,
        found.map(({ one }) => one),
      )
    }),
    action(endpoints.make, async (ctx, { others, ...given }) => {
      // Two people who type in the same one at the same moment take turns; the second is told of the first.
      await ctx.tx.query('SELECT pg_advisory_xact_lock(740133, hashtext(current_schema()))')
      const asked = await read(ctx, maker, given)
      const alike = await alikeIn(ctx, maker, asked)
      const matches = await shown(
        ctx,
        maker,
        alike.map(({ one }) => one),
      )
      const open = matches.likely.filter(({ id }) => !others.includes(id))
      if (matches.existing || open.length > 0) return { made: null, existing: matches.existing, likely: open }
      const ids = await write(ctx, maker, asked)
      for (const [kind, id] of ids) {
        const pairs = alike.filter(({ of }) => of === kind).map(({ one }) => one)
        await maker.note(ctx, { kind, id }, pairs)
      }
      const id = ids.get(list.kind) ?? ''
      const row = found(await readRecord(ctx.tx, await sourceSeen(ctx, maker.source), id), t('This {{one}}', { one: said(list.one) }))
      const name = row.cells[list.name]
      ctx.tell(recordMade, { list: list.one, name: typeof name === 'string' ? name : '', along: ids.size - 1 }, { kind: list.kind, id })
      return { made: { ...row, eventId: ctx.ledger.eventId }, existing: null, likely: [] }
    }),
  ]
}

const kindsOf = (maker: Maker) => alongKinds.filter((kind) => maker.along[kind] !== undefined)

/** What is said of the record and of those made along, as far as it makes sense and whoever says it may. */
async function read(
  ctx: ReadCtx,
  maker: Maker,
  { values: raw, along }: { values: Raw; along: Partial<Record<AlongKind, Raw | undefined>> },
): Promise<Asked> {
  const rights = rightsOf(ctx.actor)
  const values = await readOne(ctx, maker.source, raw)
  const parts: Partial<Record<AlongKind, Changes>> = {}
  for (const kind of kindsOf(maker)) {
    const own = along[kind]
    const making = maker.along[kind]
    if (own === undefined || making === undefined) continue
    const { one, many } = making.source.list
    if (!changes(rights, kind) || !mayName(rights, maker.source.list, kind))
      throw new Problem('not-allowed', t('Your role may not make {{many}} here. Ask an owner.', { many: said(many) }))
    if (values.has(kind))
      throw new Problem('invalid-input', t('Either choose the {{one}}, or say what the new one is: not both.', { one: said(one) }))
    parts[kind] = withAccount(rights, making, await readOne(ctx, making.source, own), values.get('account'))
  }
  return { values, along: parts }
}

/** Whether somebody may say which record of a kind a new one names. */
function mayName(rights: Rights, { kind: of, columns }: ListDeclaration, kind: AlongKind): boolean {
  return !columns.some((column) => column.key === kind && column.made) || mayChange(rights, of, kind)
}

/** Somebody new who is made along works where the record belongs, unless they are said to work elsewhere. */
function withAccount(rights: Rights, { source: { list } }: Making, values: Changes, account: unknown): Changes {
  if (list.kind !== 'person' || typeof account !== 'string' || values.has('account') || !mayName(rights, list, 'account')) return values
  return new Map([...values, ['account', account]])
}

async function readOne(ctx: ReadCtx, source: ListSource, raw: Raw): Promise<Changes> {
  const { list, columns } = await sourceSeen(ctx, source)
  const given = Object.entries(raw).filter(([, value]) => value !== null && !(typeof value === 'string' && value.trim() === ''))
  const mine = given.filter(([key, value]) => value === me && columns[key]?.names === 'member').map(([key]) => [key, null])
  const values = new Map(askedChanges(list, ctx.actor, { ...Object.fromEntries(given), ...Object.fromEntries(mine) }, 'new'))
  for (const [key] of mine) values.set(String(key), me)
  for (const [key, value] of values) {
    if (value === me) continue
    const column = columnOf(list, key)
    const table = column.type === 'reference' ? columns[key]?.names : undefined
    if (table === undefined) continue
    const there = await ctx.tx.query(`SELECT 1 FROM ${ident(table)} WHERE id = $1::uuid`, [value])
    found(there[0], said(column.label))
  }
  return values
}

/** All that may be meant, each with the kind of the new record that it may be. */
async function alikeIn(ctx: ReadCtx, maker: Maker, { values, along }: Asked): Promise<{ of: RecordKind; one: Alike }[]> {
  const all: { of: RecordKind; one: Alike }[] = []
  for (const kind of kindsOf(maker)) {
    const said = along[kind]
    if (said !== undefined) for (const one of (await maker.along[kind]?.alike(ctx, said, along)) ?? []) all.push({ of: kind, one })
  }
  for (const one of await maker.alike(ctx, values, along)) all.push({ of: maker.source.list.kind, one })
  return all
}

/** Matches as somebody may read them, each record once. */
async function shown(ctx: ReadCtx, maker: Maker, alike: readonly Alike[]): Promise<{ existing: Match | null; likely: Match[] }> {
  const sources = [maker, ...Object.values(maker.along)]
  const each = alike.filter((one, at) => alike.findIndex(({ id }) => id === one.id) === at)
  const matches: (Match & { sure: boolean })[] = []
  for (const one of each) {
    const making = sources.find(({ source }) => source.list.kind === one.kind)
    if (!making) continue
    const seen = await sourceSeen(ctx, making.source)
    const row = await readRecord(ctx.tx, seen, one.id)
    if (!row) continue
    const words = (key: string) => {
      const column = seen.list.columns.find((each) => each.key === key)
      return column === undefined ? null : cellWords(column, row.cells[key] ?? null)
    }
    const about = making.about.map(words).filter((word) => word !== null)
    matches.push({ kind: one.kind, id: one.id, label: words(seen.list.name) ?? '', why: one.why, about, sure: one.sure })
  }
  const bare = ({ sure: _, ...match }: (typeof matches)[number]): Match => match
  const existing = matches.find(({ sure }) => sure)
  return { existing: existing ? bare(existing) : null, likely: matches.filter(({ sure }) => !sure).map(bare) }
}

/** Writes what is made along, then the record that names it. Answers the ids by kind. */
async function write(ctx: Ctx, maker: Maker, { values, along }: Asked): Promise<Map<RecordKind, string>> {
  const ids = new Map<RecordKind, string>()
  const rights = rightsOf(ctx.actor)
  const naming = ({ source: { list } }: Making, own: Changes): Changes => {
    const named = [...ids].filter(([kind]) => list.columns.some((column) => column.key === kind && column.made) && !own.has(kind))
    return new Map([...own, ...named.filter(([kind]) => mayChange(rights, list.kind, kind))])
  }
  try {
    for (const kind of kindsOf(maker)) {
      const own = along[kind]
      const making = maker.along[kind]
      if (own !== undefined && making !== undefined) ids.set(kind, await making.write(ctx, naming(making, own)))
    }
    ids.set(maker.source.list.kind, await maker.write(ctx, naming(maker, values)))
    return ids
  } catch (error) {
    if (sqlState(error) === '23505')
      throw new Problem('conflict', t('An import brought the same at this moment; nothing was made. Try again to see it.'), {
        cause: error,
      })
    throw error
  }
}
