import { columnOf, customField, type ListColumn, type ListDeclaration } from '#kernel/list'
import { checkedRule } from '#kernel/rule'
import { listFactValues } from '#rooms/measure/contract/history-test'
import { useAsk } from '#web/client/queries'
import { useReadable } from '#web/client/rights'
import { labelOf } from '#web/kit/list/cell.tsx'
import { ruleWords } from '#web/kit/list/operator-words'
import { type ContractDocument, factFields, listFacts } from '../contract.ts'
import type { CompareWords } from '../rules/compare.ts'

/** What the rule builder asks: the values of a fact. */
export const factEndpoints = { values: listFactValues }

/** The facts as the reader may read them, with settled custom fields. */
export function useFacts(): ListDeclaration {
  const list = useReadable(factFields)
  const found = useAsk(listFacts, {}, { staleTime: 300_000 })
  const custom = (found.data?.columns ?? []).flatMap(({ options, ...column }): ListColumn[] =>
    customField(column.key) === null
      ? []
      : [{ ...column, ...(options ? { options: options.map((value) => ({ value, label: value })) } : {}) }],
  )
  return custom.length === 0 ? list : { ...list, custom }
}

/** How rules and facts are said on screens. */
export function wordsOf({ custom = [] }: ListDeclaration): CompareWords {
  // What both sides signed is read whole: a rule says what is asked, and nothing that a record holds.
  const all = { ...factFields, custom }
  const known = (key: string) => [...all.columns, ...custom].find((column) => column.key === key)
  return {
    rule: (rule) => ruleWords(all, rule),
    fact: (key) => {
      const column = known(key)
      return column ? labelOf(column) : key.replace(/^custom:/, '')
    },
  }
}

/** Whether every fact that a document asks for is one that the reader may see; only then is there a form for it. */
export function isReadable(list: ListDeclaration, { criteria, exclusions, required }: ContractDocument): boolean {
  try {
    for (const { rule } of [...criteria, ...exclusions]) checkedRule(list, rule)
    for (const key of required) columnOf(list, key)
    return true
  } catch {
    return false
  }
}
