import { type Actor, rightsOf } from '#kernel/actor'
import type { ListColumn } from '#kernel/list'
import { hides, type RightsObject } from '#kernel/rights'
import { settledColumns } from '../fields/store.ts'
import type { Tx } from '../store/database.ts'
import { type ListSource, readableSource } from './source.ts'

/** The source with the custom fields of which people settled label or kind. */
export async function settledSource(tx: Tx, source: ListSource): Promise<ListSource> {
  return withCustom(source, await settledColumns(tx, source.list.kind))
}

/** The source as somebody may read it, custom fields included; everything that is asked of a list goes through it. */
export async function sourceSeen({ tx, actor }: { readonly tx: Tx; readonly actor: Actor }, source: ListSource): Promise<ListSource> {
  const kind: RightsObject = source.list.kind
  const custom = (await settledColumns(tx, kind)).filter(({ key }) => !hides(rightsOf(actor), kind, key))
  return readableSource(withCustom(source, custom), actor)
}

const withCustom = (source: ListSource, custom: readonly ListColumn[]): ListSource =>
  custom.length === 0 ? source : { ...source, list: { ...source.list, custom } }
