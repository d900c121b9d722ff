import type { Diagnosis } from '#rooms/plan/contract'
import { moneyShort } from '#web/kit/format'
import { Panel } from '#web/kit/page.tsx'
import { said, t } from '#web/kit/text'
import styles from './steps.module.css'

/** What to do first, each with the finding that it rests on. */
export function FirstStepsPanel({ diagnosis }: { diagnosis: Diagnosis }) {
  const { firstSteps, currency } = diagnosis
  return (
    <Panel id="first" title={t('What to do first')} hint={t('In the order of the money they concern.')}>
      {firstSteps.length === 0 ? (
        <p>{t('Nothing in this data is clear enough to act on first. More history will change that.')}</p>
      ) : (
        <ol className={styles.steps}>
          {firstSteps.map((step) => (
            <li key={step.title}>
              <div className={styles.stepHead}>
                <h3>{said(step.title)}</h3>
                {step.money !== null && <span className={styles.stepMoney}>{moneyShort(step.money, currency)}</span>}
              </div>
              <p>{said(step.step)}</p>
              <p className={styles.evidence}>
                {t('Because: {{evidence}}', { evidence: said(step.evidence) })}{' '}
                <a href={`#${chapterOf(step.about)}`}>{t('Where this is shown')}</a>
              </p>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  )
}

function chapterOf(about: string): string {
  if (about.startsWith('quality')) return 'quality'
  if (about.startsWith('slice')) return 'slices'
  if (about.startsWith('limit')) return 'limits'
  return 'constraint'
}
