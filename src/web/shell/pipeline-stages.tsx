import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { PipelineSaid, StageSaid } from '#rooms/journey/contract'
import { canRemoveStage, canSpare } from '#rooms/journey/rules'
import { tn } from '#web/kit/format'
import { MoveButtons } from '#web/kit/move-buttons.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { ReasonButton } from '#web/kit/reason-button.tsx'
import { t } from '#web/kit/text'
import type { PipelineChanges } from './pipeline-changes.ts'
import classes from './pipelines.module.css'

export interface Use {
  readonly deals: number
  readonly used: boolean
}

const kinds = { open: t('Open'), won: t('Won'), lost: t('Lost') } as const
const tones = { open: 'plain', won: 'good', lost: 'loss' } as const

interface StagesProps {
  line: PipelineSaid
  use: ReadonlyMap<string, Use>
  changes: PipelineChanges
  manages: boolean
}

/** The stages of one pipeline in their order. */
export function Stages({ line, use, changes, manages }: StagesProps) {
  return (
    <>
      <ol className={classes.stages}>
        {line.stages.map((stage, place) => (
          <Stage key={stage.id} stage={stage} place={place} {...{ line, use, changes, manages }} />
        ))}
      </ol>
      {manages && <NewStage line={line} changes={changes} />}
    </>
  )
}

function Stage({ line, stage, place, use, changes, manages }: StagesProps & { stage: StageSaid; place: number }) {
  const [renaming, setRenaming] = useState(false)
  const { deals, used } = use.get(stage.id) ?? { deals: 0, used: true }
  return (
    <li className={classes.stage}>
      <span className={classes.name}>
        {renaming ? (
          <NameForm
            label={t('New name of {{name}}', { name: stage.name })}
            start={stage.name}
            busy={changes.busy}
            onCancel={() => setRenaming(false)}
            onSave={(name) =>
              changes.changeStage(line.id, stage.id, { name }, t('{{was}} is now called {{name}}.', { was: stage.name, name }), () =>
                setRenaming(false),
              )
            }
          />
        ) : (
          stage.name
        )}
        {stage.formerNames.length > 0 && (
          <span className={classes.once}>{t('In files also: {{names}}', { names: stage.formerNames.join(', ') })}</span>
        )}
      </span>
      <Tag tone={tones[stage.kind]}>{kinds[stage.kind]}</Tag>
      {stage.retired && <Tag tone="warn">{t('Retired')}</Tag>}
      <span>{tn(deals, '{{n}} deal', '{{n}} deals')}</span>
      {manages && (
        <span className={`${classes.steps} screen-only`}>
          <MoveButtons
            name={stage.name}
            place={place}
            number={line.stages.length}
            onMove={(to) =>
              changes.changeStage(
                line.id,
                stage.id,
                { place: to },
                t('{{name}} is at place {{place}}.', { name: stage.name, place: to + 1 }),
              )
            }
          />
          <Button
            size="compact-sm"
            variant="subtle"
            aria-label={t('Rename {{name}}', { name: stage.name })}
            onClick={() => setRenaming(true)}
          >
            {t('Rename')}
          </Button>
          <Sparing {...{ line, stage, changes }} used={used} />
        </span>
      )}
    </li>
  )
}

interface OneStage {
  line: PipelineSaid
  stage: StageSaid
  changes: PipelineChanges
}

function Sparing({ line, stage, changes, used }: OneStage & { used: boolean }) {
  const { name } = stage
  const retire = (retired: boolean) =>
    changes.changeStage(
      line.id,
      stage.id,
      { retired },
      retired ? t('{{name}} is retired.', { name }) : t('{{name}} is in use again.', { name }),
    )
  return (
    <>
      <ReasonButton
        size="compact-sm"
        variant="subtle"
        aria-label={stage.retired ? t('Use {{name}} again', { name }) : t('Retire {{name}}', { name })}
        allowed={canSpare(line.stages, stage)}
        onClick={() => retire(!stage.retired)}
      >
        {stage.retired ? t('Use again') : t('Retire')}
      </ReasonButton>
      <ReasonButton
        size="compact-sm"
        variant="subtle"
        color="gray"
        aria-label={t('Remove {{name}}', { name })}
        allowed={canRemoveStage(line.stages, stage, used)}
        onClick={() => changes.removeStage(line.id, stage.id, name)}
      >
        {t('Remove')}
      </ReasonButton>
    </>
  )
}

function NewStage({ line, changes }: { line: PipelineSaid; changes: PipelineChanges }) {
  const [name, setName] = useState('')
  const [kind, setKind] = useState<'open' | 'won' | 'lost'>('open')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    changes.addStage(line.id, name, kind, () => setName(''))
  }
  return (
    <form className={`${classes.form} screen-only`} onSubmit={submit} aria-label={t('A new stage')}>
      <TextInput
        label={t('New stage')}
        required
        withAsterisk={false}
        maxLength={120}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('A deal there is')}
        value={kind}
        data={(['open', 'won', 'lost'] as const).map((value) => ({ value, label: kinds[value] }))}
        onChange={(event) => setKind(event.currentTarget.value as 'open' | 'won' | 'lost')}
      />
      <Button type="submit" variant="default" loading={changes.busy}>
        {t('Add stage')}
      </Button>
    </form>
  )
}

interface NameFormProps {
  label: string
  start: string
  busy: boolean
  onSave: (name: string) => void
  onCancel: () => void
}

/** A name, typed in its place. */
function NameForm({ label, start, busy, onSave, onCancel }: NameFormProps) {
  const [name, setName] = useState(start)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        onSave(name)
      }}
    >
      <TextInput
        aria-label={label}
        required
        maxLength={120}
        autoFocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" loading={busy} disabled={name.trim() === start}>
        {t('Rename')}
      </Button>
      <Button variant="default" onClick={onCancel}>
        {t('Cancel')}
      </Button>
    </form>
  )
}
