import { NativeSelect, Radio } from '@mantine/core'
import { IconHelpCircle } from '@tabler/icons-react'
import { said, t } from '#web/kit/text'
import type { Correction, FileKind, Question } from '../shapes.ts'
import { correctFile, withCurrency, withSystem } from './corrections.ts'
import classes from './import.module.css'
import type { StepProps } from './step.tsx'
import { SystemQuestion } from './system-question.tsx'

/** What the files leave open. Asked, never guessed in silence: what must be answered has no choice marked, for the rest the marked one is used. */
export function Questions({ guess, correction, change, busy }: StepProps) {
  if (guess.questions.length === 0) return null
  return (
    <div className={classes.questions}>
      {guess.questions.map((question) =>
        question.asks === 'system' ? (
          <SystemQuestion key={question.id} question={question} busy={busy} onAnswer={(system) => change(withSystem(correction, system))} />
        ) : (
          <QuestionCard
            key={question.id}
            question={question}
            fileName={guess.files.find((file) => file.file === question.file)?.name}
            busy={busy}
            onAnswer={(value) => change(answered(correction, question, value))}
          />
        ),
      )}
    </div>
  )
}

interface QuestionCardProps {
  question: Question
  fileName: string | undefined
  busy: boolean
  onAnswer: (value: string) => void
}

/** More options than this are a list to choose from. */
const mostRadios = 6

function QuestionCard({ question, fileName, busy, onAnswer }: QuestionCardProps) {
  const samples = question.samples.length > 0 && (
    <p className={classes.samplesOf}>{t('For example {{samples}}', { samples: question.samples.slice(0, 4).join(' · ') })}</p>
  )
  if (question.options.length > mostRadios)
    return (
      <div className={classes.question}>
        <IconHelpCircle size={20} stroke={1.7} aria-hidden="true" />
        <div>
          <NativeSelect
            label={said(question.text)}
            size="sm"
            classNames={{ wrapper: classes.answerList }}
            data={question.options.map(({ value, label }) => ({ value, label: said(label) }))}
            value={question.chosen}
            disabled={busy}
            onChange={(event) => onAnswer(event.currentTarget.value)}
          />
          {samples}
        </div>
      </div>
    )
  return (
    <div className={classes.question}>
      <IconHelpCircle size={20} stroke={1.7} aria-hidden="true" />
      <Radio.Group
        label={said(question.text)}
        description={descriptionOf(question, fileName)}
        value={question.must ? '' : question.chosen}
        onChange={onAnswer}
      >
        {samples}
        <div className={classes.options}>
          {question.options.map((option) => (
            <Radio key={option.value} value={option.value} label={said(option.label)} disabled={busy} />
          ))}
        </div>
      </Radio.Group>
    </div>
  )
}

function descriptionOf(question: Question, fileName: string | undefined): string | undefined {
  const where = fileName && !question.text.includes(fileName) ? `${t('In {{file}}.', { file: fileName })} ` : ''
  return `${where}${question.must ? t('Please answer before you go on.') : ''}`.trim() || undefined
}

function answered(correction: Correction, question: Question, value: string): Correction {
  if (question.asks === 'currency' && question.file === null) return withCurrency(correction, value)
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
