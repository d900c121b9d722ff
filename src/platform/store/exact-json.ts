/** A number in JSON that JavaScript cannot hold exactly, such as 1.50 or 12345678901234567890: JSON.stringify writes it as it was. */
export interface RawNumber {
  readonly rawJSON: string
}

/** Part of ECMAScript (JSON.parse source text access) and of Node 24, not yet of TypeScript's library. */
interface ExactJson {
  parse(text: string, reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown): unknown
  rawJSON(text: string): RawNumber
  isRawJSON(value: unknown): value is RawNumber
}

const exact = JSON as unknown as ExactJson

/** JSON.parse that loses no digit. Keys such as "__proto__" are keys like any other. Throws SyntaxError. */
export function parseExactly(text: string): unknown {
  return exact.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source ? exact.rawJSON(source) : value,
  )
}

/** The digits of a number as they stood in the text; undefined for everything else. */
export function digitsOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return exact.isRawJSON(value) ? value.rawJSON : undefined
}

/** JSON's null as a value of its own, where a column may not be empty but may hold null. */
export const jsonNull: RawNumber = exact.rawJSON('null')
