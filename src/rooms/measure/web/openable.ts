import { useAsk } from '#web/client/queries'
import { listDimensions, listMetrics } from '../contract.ts'
import { recordsHref, type Where } from './slice.ts'

/** Where the records of a metric are; undefined when the metric, or a dimension of the filter, is not there to be asked. */
export type Openable = (metric: string, where?: Where) => string | undefined

/** Which numbers can be opened: a link is only drawn where it leads to records. */
export function useOpenable(): Openable {
  const metrics = useAsk(listMetrics, {}, { staleTime: Number.POSITIVE_INFINITY })
  const dimensions = useAsk(listDimensions, {})
  return (name, where = {}) => {
    const metric = metrics.data?.metrics.find((one) => one.name === name)
    if (!metric) return undefined
    const owner = metric.subject === 'lead' ? 'lead' : 'deal'
    const known = (key: string) =>
      (metric.subject === 'entry' && (key === 'stage' || key === 'passed_over')) ||
      dimensions.data?.dimensions.some((one) => one.subject === owner && one.key === key)
    return Object.keys(where).every(known) ? recordsHref(name, where) : undefined
  }
}
