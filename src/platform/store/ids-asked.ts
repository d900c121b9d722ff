/** Ids as a question that other questions take in, so that they go out with it, before the ids are known. Its parameters come first, from `$1`. */
export interface IdsAsked {
  readonly sql: string
  readonly values: readonly unknown[]
  /** Tells its text from others: part of the names of statements that take it in. */
  readonly name: string
}

/** Ids that are known. */
export function idsGiven(ids: readonly string[]): IdsAsked {
  return { sql: 'SELECT unnest($1::uuid[])', values: [ids], name: '' }
}
