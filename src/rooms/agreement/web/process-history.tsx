import { day } from '#web/kit/format'
import { Panel } from '#web/kit/page.tsx'
import { t } from '#web/kit/text'
import classes from './process.module.css'
import type { Process } from './process-words.ts'

/** All versions, each with why it was made and what it changed. */
export function ProcessHistory({ process: { versions } }: { process: Process }) {
  return (
    <Panel id="versions" title={t('What changed, and why')}>
      <ol className={classes.versions}>
        {versions.map(({ id, number, reason, by, at, changes }) => (
          <li key={id}>
            <span className={classes.number}>{number}</span>
            <div>
              <p className={classes.reason}>{reason}</p>
              <p className={classes.quiet}>
                {by} · {day(at)}
              </p>
              {changes.length > 0 && (
                <ul className={classes.list}>
                  {changes.map((says) => (
                    <li key={says}>{says}</li>
                  ))}
                </ul>
              )}
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  )
}
