import { ActionIcon, Checkbox } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useSend } from '#web/client/queries'
import { useMayChange } from '#web/client/rights'
import { day } from '#web/kit/format'
import { LastChange } from '#web/kit/last-change.tsx'
import { AppLink } from '#web/kit/link.tsx'
import { recordHref } from '#web/kit/list/cell.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { t } from '#web/kit/text'
import { addTask, changeTask, type Task, undoTask } from '../contract.ts'
import { TaskForm, type Typed } from './task-form.tsx'
import classes from './tasks.module.css'

interface Done {
  readonly taskId: string
  readonly eventId: string
  readonly says: string
}

/** What can be done with tasks, and the way back from what was done last. */
export function useTasks() {
  const queries = useQueryClient()
  const [last, setLast] = useState<Done | null>(null)
  const again = () => queries.invalidateQueries()
  const change = useSend(changeTask, { onSettled: again })
  const add = useSend(addTask, { onSettled: again })
  const undo = useSend(undoTask, { onSuccess: () => setLast(null), onSettled: again })
  const note = (task: Task & { readonly eventId: string }, says: string) => setLast({ taskId: task.id, eventId: task.eventId, says })
  return {
    last,
    error: change.error ?? add.error ?? undo.error,
    busy: change.isPending || add.isPending || undo.isPending,
    tick: (task: Task, done: boolean) =>
      change.mutate(
        { taskId: task.id, version: task.version, done },
        {
          onSuccess: (now) =>
            note(now, done ? t('“{{title}}” is done', { title: now.title }) : t('“{{title}}” is open again', { title: now.title })),
        },
      ),
    put: (task: Task, { title, dueOn, who }: Typed) =>
      change.mutate(
        { taskId: task.id, version: task.version, title, dueOn, who: who as never },
        { onSuccess: (now) => note(now, t('“{{title}}” is changed', { title: now.title })) },
      ),
    add: (on: { readonly kind: 'deal' | 'account' | 'person' | 'lead'; readonly id: string }, { title, dueOn, who }: Typed) =>
      add.mutate(
        { ...on, title, dueOn, who: who as never },
        { onSuccess: (now) => note(now, t('“{{title}}” is noted', { title: now.title })) },
      ),
    undo: () => last && undo.mutate({ taskId: last.taskId as never, eventId: last.eventId as never }),
  }
}

export type Tasks = ReturnType<typeof useTasks>

/** What became of the last step, with its undo. */
export function TaskNotice({ tasks }: { tasks: Tasks }) {
  if (!tasks.last && !tasks.error) return null
  return (
    <div className={classes.told}>
      <LastChange changes={tasks} what={t('change this task')} />
    </div>
  )
}

interface TaskListProps {
  tasks: Tasks
  shown: readonly Task[]
  today: string
  /** Whether the record that a task is about is told. */
  told: boolean
}

/** Tasks with a box that says done, their day, who has them, and what they are about. */
export function TaskList({ tasks, shown, today, told }: TaskListProps) {
  const [editing, setEditing] = useState<string | null>(null)
  const may = useMayChange('activity')
  return (
    <ul className={classes.tasks}>
      {shown.map((task) => (
        <li key={task.id} className={classes.task}>
          {editing === task.id ? (
            <TaskForm
              label={t('Change the task')}
              start={{ title: task.title, dueOn: task.dueOn, who: task.who?.id ?? '' }}
              action={t('Save')}
              saving={tasks.busy}
              onSave={(typed) => {
                tasks.put(task, typed)
                setEditing(null)
              }}
              onCancel={() => setEditing(null)}
            />
          ) : (
            <>
              <Checkbox
                className={classes.what}
                size="xs"
                label={task.title}
                checked={task.done}
                disabled={!may || tasks.busy}
                onChange={(event) => tasks.tick(task, event.currentTarget.checked)}
              />
              <Meta task={task} today={today} told={told} />
              {may && (
                <ActionIcon
                  className="screen-only"
                  variant="subtle"
                  color="gray"
                  size="sm"
                  aria-label={t('Change {{name}}', { name: task.title })}
                  onClick={() => setEditing(task.id)}
                >
                  <IconPencil size={14} stroke={1.6} aria-hidden="true" />
                </ActionIcon>
              )}
            </>
          )}
        </li>
      ))}
    </ul>
  )
}

function Meta({ task, today, told }: { task: Task; today: string; told: boolean }) {
  const late = !task.done && task.dueOn !== null && task.dueOn < today
  return (
    <span className={classes.meta}>
      {told && task.about && <AppLink href={recordHref(task.about.kind, task.about.id)}>{task.about.label}</AppLink>}
      {task.who && <span>{task.who.name}</span>}
      {late && <Tag tone="warn">{t('Overdue')}</Tag>}
      {task.dueOn && <span>{day(task.dueOn)}</span>}
    </span>
  )
}
