import { allRights } from '#kernel/rights'
import type { ReadCtx } from '../action/context.ts'
import { idsIn } from '../finding/ask.ts'
import { withinOf } from '../finding/source.ts'
import type { Asked } from './compile.ts'
import type { ListSource } from './source.ts'

/** A table below so many bytes is looked through in no time. */
const smallTable = 16 * 1024 ** 2
/** More records than this are found as fast in the order of the list, where they stand close. */
const mostAmong = 20_000
/** A file that is not up to date within this is not waited for. */
const patienceMs = 300

/**
 * The same question, with what the search over everything finds for its words: a superset of what the list finds, so that a large table need not be looked
 * through. The answer is the same without it.
 */
export async function withAmong(ctx: ReadCtx, source: ListSource, asked: Asked): Promise<Asked> {
  const { services, tx, workspace } = ctx
  const { sources } = services.finder
  const found = sources.find(({ kind }) => kind === source.list.kind)
  if (asked.search.trim() === '' || !found) return asked
  const table = (found.of ? sources.find(({ kind }) => kind === found.of?.kind) : found)?.from.split(' ')[0]
  const [size] = await tx.query<{ bytes: number }>('SELECT pg_relation_size(to_regclass($1)) AS bytes', [table])
  if ((size?.bytes ?? 0) < smallTable) return asked
  // All fields: what the asker may not read is left out where the list itself looks.
  const within = withinOf(found, sources, allRights)
  const among = await services.finder.ask(services, workspace, patienceMs, (duck) => idsIn(duck, asked.search, within, mostAmong))
  return among === null ? asked : { ...asked, among }
}
