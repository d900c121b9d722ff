import { Button } from '@mantine/core'
import { IconDownload, IconEye, IconFileImport } from '@tabler/icons-react'
import { no, ok } from '#kernel/verdict'
import { download } from '#web/client/call'
import { useSend } from '#web/client/queries'
import { count, counted } from '#web/kit/format'
import { Notice, Tag } from '#web/kit/notice.tsx'
import { ReasonButton } from '#web/kit/reason-button.tsx'
import { Empty, Failed } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import type { ImportView } from './import-page.tsx'
import classes from './import.module.css'
import { previewImport, rejectedRows, runImport } from './provisional.ts'
import { Step } from './step.tsx'
import { plainKey } from './words.ts'

type Preview = NonNullable<ImportView['preview']>
type Sample = Preview['samples'][number]

interface PreviewStepProps {
  view: ImportView
  keep: (next: ImportView) => void
  busy: boolean
}

/** What would happen, before it happens; and the button that makes it happen. */
export function PreviewStep({ view, keep, busy }: PreviewStepProps) {
  const preview = useSend(previewImport, { onSuccess: keep })
  const run = useSend(runImport, { onSuccess: keep })
  const shown = view.preview
  const writes = shown?.kinds.reduce((sum, kind) => sum + kind.create + kind.update, 0) ?? 0
  const allowed = !shown ? no('Look at the preview first.') : writes === 0 ? no('There is nothing new in these files.') : busy ? no('A change is being applied.') : ok
  return (
    <Step number={4} id="preview" title="What would be written" state={shown ? `${counted(writes, 'record')} to write` : 'Not looked at yet'}>
      {preview.error && <Failed error={preview.error} what="make the preview" />}
      {run.error && <Failed error={run.error} what="import" />}
      {shown ? (
        <PreviewTables preview={shown} importId={view.id} />
      ) : (
        <Empty
          icon={<IconEye size={24} />}
          title="See what would be made, changed or left out"
          actions={
            <Button loading={preview.isPending} disabled={busy} onClick={() => preview.mutate({ importId: view.id })}>
              Show the preview
            </Button>
          }
        >
          Your files are compared with what is already here. Nothing is written.
        </Empty>
      )}
      {shown && (
        <div className={classes.finish}>
          <p>
            {writes > 0 ? `${counted(writes, 'record')} will be written. You can undo the whole import afterwards.` : 'Every record of these files is already here, unchanged.'}
          </p>
          <ReasonButton
            size="md"
            allowed={allowed}
            loading={run.isPending}
            leftSection={<IconFileImport size={18} aria-hidden="true" />}
            onClick={() => run.mutate({ importId: view.id })}
          >
            Import
          </ReasonButton>
        </div>
      )}
    </Step>
  )
}

function PreviewTables({ preview, importId }: { preview: Preview; importId: string }) {
  const rejected = preview.kinds.reduce((sum, kind) => sum + kind.reject, 0)
  return (
    <div className={classes.previewStack}>
      <DataTable
        caption="Records by kind"
        rows={preview.kinds}
        rowKey={(row) => row.kind}
        columns={[
          { key: 'kind', label: 'Kind', head: true, cell: (row) => plainKey(row.kind) },
          { key: 'create', label: 'New', numeric: true, cell: (row) => count(row.create) },
          { key: 'update', label: 'Changed', numeric: true, cell: (row) => count(row.update) },
          { key: 'skip', label: 'Unchanged', numeric: true, cell: (row) => count(row.skip) },
          { key: 'reject', label: 'Rejected', numeric: true, cell: (row) => count(row.reject) },
        ]}
      />
      {rejected > 0 && <Rejected preview={preview} rejected={rejected} importId={importId} />}
      {preview.samples.length > 0 && <Samples samples={preview.samples} />}
    </div>
  )
}

function Rejected({ preview, rejected, importId }: { preview: Preview; rejected: number; importId: string }) {
  return (
    <Notice
      tone="warn"
      title={`${counted(rejected, 'row')} will not be imported`}
      actions={
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden="true" />}
          onClick={() => void download(rejectedRows, { importId }, 'rejected-rows.csv')}
        >
          Download them with their reasons (CSV)
        </Button>
      }
    >
      <ul className={classes.reasons}>
        {preview.rejected.slice(0, 5).map((row) => (
          <li key={`${row.file} ${row.row}`}>
            {row.file}, row {count(row.row)}: {row.reason}
          </li>
        ))}
      </ul>
    </Notice>
  )
}

function Samples({ samples }: { samples: readonly Sample[] }) {
  return (
    <details className={classes.reading}>
      <summary>Look at {counted(samples.length, 'example')}</summary>
      <ul className={classes.sampleList}>
        {samples.map((sample) => (
          <li key={`${sample.kind} ${sample.does} ${sample.where}`}>
            <p className={classes.sampleTitle}>
              <Tag tone={sample.does === 'create' ? 'good' : sample.does === 'update' ? 'warn' : 'plain'}>
                {{ create: 'New', update: 'Changed', skip: 'Unchanged' }[sample.does]} {plainKey(sample.kind)}
              </Tag>{' '}
              {sample.title} <span className={classes.why}>{sample.where}</span>
            </p>
            {sample.why && <p className={classes.why}>{sample.why}</p>}
            <dl className={classes.values}>
              {sample.values.map((value) => (
                <div key={value.field}>
                  <dt>{plainKey(value.field)}</dt>
                  <dd>
                    {value.before !== null && (
                      <>
                        <del>{value.before}</del> →{' '}
                      </>
                    )}
                    {value.after ?? 'empty'}
                  </dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
    </details>
  )
}
