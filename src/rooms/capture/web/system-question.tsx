import { Button, Radio, TextInput } from '@mantine/core'
import { IconHelpCircle } from '@tabler/icons-react'
import { useState } from 'react'
import { systemName } from '#kernel/source-system'
import { DataTable } from '#web/kit/table.tsx'
import { said, t } from '#web/kit/text'
import { type Question, sameSystem } from '../shapes.ts'
import classes from './import.module.css'

interface SystemQuestionProps {
  question: Question
  busy: boolean
  /** The name of the system; empty for the first one. */
  onAnswer: (system: string) => void
}

/** Whether files whose ids belong to other records here are from another system, with some of these records side by side. */
export function SystemQuestion({ question, busy, onAnswer }: SystemQuestionProps) {
  const [name, setName] = useState('')
  const another = systemName(name)
  const { pairs = [] } = question
  return (
    <div className={classes.question}>
      <IconHelpCircle size={20} stroke={1.7} aria-hidden="true" />
      <div className={classes.previewStack}>
        {pairs.length > 0 && <Pairs pairs={pairs} />}
        <Radio.Group
          label={said(question.text)}
          description={question.must ? t('Please answer before you go on.') : undefined}
          value={question.must ? '' : question.chosen}
          onChange={(value) => onAnswer(value === sameSystem ? '' : value)}
        >
          <div className={classes.options}>
            {question.options.map((option) => (
              <Radio key={option.value} value={option.value} label={said(option.label)} disabled={busy} />
            ))}
          </div>
        </Radio.Group>
        <div className={classes.options}>
          <TextInput
            size="xs"
            label={t('Or another system, by a name of yours')}
            placeholder={t('pipedrive-eu')}
            value={name}
            disabled={busy}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button size="xs" variant="default" disabled={busy || another === ''} onClick={() => onAnswer(another)}>
            {another === '' ? t('Use this name') : t('Use “{{name}}”', { name: another })}
          </Button>
        </div>
      </div>
    </div>
  )
}

function Pairs({ pairs }: { pairs: NonNullable<Question['pairs']> }) {
  return (
    <DataTable
      dense
      caption={t('Records of one id that say something else')}
      rows={pairs}
      rowKey={(pair) => pair.id}
      columns={[
        { key: 'id', label: t('Id'), head: true, cell: (pair) => pair.id },
        { key: 'here', label: t('Here'), cell: (pair) => pair.here },
        { key: 'file', label: t('In the file'), cell: (pair) => pair.file },
      ]}
    />
  )
}
