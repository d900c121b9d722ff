/** What a record or a row says that tells it from another one of the same id. */
export interface Face {
  /** The id of the CRM. */
  readonly id: string
  readonly name: string | null
  /** Keys of which one alone is enough to be the same: an e-mail address, a domain, a company, a moment. */
  readonly marks: readonly string[]
}
