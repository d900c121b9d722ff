/** Who somebody says they are when they respond. Keys are normal ones. */
export interface Respondent {
  /** The address as it is known by; null where there is none. */
  readonly mail: string | null
  readonly email: string | null
  readonly phone: string | null
  readonly externalId: string | null
  readonly firstName: string | null
  readonly lastName: string | null
  readonly fullName: string | null
  readonly nameKey: string
  readonly title: string | null
  readonly company: string | null
  readonly companyKey: string
  /** The domain that they name; else that of the address counts, unless anybody can have one there. */
  readonly domain: string | null
  readonly country: string | null
  readonly source: string | null
  /** How they are won if this is the first that is heard of them. */
  readonly origin: string | null
  readonly custom: Readonly<Record<string, string>>
}
