import { t } from '#web/kit/text'
import type { Finding } from '../contract.ts'

/** A filter: dimension and value; a blank value as null. */
type Where = Readonly<Record<string, string | null>>

/** Where the records of a metric are; undefined when they cannot be asked for. */
export type Openable = (metric: string, where?: Where) => string | undefined

/** The filter of where a finding is. */
export function whereOf({ stage, pipeline, segment }: Finding, several: boolean): Where {
  return {
    ...(stage === null ? {} : { stage }),
    ...(several && stage !== null ? { pipeline } : {}),
    ...(segment ? { [segment.dimension]: segment.value } : {}),
  }
}

/** The open deals that are stuck where a finding is. */
export function stuckOf(finding: Finding, several: boolean, openable: Openable): string | undefined {
  return openable('stuck_count', whereOf(finding, several))
}

/** The entries behind a finding, with what the link says. */
export function entriesOf(finding: Finding, several: boolean, openable: Openable): { href: string; words: string } | null {
  const [metric, words] =
    finding.by === 'conversion'
      ? ['stage_lost_last_year', t('Open the entries that were lost here in the last year')]
      : ['time_in_stage_median', t('Open the stays here')]
  const href = openable(metric, whereOf(finding, several))
  return href === undefined ? null : { href, words }
}
