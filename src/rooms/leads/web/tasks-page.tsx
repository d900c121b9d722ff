import { Button, SegmentedControl } from '@mantine/core'
import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import type { Problem } from '#kernel/problem'
import { call } from '#web/client/call'
import { useWorkspaceId } from '#web/client/workspace'
import { count } from '#web/kit/format'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered, Empty } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { listTasks, type Task } from '../contract.ts'
import { TaskList, TaskNotice, useTasks } from './task-list.tsx'

type Answer = ResultOf<typeof listTasks>

/** When a task is due, seen from today. */
const groups = [
  { key: 'overdue', title: t('Overdue'), holds: (due: string | null, today: string) => due !== null && due < today },
  { key: 'today', title: t('Today'), holds: (due: string | null, today: string) => due === today },
  { key: 'later', title: t('Later'), holds: (due: string | null, today: string) => due !== null && due > today },
  { key: 'someday', title: t('Without a day'), holds: (due: string | null) => due === null },
] as const

/** Open tasks, one’s own or everyone’s, in the order in which they are due. */
export default function TasksPage() {
  const [whose, setWhose] = useState<'mine' | 'everyone'>('mine')
  const workspace = useWorkspaceId()
  const tasks = useTasks()
  const pages = useInfiniteQuery<Answer, Problem, InfiniteData<Answer>, readonly unknown[], string | null>({
    queryKey: [listTasks.id, workspace, whose],
    queryFn: ({ pageParam, signal }) => call(listTasks, { whose, cursor: pageParam ?? undefined }, signal),
    initialPageParam: null,
    getNextPageParam: (last) => last.cursor,
    placeholderData: (before) => before,
  })
  return (
    <Page
      title={t('My tasks')}
      lead={t('What is to be done, by the day on which it is due. Tasks are noted on the pages of deals, accounts, people and leads.')}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t('Whose tasks')}
          value={whose}
          data={[
            { value: 'mine', label: t('Mine') },
            { value: 'everyone', label: t('Everyone’s') },
          ]}
          onChange={(value) => setWhose(value === 'mine' ? 'mine' : 'everyone')}
        />
      }
    >
      <TaskNotice tasks={tasks} />
      <Answered query={pages} what={t('the tasks')}>
        {({ pages: found }) => {
          const shown = found.flatMap((page) => page.tasks)
          const first = found[0]
          if (!first || shown.length === 0)
            return (
              <Empty title={t('Nothing to do')}>
                {whose === 'mine'
                  ? t('Your tasks are those of the owner who is called {{name}}, as you are.', { name: first?.me ?? '' })
                  : t('Nobody has an open task.')}
              </Empty>
            )
          return (
            <>
              {groups.map((group) => (
                <Group
                  key={group.key}
                  id={group.key}
                  title={`${group.title}: ${count(first.counts[group.key])}`}
                  tasks={tasks}
                  shown={shown.filter(({ dueOn }) => group.holds(dueOn, first.today))}
                  today={first.today}
                />
              ))}
              {pages.hasNextPage && (
                <span>
                  <Button size="xs" variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                    {t('Show more')}
                  </Button>
                </span>
              )}
            </>
          )
        }}
      </Answered>
    </Page>
  )
}

interface GroupProps {
  id: string
  title: string
  tasks: ReturnType<typeof useTasks>
  shown: readonly Task[]
  today: string
}

function Group({ id, title, tasks, shown, today }: GroupProps) {
  if (shown.length === 0) return null
  return (
    <Panel id={id} title={title}>
      <TaskList tasks={tasks} shown={shown} today={today} told />
    </Panel>
  )
}
