import type { RecordKind } from '#kernel/list'
import { sees } from '#kernel/rights'
import { tasksOfRecord } from '#rooms/leads/contract'
import { TaskForm } from '#rooms/leads/web/task-form.tsx'
import { TaskList, TaskNotice, useTasks } from '#rooms/leads/web/task-list.tsx'
import { useAsk } from '#web/client/queries'
import { useMayChange, useRights } from '#web/client/rights'
import { Panel } from '#web/kit/page.tsx'
import { Answered } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import classes from './records.module.css'

interface TasksPanelProps {
  kind: RecordKind
  id: string
}

/** What is to be done about a record, and what was. Not there for who may not see activities. */
export function TasksPanel(props: TasksPanelProps) {
  return sees(useRights(), 'activity') ? <Shown {...props} /> : null
}

function Shown({ kind, id }: TasksPanelProps) {
  const tasks = useTasks()
  const found = useAsk(tasksOfRecord, { kind, id })
  const may = useMayChange('activity')
  return (
    <Panel id="tasks" title={t('Tasks')}>
      <TaskNotice tasks={tasks} />
      <Answered query={found} what={t('the tasks')}>
        {({ tasks: shown, today }) => <TaskList tasks={tasks} shown={shown} today={today} told={kind !== 'deal' && kind !== 'lead'} />}
      </Answered>
      {may && (
        <div className={`${classes.form} screen-only`}>
          <TaskForm
            label={t('A new task')}
            start={{ title: '', dueOn: null, who: 'me' }}
            action={t('Note it')}
            saving={tasks.busy}
            onSave={(typed) => tasks.add({ kind, id }, typed)}
          />
        </div>
      )}
    </Panel>
  )
}
