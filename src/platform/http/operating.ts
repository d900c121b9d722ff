import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { sameSecret } from '../ids.ts'

/** Paths for programs that watch over this one. Probes name the machine as they know it, so the name that people use is not asked of them. */
export const watchedPaths: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics'])

/** Whether somebody may read the metrics: this machine may, and who shows the token. Throws `not-allowed` with what to do. */
export function mayReadMetrics(
  given: { readonly authorization: string | null; readonly onThisMachine: boolean; readonly atHome: () => void },
  token: string | undefined,
): void {
  if (token !== undefined && given.authorization !== null && sameSecret(given.authorization, `Bearer ${token}`)) return
  if (given.onThisMachine && given.authorization === null) {
    given.atHome()
    return
  }
  throw new Problem(
    'not-allowed',
    token === undefined
      ? t(
          'The metrics can be read from this machine only. To read them from another, set INTERLOCK_METRICS_TOKEN and send it as bearer token.',
        )
      : t('Send the token of INTERLOCK_METRICS_TOKEN as bearer token.'),
  )
}
