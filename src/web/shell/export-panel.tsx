import { IconDownload } from '@tabler/icons-react'
import { mayCall } from '#kernel/access'
import { exportAll } from '#rooms/capture/contract'
import { Panel } from '#web/kit/page.tsx'
import { ReasonButton } from '#web/kit/reason-button.tsx'
import { t } from '#web/kit/text'
import type { Company } from './session.ts'
import classes from './settings-page.module.css'

/** Everything as plain files, and where it can go again. */
export function ExportPanel({ company }: { company: Company }) {
  return (
    <Panel
      id="export"
      title={t('Take everything with you')}
      hint={t('One zip of plain files: JSON lines and CSV for each kind of record.')}
    >
      <div className={classes.stack}>
        <p>{t('Drop the zip on the import page of a company without records, and everything is there again, with the same ids.')}</p>
        <div>
          <ReasonButton
            variant="default"
            allowed={mayCall(exportAll.access, { kind: 'user' }, company.role)}
            leftSection={<IconDownload size={16} aria-hidden="true" />}
            onClick={() => saveFrom(`${exportAll.path}?workspace=${encodeURIComponent(company.id)}`)}
          >
            {t('Export everything')}
          </ReasonButton>
        </div>
      </div>
    </Panel>
  )
}

/** Lets the browser itself fetch the file: it goes straight to the disk, however large it is. */
function saveFrom(address: string): void {
  Object.assign(document.createElement('a'), { href: address, download: '' }).click()
}
