import { useMutation } from '@tanstack/react-query'
import { DropZone } from '#web/kit/drop-zone.tsx'
import { counted } from '#web/kit/format'
import { Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { FileCard } from './file-card.tsx'
import classes from './import.module.css'
import { acceptedFiles } from './new-import.ts'
import { Questions } from './questions.tsx'
import { SetGuesses } from './set-guesses.tsx'
import { Step, type StepProps } from './step.tsx'

interface FilesStepProps extends StepProps {
  onAdd: (files: readonly File[]) => Promise<void>
  onRemove: (file: number) => void
}

/** What the files are and how they were read; what could not be decided is asked here. */
export function FilesStep({ onAdd, onRemove, ...step }: FilesStepProps) {
  const { files } = step.guess
  const rows = files.reduce((sum, file) => sum + file.counts.rows, 0)
  const add = useMutation({ mutationFn: onAdd })
  return (
    <Step number={1} id="files" title={t('Your files')} state={`${counted(files.length, 'file')}, ${counted(rows, 'row')}`}>
      <Questions {...step} />
      <div className={classes.cards}>
        {files.map((file) => (
          <FileCard key={file.file} file={file} onRemove={files.length > 1 ? () => onRemove(file.file) : undefined} {...step} />
        ))}
      </div>
      <SetGuesses {...step} />
      <DropZone
        compact
        title={add.isPending ? t('Reading…') : t('Add more files')}
        accept={acceptedFiles}
        disabled={add.isPending}
        onFiles={(more) => add.mutate(more)}
      />
      {add.error && <Failed error={add.error} what={t('read this file')} />}
    </Step>
  )
}
