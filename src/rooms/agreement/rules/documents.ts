import { columnOf, type ListColumn, type ListDeclaration } from '#kernel/list'
import { Problem } from '#kernel/problem'
import { checkedRule } from '#kernel/rule'
import { t } from '#kernel/text'
import type { ContractDocument } from '../contract/document.ts'

/** The list of facts with custom fields as people settled them; of two with one name that of the lead counts, then that of the person. */
export function withCustom(list: ListDeclaration, columns: readonly ListColumn[]): ListDeclaration {
  const custom = [...new Map(columns.toReversed().map((column) => [column.key, column])).values()].toReversed()
  return custom.length === 0 ? list : { ...list, custom: custom.map(({ edited: _, ...column }) => column) }
}

/** A document as somebody sent it, with every rule checked against the facts that they may read. Throws a Problem that names the part. */
export function checkedDocument(list: ListDeclaration, document: ContractDocument): ContractDocument {
  const checked = <T extends { readonly name: string; readonly rule: unknown }>(part: T) => {
    try {
      return { ...part, rule: checkedRule(list, part.rule) }
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      throw new Problem('invalid-input', t('"{{name}}": {{why}}', { name: part.name, why: error.message }), { cause: error })
    }
  }
  for (const key of document.required) columnOf(list, key)
  const empty = document.exclusions.find(({ rule }) => rule.rules?.length === 0)
  if (empty)
    throw new Problem(
      'invalid-input',
      t('The exclusion "{{name}}" has no line, so it would keep everybody out. Give it one, or remove it.', { name: empty.name }),
    )
  return { ...document, criteria: document.criteria.map(checked), exclusions: document.exclusions.map(checked) }
}

/** What is sealed and signed: the document as text, the same whatever order its keys stand in. */
export function sealedText(document: ContractDocument): string {
  return JSON.stringify(ordered(document))
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, ordered(one)]),
  )
}
