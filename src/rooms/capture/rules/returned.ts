import { returnedHeaders } from '../shapes.ts'

/** How many columns before a file's own were added when its rows were returned: three, or none. */
export function addedColumns(headers: readonly string[]): number {
  return headers.length > returnedHeaders.length && returnedHeaders.every((header, index) => headers[index] === header)
    ? returnedHeaders.length
    : 0
}
