export type Json = Record<string, unknown>

/** What a field of this name holds in a company that sells; the shape of the contract has the last word on whether it fits. */
const words: Readonly<Record<string, unknown>> = {
  // People, companies and what is sold.
  name: 'Acme',
  title: 'Renewal of Acme',
  label: 'Acme',
  companyName: 'Northwind Software',
  email: 'ann.ash@northwind.example',
  to: 'ann.ash@northwind.example',
  owner: 'Ann Ash',
  by: 'Ann Ash',
  byName: 'Ann Ash',
  invitedBy: 'Ann Ash',
  madeBy: 'Ann Ash',
  team: 'Sales north',
  stage: 'Proposal',
  pipeline: 'Sales',
  vertical: 'Retail',
  region: 'North',
  country: 'DE',
  source: 'Trade fair',
  campaign: 'Spring fair',
  solution: 'Core',
  currency: 'EUR',
  into: 'USD',
  amount: '12500.00',
  rate: '1.0842',
  zone: 'Europe/Berlin',
  language: 'en',
  locale: 'en-IE',
  address: '192.0.2.7',
  device: 'Firefox on Linux',
  text: 'They decide in March.',
  reason: 'No budget this year',
  // How something is asked.
  filter: '{"combinator":"and","rules":[{"field":"name","operator":"contains","value":"a"}]}',
  scope: '{"combinator":"and","rules":[]}',
  search: 'acme',
  query: 'acme',
  sort: 'name',
  columns: 'name',
  column: 'owner',
  field: 'name',
  key: 'name',
  table: 'deal',
  cursor: 'WyJuYW1lIixbImFjbWUiXSwiMDE5MmYzYjAtN2MxZS03ZDJhLTlhNTEtNWI3ZDBjM2UxZjQyIl0',
  where: 'stage:Proposal',
  metric: 'close_rate',
  dimension: 'owner',
  // What comes from files.
  file: 'deals.csv',
  header: 'Deal Name',
  system: 'crm',
  sample: 'Acme',
  // Ways in.
  password: 'a sentence that nobody guesses',
  current: 'a sentence that nobody guesses',
  next: 'another sentence nobody guesses',
  code: '123456',
  token: 'pUo3vJ1mZ8sX0aKq',
  setupCode: 'k3v9-2mqa-7tzx',
  link: 'https://interlock.example/reset#pUo3vJ1mZ8sX0aKq',
  uri: 'otpauth://totp/Interlock:ann.ash@northwind.example?secret=JBSWY3DPEHPK3PXP&issuer=Interlock',
  origin: 'https://interlock.example',
  issuer: 'https://sign-in.northwind.example',
  url: 'https://interlock.example/deals',
  // What is said.
  says: 'Changed the owner of 12 deals',
  said: 'Changed the owner of 12 deals',
  why: 'A deal that is won needs a day on which it was won.',
  definition: 'Deals won of all deals closed in the period',
  summary: 'Close rate fell from 31% to 22%',
  version: '0.1.0',
}

/** Where null means "a new one" or "from the beginning". */
const fresh = new Set(['id', 'after', 'cursor'])

/** One made up of what a pattern allows, for those that no name tells. */
const matching = [
  '10:00',
  'EUR',
  'DE',
  'en',
  'northwind.example',
  'deal.amount',
  '12.50',
  '2026-01-31T09:30',
  '2026-01-31T09:30:00.000Z_0192f3b0-7c1e-7d2a-9a51-5b7d0c3e1f42',
  'abc',
  'ab',
  '1',
]
const formats: Readonly<Record<string, string>> = {
  uuid: '0192f3b0-7c1e-7d2a-9a51-5b7d0c3e1f42',
  date: '2026-01-31',
  'date-time': '2026-01-31T09:30:00.000Z',
  email: 'ann.ash@northwind.example',
  uri: 'https://interlock.example/deals',
}

/**
 * A value that a JSON schema of a contract allows, and that reads like one of a company: an example of the contract where it has one, else what a field of
 * this name holds. The same value every time. Throws for a pattern that nothing here fits: such a shape says its example in the contract by `.meta({ examples: [...] })`.
 */
export function exampleOf(schema: Json, name = ''): unknown {
  const { examples, anyOf, oneOf, allOf } = schema as { examples?: unknown[]; anyOf?: Json[]; oneOf?: Json[]; allOf?: Json[] }
  if (examples?.[0] !== undefined) return examples[0]
  if (schema.default === null && fresh.has(name)) return null
  if (schema.const !== undefined) return schema.const
  if (Array.isArray(schema.enum)) return schema.enum[0]
  const choices = anyOf ?? oneOf ?? allOf
  if (choices) return exampleOf(choices.find((one) => one.type !== 'null') ?? {}, name)
  const type = Array.isArray(schema.type) ? (schema.type as string[]).find((one) => one !== 'null') : schema.type
  switch (type) {
    case 'object':
      return objectOf(schema, name)
    case 'array':
      return Array.from({ length: Math.max(1, Number(schema.minItems ?? 1)) }, () =>
        exampleOf((schema.items as Json | undefined) ?? {}, single(name)),
      )
    case 'integer':
    case 'number':
      return numberOf(schema, type)
    case 'boolean':
      return schema.default ?? true
    case 'null':
      return null
    case 'string':
      return textOf(schema, name)
    default:
      return wordFor(name)
  }
}

/** Of a list of names, one; what is no plural stays. */
const single = (name: string) => (name.endsWith('ies') ? `${name.slice(0, -3)}y` : name.replace(/s$/, ''))

const wordFor = (name: string): string => {
  const word = Object.hasOwn(words, name) ? words[name] : undefined
  return typeof word === 'string' ? word : 'Acme'
}

function objectOf(schema: Json, name: string): Json {
  const { properties = {}, additionalProperties } = schema as { properties?: Record<string, Json>; additionalProperties?: Json | boolean }
  const own = Object.entries(properties).map(([key, property]) => [key, exampleOf(property, key)] as const)
  const more =
    typeof additionalProperties === 'object' ? keysFor(schema).map((key) => [key, exampleOf(additionalProperties, key)] as const) : []
  return Object.fromEntries([...more, ...own].filter(([, value]) => value !== undefined || name === ''))
}

/** The keys of a record: all, where the contract names them. */
const keysFor = ({ propertyNames, required }: Json): string[] =>
  (required as string[] | undefined) ?? [propertyNames ? String(exampleOf(propertyNames as Json, 'name')) : 'name']

function numberOf({ minimum, maximum, exclusiveMinimum, default: usual }: Json, type: string): number {
  if (typeof usual === 'number') return usual
  const [low, high] = [Number(minimum ?? exclusiveMinimum ?? Number.NEGATIVE_INFINITY), Number(maximum ?? Number.POSITIVE_INFINITY)]
  const wanted = [12, 0.31, 1, 0].find(
    (one) => one >= low && one <= high && one !== exclusiveMinimum && (type === 'number' || Number.isInteger(one)),
  )
  return wanted ?? low
}

function textOf(schema: Json, name: string): string {
  const {
    format,
    pattern,
    default: usual,
    minLength = 0,
    maxLength = Number.POSITIVE_INFINITY,
  } = schema as Readonly<{
    format?: string
    pattern?: string
    default?: string
    minLength?: number
    maxLength?: number
  }>
  const known = format === undefined ? undefined : formats[format]
  if (known !== undefined) return known
  const fits = (text: string) =>
    text.length >= minLength && text.length <= maxLength && (pattern === undefined || new RegExp(pattern, 'u').test(text))
  const found = [wordFor(name), ...(usual ? [usual] : []), ...(pattern === undefined ? ['x'.repeat(minLength)] : matching)].find(fits)
  if (found === undefined)
    throw new TypeError(`No example for "${name}" fits ${pattern ?? ''}. Give its shape one by .meta({ examples: [...] }).`)
  return found
}
