import type { CustomField } from '#kernel/custom-field'
import type { RecordKind } from '#kernel/list'
import type { Instant } from '#kernel/time'
import type { ListSource } from '../list/source.ts'
import type { Tx } from '../store/database.ts'
import type { Kept } from '../store/kept.ts'

/** How values are written where that can be read in two ways. */
export interface Writing {
  readonly decimal: '.' | ','
  readonly dateOrder: 'dmy' | 'mdy' | 'ymd'
}

/** What rooms lend to custom fields, which know none of them. */
export interface Lent {
  readonly objects: Readonly<Record<RecordKind, { readonly source: ListSource; readonly kept: Kept }>>
  /** The first import that brought each field, by its name in the file. */
  origins(
    tx: Tx,
    object: RecordKind,
  ): Promise<ReadonlyMap<string, { readonly import: string; readonly name: string; readonly at: Instant | null }>>
  /** Texts as values of a kind are kept, in the same order; null for those that cannot be read so. The same reader as that of files. */
  read(field: Pick<CustomField, 'kind' | 'currency' | 'options'>, texts: readonly string[], writing: Writing): Promise<(string | null)[]>
}
