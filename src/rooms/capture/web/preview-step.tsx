import { IconEye, IconFileImport } from '@tabler/icons-react'
import { no, ok, type Verdict } from '#kernel/verdict'
import { useSend } from '#web/client/queries'
import { counted, tn } from '#web/kit/format'
import { Tag } from '#web/kit/notice.tsx'
import { ReasonButton } from '#web/kit/reason-button.tsx'
import { Empty, Failed } from '#web/kit/states.tsx'
import { said, t } from '#web/kit/text'
import { type Import, type Outcome, previewImport, runImport } from '../contract.ts'
import { canPreview } from '../rules/imports.ts'
import { mustBeAnswered } from '../rules/questions.ts'
import type { SetGuess } from '../shapes.ts'
import { Duplicates } from './duplicates.tsx'
import classes from './import.module.css'
import { Rejected } from './rejected.tsx'
import { Step } from './step.tsx'
import { TallyTable, writesOf } from './tally.tsx'
import { TaskProgress } from './task-panel.tsx'
import { plainKey } from './words.ts'

interface PreviewStepProps {
  view: Import
  /** As it is shown, with what was answered since. */
  guess: SetGuess
  keep: (next: Import) => void
  busy: boolean
}

/** What would happen, before it happens; and the button that makes it happen. */
export function PreviewStep({ view, guess, keep, busy }: PreviewStepProps) {
  const preview = useSend(previewImport, { onSuccess: keep })
  const run = useSend(runImport, { onSuccess: keep })
  const open = mustBeAnswered(guess)
  const shown = view.state === 'previewed' ? view.preview : null
  const writes = shown ? writesOf(shown.kinds) : 0
  const toWrite = shown ? tn(writes, '{{n}} record to write', '{{n}} records to write') : t('Not looked at yet')
  const state = open.length > 0 ? tn(open.length, 'Answer the question above first', 'Answer the {{n}} questions above first') : toWrite
  return (
    <Step number={4} id="preview" title={t('What would be written')} state={state}>
      {preview.error && <Failed error={preview.error} what={t('make the preview')} />}
      {run.error && <Failed error={run.error} what={t('import')} />}
      {view.task !== null && <TaskProgress view={view} />}
      {!shown && view.task === null && (
        <Empty
          icon={<IconEye size={24} />}
          title={t('See what would be made, changed or left out')}
          actions={
            <ReasonButton
              allowed={mayPreview(view, guess, busy)}
              loading={preview.isPending}
              onClick={() => preview.mutate({ importId: view.id })}
            >
              {t('Show the preview')}
            </ReasonButton>
          }
        >
          {open[0]
            ? tn(open.length, 'Answer the question above first.', 'Answer the {{n}} questions above first.')
            : t('Your files are compared with what is already here. Nothing is written.')}
        </Empty>
      )}
      {shown && (
        <>
          <PreviewTables preview={shown} importId={view.id} guess={guess} />
          <div className={classes.finish}>
            <p>
              {writes > 0
                ? tn(
                    writes,
                    '{{n}} record will be written in one step. You can undo it as a whole.',
                    '{{n}} records will be written in one step. You can undo it as a whole.',
                  )
                : t('Every record of these files is already here, unchanged.')}
            </p>
            <ReasonButton
              size="md"
              allowed={mayRun(writes, busy)}
              loading={run.isPending}
              leftSection={<IconFileImport size={18} aria-hidden="true" />}
              onClick={() => run.mutate({ importId: view.id })}
            >
              {t('Import')}
            </ReasonButton>
          </div>
        </>
      )}
    </Step>
  )
}

function mayPreview(view: Import, guess: SetGuess, busy: boolean): Verdict {
  if (busy) return no(t('A change is being applied; wait for it.'))
  const verdict = canPreview({ ...view, guess })
  return verdict.ok ? ok : no(said(verdict.why))
}

function mayRun(writes: number, busy: boolean): Verdict {
  if (busy) return no(t('A change is being applied; wait for it.'))
  return writes === 0 ? no(t('There is nothing to write: these files hold nothing new.')) : ok
}

function PreviewTables({ preview, importId, guess }: { preview: Outcome; importId: string; guess: SetGuess }) {
  const rejected = preview.kinds.reduce((sum, kind) => sum + kind.reject, 0)
  return (
    <div className={classes.previewStack}>
      <TallyTable outcome={preview} />
      {rejected > 0 && <Rejected outcome={preview} rejected={rejected} importId={importId} guess={guess} />}
      {preview.duplicates && <Duplicates duplicates={preview.duplicates} />}
      {preview.samples.length > 0 && <Samples samples={preview.samples} />}
    </div>
  )
}

const toneOf = { create: 'good', update: 'warn', skip: 'plain' } as const

function doesWords({ does, kind }: Outcome['samples'][number]): string {
  const what = { kind: said(plainKey(kind)) }
  if (does === 'create') return t('New {{kind}}', what)
  return does === 'update' ? t('Changed {{kind}}', what) : t('Unchanged {{kind}}', what)
}

function Samples({ samples }: { samples: Outcome['samples'] }) {
  return (
    <details className={classes.reading} open>
      <summary>{counted(samples.length, 'example')}</summary>
      <ul className={classes.sampleList}>
        {samples.map((sample) => (
          <li key={`${sample.kind} ${sample.does} ${sample.where}`}>
            <Tag tone={toneOf[sample.does]}>{doesWords(sample)}</Tag>
            <span className={classes.sampleTitle}>{sample.title}</span>
            <span className={classes.why}>
              {sample.changed.length > 0
                ? t('{{where}}; changes {{fields}}', {
                    where: sample.where,
                    fields: sample.changed.map((key) => said(plainKey(key))).join(', '),
                  })
                : sample.where}
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}
