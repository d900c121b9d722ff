import { customColumn, customField, type ListColumn, type ListDeclaration } from '#kernel/list'
import type { ListEndpoints } from '#kernel/list-endpoints'
import { useAsk } from '#web/client/queries'

/** A list with its custom fields as people settled them; the server answers those that the reader may read. */
export function useSettled(list: ListDeclaration, endpoints: Pick<ListEndpoints, 'columns'>): ListDeclaration {
  const found = useAsk(endpoints.columns, {}, { staleTime: 300_000 })
  const custom = (found.data?.columns ?? []).flatMap(({ key, label, type, options, currency, hidden }): ListColumn[] => {
    const field = customField(key)
    if (field === null) return []
    return [
      {
        ...{ ...customColumn(field), label, type },
        ...(options ? { options: options.map((value) => ({ value, label: value })) } : {}),
        ...{ ...(currency ? { currency } : {}), ...(hidden ? { away: true as const } : {}) },
      },
    ]
  })
  return custom.length === 0 ? list : { ...list, custom }
}
