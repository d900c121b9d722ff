import { ActionIcon, NativeSelect } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useState } from 'react'
import { ConfidenceMark } from '#web/kit/confidence.tsx'
import { counted } from '#web/kit/format'
import { said, t } from '#web/kit/text'
import type { StageGuess } from '../shapes.ts'
import { correctStages, moveStage } from './corrections.ts'
import classes from './import.module.css'
import styles from './stages.module.css'
import { Step, type StepProps } from './step.tsx'
import { confidenceOf, optionsOf, stageKindWords } from './words.ts'

/** The order of the process, and which stages mean won and lost. */
export function StagesStep({ guess, correction, change, busy }: StepProps) {
  const [told, setTold] = useState('')
  const stages = guess.stages
  if (stages.length === 0) return null
  const pipelines = [...new Set(stages.map((stage) => stage.pipeline))]
  const put = (next: readonly StageGuess[]) => change(correctStages(correction, next))
  const move = (index: number, by: -1 | 1) => {
    const next = moveStage(stages, index, by)
    setTold(
      t('{{stage}} is now at place {{place}} of {{all}}.', {
        stage: stages[index]?.stage ?? '',
        place: index + by + 1,
        all: stages.length,
      }),
    )
    put(next)
  }
  const setKind = (index: number, kind: StageGuess['kind']) => put(stages.map((stage, at) => (at === index ? { ...stage, kind } : stage)))
  return (
    <Step number={3} id="stages" title={t('The stages of your process, in order')} state={counted(stages.length, 'stage')}>
      <p className="visually-hidden" role="status">
        {told}
      </p>
      {pipelines.map((pipeline) => (
        <div key={pipeline}>
          {pipeline !== '' && <h3 className={styles.pipeline}>{pipeline}</h3>}
          <ol className={styles.stages}>
            {stages.map((stage, index) =>
              stage.pipeline !== pipeline ? null : (
                <li key={`${stage.pipeline} ${stage.stage}`} className={styles.stage} data-kind={stage.kind}>
                  <span className={styles.moves}>
                    <ActionIcon
                      variant="default"
                      size="sm"
                      aria-label={t('Move {{stage}} up', { stage: stage.stage })}
                      disabled={busy || stages[index - 1]?.pipeline !== pipeline}
                      onClick={() => move(index, -1)}
                    >
                      <IconArrowUp size={14} aria-hidden="true" />
                    </ActionIcon>
                    <ActionIcon
                      variant="default"
                      size="sm"
                      aria-label={t('Move {{stage}} down', { stage: stage.stage })}
                      disabled={busy || stages[index + 1]?.pipeline !== pipeline}
                      onClick={() => move(index, 1)}
                    >
                      <IconArrowDown size={14} aria-hidden="true" />
                    </ActionIcon>
                  </span>
                  <span className={styles.stageName}>
                    {stage.stage}
                    <span className={classes.why}>{counted(stage.deals, 'deal')}</span>
                  </span>
                  <NativeSelect
                    size="xs"
                    aria-label={t('{{stage}} means', { stage: stage.stage })}
                    data={optionsOf(stageKindWords)}
                    value={stage.kind}
                    disabled={busy}
                    onChange={(event) => setKind(index, event.currentTarget.value as StageGuess['kind'])}
                  />
                  <span className={styles.stageWhy}>
                    <ConfidenceMark level={confidenceOf(stage.confidence)} />
                    <span className={classes.why}>{said(stage.why)}</span>
                  </span>
                </li>
              ),
            )}
          </ol>
        </div>
      ))}
    </Step>
  )
}
