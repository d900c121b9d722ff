import { DropZone } from '#web/kit/drop-zone.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import classes from './import.module.css'
import { acceptedFiles, useNewImport } from './new-import.ts'

const exports = [
  { system: 'HubSpot', way: t('Deals › Export › all properties, CSV. The “Date entered …” columns hold the stage history.') },
  { system: 'Salesforce', way: t('Reports › Opportunity History, with ID, stage, amount and dates; Export › Details only, CSV.') },
  { system: 'Pipedrive', way: t('Deals › … › Export filter results, CSV, all columns.') },
  { system: 'Zoho CRM', way: t('Setup › Data administration › Export › Deals, CSV.') },
  { system: t('Anything else'), way: t('One row for each deal, with its stage, amount, and the days it was opened and closed.') },
]

/** The way in for another set of files. */
export default function NewImportPage() {
  const begin = useNewImport()
  return (
    <Page
      title={t('Import')}
      width="narrow"
      lead={t('Bring what your systems can export, as it is. You see everything before it is written, and can take it back after.')}
    >
      <DropZone
        title={begin.isPending ? t('Reading your files…') : t('Drop files, or click to choose')}
        accept={acceptedFiles}
        disabled={begin.isPending}
        onFiles={begin.start}
      >
        {t(
          'Deals, accounts, contacts, leads, users, products, stage history, campaigns, activities. CSV, .xlsx or a zip of CSV, several at once, in any order.',
        )}
      </DropZone>
      {begin.error && <Failed error={begin.error} what={t('read your files')} />}
      <Notice tone="private">{t('Your files are read on this machine and sent nowhere.')}</Notice>
      <Panel
        id="how"
        title={t('Where to find the export')}
        hint={t('No need to clean the file: unknown columns are kept as custom fields.')}
      >
        <dl className={classes.ways}>
          {exports.map((one) => (
            <div key={one.system}>
              <dt>{one.system}</dt>
              <dd>{one.way}</dd>
            </div>
          ))}
        </dl>
      </Panel>
    </Page>
  )
}
