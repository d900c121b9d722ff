import { spoken } from '#kernel/text'
import { returnedHeaders } from '../shapes.ts'

/** What stands before a file's own columns when its rows are returned, in the language that is spoken; English where we have no words for it. */
export function addedHeaders(): readonly string[] {
  return returnedHeaders[spoken()] ?? returnedHeaders.en ?? []
}

/** How many columns before a file's own were added when its rows were returned, in whatever language: three, or none. */
export function addedColumns(headers: readonly string[]): number {
  const added = Object.values(returnedHeaders).find(
    (ours) => headers.length > ours.length && ours.every((header, index) => headers[index] === header),
  )
  return added?.length ?? 0
}
