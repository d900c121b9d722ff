import { Radio } from '@mantine/core'
import { IconHelpCircle } from '@tabler/icons-react'
import type { Correction, FileKind, Question } from '../shapes.ts'
import { correctFile } from './corrections.ts'
import classes from './import.module.css'
import type { StepProps } from './step.tsx'

/** What the files leave open. Asked, never guessed in silence; until answered, the marked choice is used. */
export function Questions({ guess, correction, change, busy }: StepProps) {
  if (guess.questions.length === 0) return null
  return (
    <div className={classes.questions}>
      {guess.questions.map((question) => (
        <QuestionCard
          key={question.id}
          question={question}
          fileName={guess.files.find((file) => file.file === question.file)?.name}
          busy={busy}
          onAnswer={(value) => change(answered(correction, question, value))}
        />
      ))}
    </div>
  )
}

interface QuestionCardProps {
  question: Question
  fileName: string | undefined
  busy: boolean
  onAnswer: (value: string) => void
}

function QuestionCard({ question, fileName, busy, onAnswer }: QuestionCardProps) {
  return (
    <div className={classes.question}>
      <IconHelpCircle size={20} stroke={1.7} aria-hidden="true" />
      <Radio.Group label={question.text} description={fileName ? `In ${fileName}` : undefined} value={question.chosen} onChange={onAnswer}>
        {question.samples.length > 0 && <p className={classes.meta}>For example {question.samples.slice(0, 4).join(' · ')}</p>}
        <div className={classes.options}>
          {question.options.map((option) => (
            <Radio key={option.value} value={option.value} label={option.label} disabled={busy} />
          ))}
        </div>
      </Radio.Group>
    </div>
  )
}

function answered(correction: Correction, question: Question, value: string): Correction {
  if (question.asks === 'currency' && question.file === null) return { ...correction, currency: value }
  if (question.file === null) return correction
  switch (question.asks) {
    case 'dateOrder':
      return correctFile(correction, question.file, { dateOrder: value as 'dmy' | 'mdy' | 'ymd' })
    case 'decimal':
      return correctFile(correction, question.file, { decimal: value as '.' | ',' })
    case 'kind':
      return correctFile(correction, question.file, { kind: value as FileKind })
    case 'header':
      return correctFile(correction, question.file, { hasHeader: value === 'yes' || value === 'true' })
    case 'currency':
      return correctFile(correction, question.file, { currency: value })
    default:
      return correction
  }
}
