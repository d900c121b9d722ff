import { IconEye, IconFileImport } from '@tabler/icons-react'
import { no, ok, type Verdict } from '#kernel/verdict'
import { useSend } from '#web/client/queries'
import { counted } from '#web/kit/format'
import { Tag } from '#web/kit/notice.tsx'
import { ReasonButton } from '#web/kit/reason-button.tsx'
import { Empty, Failed } from '#web/kit/states.tsx'
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
  const state = open.length > 0 ? openWords(open.length) : shown ? `${counted(writes, 'record')} to write` : 'Not looked at yet'
  return (
    <Step number={4} id="preview" title="What would be written" state={state}>
      {preview.error && <Failed error={preview.error} what="make the preview" />}
      {run.error && <Failed error={run.error} what="import" />}
      {view.task !== null && <TaskProgress view={view} />}
      {!shown && view.task === null && (
        <Empty
          icon={<IconEye size={24} />}
          title="See what would be made, changed or left out"
          actions={
            <ReasonButton
              allowed={mayPreview(view, guess, busy)}
              loading={preview.isPending}
              onClick={() => preview.mutate({ importId: view.id })}
            >
              Show the preview
            </ReasonButton>
          }
        >
          {open[0] ? `${openWords(open.length)}.` : 'Your files are compared with what is already here. Nothing is written.'}
        </Empty>
      )}
      {shown && (
        <>
          <PreviewTables preview={shown} importId={view.id} guess={guess} />
          <div className={classes.finish}>
            <p>
              {writes > 0
                ? `${counted(writes, 'record')} will be written in one step. You can undo it as a whole.`
                : 'Every record of these files is already here, unchanged.'}
            </p>
            <ReasonButton
              size="md"
              allowed={mayRun(writes, busy)}
              loading={run.isPending}
              leftSection={<IconFileImport size={18} aria-hidden="true" />}
              onClick={() => run.mutate({ importId: view.id })}
            >
              Import
            </ReasonButton>
          </div>
        </>
      )}
    </Step>
  )
}

const openWords = (open: number) => `Answer the ${open === 1 ? 'question' : `${open} questions`} above first`

function mayPreview(view: Import, guess: SetGuess, busy: boolean): Verdict {
  return busy ? no('A change is being applied; wait for it.') : canPreview({ ...view, guess })
}

function mayRun(writes: number, busy: boolean): Verdict {
  if (busy) return no('A change is being applied; wait for it.')
  return writes === 0 ? no('There is nothing to write: these files hold nothing new.') : ok
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

const doesWords = {
  create: { says: 'New', tone: 'good' },
  update: { says: 'Changed', tone: 'warn' },
  skip: { says: 'Unchanged', tone: 'plain' },
} as const

function Samples({ samples }: { samples: Outcome['samples'] }) {
  return (
    <details className={classes.reading} open>
      <summary>{counted(samples.length, 'example')}</summary>
      <ul className={classes.sampleList}>
        {samples.map((sample) => (
          <li key={`${sample.kind} ${sample.does} ${sample.where}`}>
            <Tag tone={doesWords[sample.does].tone}>
              {doesWords[sample.does].says} {plainKey(sample.kind)}
            </Tag>
            <span className={classes.sampleTitle}>{sample.title}</span>
            <span className={classes.why}>
              {sample.where}
              {sample.changed.length > 0 && `; changes ${sample.changed.map(plainKey).join(', ')}`}
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}
