import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import { stageUse } from '#rooms/deals/contract'
import { listPipelines, type PipelineSaid } from '#rooms/journey/contract'
import { canRemovePipeline, canSparePipeline } from '#rooms/journey/rules'
import { useAsk } from '#web/client/queries'
import { tn } from '#web/kit/format'
import { LastChange } from '#web/kit/last-change.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { ReasonButton } from '#web/kit/reason-button.tsx'
import { Answered } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'

import { type PipelineChanges, usePipelineChanges } from './pipeline-changes.ts'
import { Stages, type Use } from './pipeline-stages.tsx'
import classes from './pipelines.module.css'
import { useCompany } from './session.ts'

type Listed = ResultOf<typeof listPipelines>

/** The pipelines with their stages: seen by everyone who sees stages, changed by owners and admins. */
export default function PipelinesPage() {
  const role = useCompany()?.role
  const manages = role === 'owner' || role === 'admin'
  const found = useAsk(listPipelines, {})
  const use = useAsk(stageUse, {})
  const changes = usePipelineChanges()
  const stages = new Map<string, Use>((use.data?.stages ?? []).map((one) => [one.id, one]))
  return (
    <Page
      title={t('Pipelines')}
      lead={t(
        'The stages of selling, in order, for each solution or industry that is sold in its own way. Changes show in all numbers at once.',
      )}
    >
      <LastChange changes={changes} what={t('change this pipeline')} />
      <Answered query={found} what={t('the pipelines')} lines={8}>
        {({ pipelines, solutions }) => (
          <>
            {pipelines.map((line) => (
              <Pipeline key={line.id} {...{ line, pipelines, solutions, changes, manages, use: stages }} deals={inLine(use.data, line)} />
            ))}
            {pipelines.length === 0 && <p>{t('No pipelines yet. An import of deals makes them, or make one here.')}</p>}
            {manages && <NewPipeline solutions={solutions} changes={changes} />}
          </>
        )}
      </Answered>
    </Page>
  )
}

const inLine = (use: ResultOf<typeof stageUse> | undefined, line: PipelineSaid) =>
  use?.pipelines.find(({ id }) => id === line.id)?.deals ?? 0

interface PipelineProps {
  line: PipelineSaid
  pipelines: readonly PipelineSaid[]
  solutions: Listed['solutions']
  use: ReadonlyMap<string, Use>
  deals: number
  changes: PipelineChanges
  manages: boolean
}

function Pipeline({ line, pipelines, solutions, use, deals, changes, manages }: PipelineProps) {
  const name = line.name || t('Without a name')
  const used = deals > 0 || line.stages.some(({ id }) => use.get(id)?.used ?? true)
  return (
    <Panel
      id={`pipeline-${line.id}`}
      title={
        <>
          {name} {line.retired && <Tag tone="warn">{t('Retired')}</Tag>}
        </>
      }
      hint={[
        tn(deals, '{{n}} deal', '{{n}} deals'),
        line.solution && t('for {{what}}', { what: line.solution.name }),
        line.vertical && t('for {{what}}', { what: line.vertical }),
        line.arranged ? t('in an order set by hand') : t('in the order of the last import'),
      ]
        .filter(Boolean)
        .join(' · ')}
      actions={
        manages && (
          <>
            <ReasonButton
              size="xs"
              variant="default"
              aria-label={line.retired ? t('Use {{name}} again', { name }) : t('Retire {{name}}', { name })}
              allowed={line.retired ? { ok: true } : canSparePipeline(pipelines, line.id)}
              onClick={() => changes.change(line.id, { retired: !line.retired })}
            >
              {line.retired ? t('Use again') : t('Retire')}
            </ReasonButton>
            <ReasonButton
              size="xs"
              variant="default"
              aria-label={t('Remove {{name}}', { name })}
              allowed={canRemovePipeline(pipelines, line, used)}
              onClick={() => changes.remove(line.id, name)}
            >
              {t('Remove')}
            </ReasonButton>
          </>
        )
      }
    >
      <Stages {...{ line, use, changes, manages }} />
      {manages && (
        <PipelineForm
          key={`${line.name} ${line.solution?.id} ${line.vertical}`}
          label={t('About {{name}}', { name })}
          start={{ name: line.name, solutionId: line.solution?.id ?? '', vertical: line.vertical ?? '' }}
          solutions={solutions}
          action={t('Save')}
          busy={changes.busy}
          onSave={(typed) => changes.change(line.id, typed)}
        />
      )}
    </Panel>
  )
}

function NewPipeline({ solutions, changes }: { solutions: Listed['solutions']; changes: PipelineChanges }) {
  const [made, setMade] = useState(0)
  return (
    <Panel
      id="new-pipeline"
      title={t('A new pipeline')}
      hint={t('It begins with the stages Open, Won and Lost; rename them and add your own. Imports find it by its name.')}
    >
      <PipelineForm
        key={made}
        label={t('A new pipeline')}
        start={{ name: '', solutionId: '', vertical: '' }}
        solutions={solutions}
        action={t('Make pipeline')}
        busy={changes.busy}
        onSave={(typed) => changes.add(typed, () => setMade(made + 1))}
      />
    </Panel>
  )
}

interface PipelineFormProps {
  label: string
  start: { readonly name: string; readonly solutionId: string; readonly vertical: string }
  solutions: Listed['solutions']
  action: string
  busy: boolean
  onSave: (typed: { name: string; solutionId: Listed['solutions'][number]['id'] | null; vertical: string | null }) => void
}

/** The name of a pipeline, and what it is for. */
function PipelineForm({ label, start, solutions, action, busy, onSave }: PipelineFormProps) {
  const [typed, setTyped] = useState(start)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const solution = solutions.find(({ id }) => id === typed.solutionId)
    onSave({ name: typed.name, solutionId: solution?.id ?? null, vertical: typed.vertical.trim() || null })
  }
  const same = typed.name === start.name && typed.solutionId === start.solutionId && typed.vertical === start.vertical
  return (
    <form className={`${classes.form} screen-only`} onSubmit={submit} aria-label={label}>
      <TextInput
        label={t('Name')}
        required
        withAsterisk={false}
        maxLength={120}
        value={typed.name}
        onChange={(event) => setTyped({ ...typed, name: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('For the solution')}
        value={typed.solutionId}
        data={[{ value: '', label: t('Any') }, ...solutions.map(({ id, name }) => ({ value: String(id), label: name }))]}
        onChange={(event) => setTyped({ ...typed, solutionId: event.currentTarget.value })}
      />
      <TextInput
        label={t('For the industry')}
        maxLength={120}
        value={typed.vertical}
        onChange={(event) => setTyped({ ...typed, vertical: event.currentTarget.value })}
      />
      <Button type="submit" variant="default" loading={busy} disabled={same}>
        {action}
      </Button>
    </form>
  )
}
