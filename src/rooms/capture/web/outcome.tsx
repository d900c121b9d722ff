import { Button, Progress } from '@mantine/core'
import { IconReportAnalytics } from '@tabler/icons-react'
import { count, counted, elapsed, moment } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { DataTable } from '#web/kit/table.tsx'
import classes from './import.module.css'
import type { ImportView } from './import-page.tsx'
import { UndoButton } from './undo.tsx'
import { plainKey } from './words.ts'

/** While rows are written. */
export function RunningPanel({ view }: { view: ImportView }) {
  const { step, done, of } = view.progress ?? { step: 'Starting', done: 0, of: 0 }
  const percent = of > 0 ? Math.round((done / of) * 100) : 0
  return (
    <Page title="Importing" width="narrow" lead="You can leave this page; the import goes on.">
      <Panel id="progress" title={step}>
        <Progress.Root size="lg">
          <Progress.Section value={percent} aria-label={`Import, ${step}`} animated />
        </Progress.Root>
        <p className={classes.progressText} role="status">
          {of > 0 ? `${count(done)} of ${counted(of, 'row')}, ${percent}%` : 'Getting ready'}
        </p>
      </Panel>
    </Page>
  )
}

/** What was written, where to go on, and the way back. */
export function DonePanel({ view }: { view: ImportView }) {
  const written = view.result?.kinds.reduce((sum, kind) => sum + kind.create + kind.update, 0) ?? 0
  return (
    <Page
      title="Imported"
      width="narrow"
      lead={`${view.name}, ${moment(view.createdAt)}`}
      actions={<UndoButton importId={view.id} name={view.name} />}
    >
      <Notice tone="good" live title={`${counted(written, 'record')} written${view.result ? ` in ${elapsed(view.result.ms)}` : ''}`}
        actions={
          <Button component={AppLink} href="/diagnosis" leftSection={<IconReportAnalytics size={16} aria-hidden="true" />}>
            Read the diagnosis
          </Button>
        }
      >
        Your numbers are ready.
      </Notice>
      {view.result && <WrittenTable view={view} />}
    </Page>
  )
}

function WrittenTable({ view }: { view: ImportView }) {
  return (
    <Panel id="written" title="What was written">
      <DataTable
        caption="Records by kind"
        rows={view.result?.kinds ?? []}
        rowKey={(row) => row.kind}
        columns={[
          { key: 'kind', label: 'Kind', head: true, cell: (row) => plainKey(row.kind) },
          { key: 'create', label: 'New', numeric: true, cell: (row) => count(row.create) },
          { key: 'update', label: 'Changed', numeric: true, cell: (row) => count(row.update) },
          { key: 'skip', label: 'Unchanged', numeric: true, cell: (row) => count(row.skip) },
          { key: 'reject', label: 'Rejected', numeric: true, cell: (row) => count(row.reject) },
        ]}
      />
    </Panel>
  )
}

/** An import that was taken back. */
export function UndonePanel({ view }: { view: ImportView }) {
  return (
    <Page title="Import undone" width="narrow" lead={`${view.name}, ${moment(view.createdAt)}`}>
      <Notice tone="info" title="This import was taken back" actions={<Button component={AppLink} href="/import">Import again</Button>}>
        What it had made is gone, what it had changed is as before.
      </Notice>
      {view.result && <WrittenTable view={view} />}
    </Page>
  )
}

/** An import that broke; its one transaction wrote nothing. */
export function FailedPanel({ view }: { view: ImportView }) {
  return (
    <Page title="The import did not work" width="narrow" lead={view.name}>
      <Notice tone="loss" live title="Nothing was written" actions={<Button component={AppLink} href="/import">Try again</Button>}>
        {view.failure}
      </Notice>
    </Page>
  )
}
