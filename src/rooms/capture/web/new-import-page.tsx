import { DropZone } from '#web/kit/drop-zone.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Failed } from '#web/kit/states.tsx'
import classes from './import.module.css'
import { acceptedFiles, useNewImport } from './new-import.ts'

const exports = [
  { system: 'HubSpot', way: 'Deals › Export › all properties, CSV. The “Date entered …” columns hold the stage history.' },
  { system: 'Salesforce', way: 'Reports › Opportunity History, with ID, stage, amount and dates; Export › Details only, CSV.' },
  { system: 'Pipedrive', way: 'Deals › … › Export filter results, CSV, all columns.' },
  { system: 'Zoho CRM', way: 'Setup › Data administration › Export › Deals, CSV.' },
  { system: 'Anything else', way: 'One row for each deal, with its stage, amount, and the days it was opened and closed.' },
]

/** The way in for another set of files. */
export default function NewImportPage() {
  const begin = useNewImport()
  return (
    <Page
      title="Import"
      width="narrow"
      lead="Bring what your systems can export, as it is. You see everything before it is written, and can take it back after."
    >
      <DropZone
        title={begin.isPending ? 'Reading your files…' : 'Drop files, or click to choose'}
        accept={acceptedFiles}
        disabled={begin.isPending}
        onFiles={begin.start}
      >
        Deals, accounts, contacts, leads, users, products, stage history, campaigns, activities. CSV, .xlsx or a zip of CSV, several at
        once, in any order.
      </DropZone>
      {begin.error && <Failed error={begin.error} what="read your files" />}
      <Notice tone="private">Your files are read on this machine and sent nowhere.</Notice>
      <Panel id="how" title="Where to find the export" hint="No need to clean the file: unknown columns are kept as custom fields.">
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
