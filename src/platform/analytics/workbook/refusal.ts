import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'

/** What a person can do whatever is wrong with a workbook or an archive. */
export const saveAsCsv = () => t('Save the sheet as CSV (UTF-8) and drop that.')

/** A file that is not taken: what is wrong with it, and what to do instead. */
export function refusal(name: string, what: string, instead = saveAsCsv(), cause?: unknown): Problem {
  return new Problem('invalid-input', `"${name}" ${what} ${instead}`, cause === undefined ? {} : { cause })
}

/** A file whose parts do not fit together. */
export function damaged(name: string, cause?: unknown): Problem {
  const why = cause instanceof Error ? ` (${cause.message.split('\n')[0]?.slice(0, 160)})` : ''
  return refusal(
    name,
    t('is cut off or damaged{{why}}.', { why }),
    t('Export it again, or save the sheet as CSV (UTF-8) and drop that.'),
    cause,
  )
}
