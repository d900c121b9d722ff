import { sees } from '#kernel/rights'
import { useAsk } from '#web/client/queries'
import { useMayChange, useRights } from '#web/client/rights'
import { day, moment } from '#web/kit/format'
import { Answered } from '#web/kit/states.tsx'
import { said, t } from '#web/kit/text'
import { readTimeline, type TimelineEntry, tasksOfRecord } from '../contract.ts'
import classes from './day.module.css'
import { TaskForm } from './task-form.tsx'
import { TaskList, TaskNotice, useTasks } from './task-list.tsx'

const shownAtOnce = 30

/** What both teams did about a person so far, the newest first. */
export function StoryTimeline({ personId }: { personId: string }) {
  const timeline = useAsk(readTimeline, { kind: 'person', id: personId })
  return (
    <section className={classes.part} aria-labelledby="story-timeline">
      <h3 id="story-timeline" className={classes.partTitle}>
        {t('What happened so far')}
      </h3>
      <Answered query={timeline} what={t('the timeline')}>
        {({ entries }) =>
          entries.length === 0 ? (
            <p className={classes.quiet}>{t('Nothing happened yet')}</p>
          ) : (
            <ol className={classes.entries}>
              {entries.slice(0, shownAtOnce).map((entry) => (
                <Entry key={`${entry.what} ${entry.title} ${entry.id}`} entry={entry} />
              ))}
            </ol>
          )
        }
      </Answered>
    </section>
  )
}

/** Entries that are called by a word of the company, such as a stage, or whose title came in the reader's language. */
const theirs: readonly TimelineEntry['what'][] = ['stage', 'activity', 'response', 'step', 'breach']

function Entry({ entry: { what, title, text, by, at, about } }: { entry: TimelineEntry }) {
  const when = at === null ? t('time unknown') : at.endsWith('T00:00:00.000Z') ? day(at) : moment(at)
  return (
    <li>
      <span className={classes.entryTitle}>
        {theirs.includes(what) ? title : said(title, 'timeline')}
        {about && about.kind !== 'person' && about.kind !== 'lead' && ` · ${about.label}`}
      </span>
      <span className={classes.quiet}>{[by, when].filter(Boolean).join(' · ')}</span>
      {text && <span className={classes.entryText}>{text}</span>}
    </li>
  )
}

/** What is to be done about a lead. Not there for whoever may not see activities. */
export function StoryTasks({ lead }: { lead: string }) {
  return sees(useRights(), 'activity') ? <Tasks lead={lead} /> : null
}

function Tasks({ lead }: { lead: string }) {
  const tasks = useTasks()
  const may = useMayChange('activity')
  const found = useAsk(tasksOfRecord, { kind: 'lead', id: lead })
  return (
    <section className={classes.part} aria-labelledby="story-tasks">
      <h3 id="story-tasks" className={classes.partTitle}>
        {t('Tasks')}
      </h3>
      <TaskNotice tasks={tasks} />
      <Answered query={found} what={t('the tasks')}>
        {({ tasks: shown, today }) => <TaskList tasks={tasks} shown={shown} today={today} told={false} />}
      </Answered>
      {may && (
        <TaskForm
          label={t('A new task')}
          start={{ title: '', dueOn: null, who: 'me' }}
          action={t('Note it')}
          saving={tasks.busy}
          onSave={(typed) => tasks.add({ kind: 'lead', id: lead }, typed)}
        />
      )}
    </section>
  )
}
