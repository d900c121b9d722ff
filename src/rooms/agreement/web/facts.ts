import { customField, type ListColumn, type ListDeclaration } from '#kernel/list'
import { listFactValues } from '#rooms/measure/contract/history-test'
import { useAsk } from '#web/client/queries'
import { useReadable } from '#web/client/rights'
import { labelOf } from '#web/kit/list/cell.tsx'
import { ruleWords } from '#web/kit/list/operator-words'
import { factFields, listFacts } from '../contract.ts'
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
export function wordsOf(list: ListDeclaration): CompareWords {
  const known = (key: string) => [...list.columns, ...(list.custom ?? [])].find((column) => column.key === key)
  return {
    rule: (rule) => ruleWords(list, rule),
    fact: (key) => {
      const column = known(key)
      return column ? labelOf(column) : key.replace(/^custom:/, '')
    },
  }
}
