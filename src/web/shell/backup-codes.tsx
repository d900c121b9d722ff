import { Notice } from '#web/kit/notice.tsx'
import { t } from '#web/kit/text'
import classes from './factor-panel.module.css'

/** Codes for who has lost the device, shown once. */
export function BackupCodes({ codes, title }: { codes: readonly string[]; title: string }) {
  return (
    <Notice tone="good" live title={title}>
      <p>{t('Keep these backup codes where your phone is not. Each lets you in once, and they are not shown again.')}</p>
      <ul className={classes.codes}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
    </Notice>
  )
}
