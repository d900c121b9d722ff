import { Button, Skeleton } from '@mantine/core'
import { IconLock, IconRefresh } from '@tabler/icons-react'
import { type ReactNode, useEffect, useState } from 'react'
import { Problem } from '#kernel/problem'
import { Notice } from './notice.tsx'
import { Page } from './page.tsx'
import classes from './states.module.css'
import { t } from './text.ts'

/** After so long somebody wonders whether anything happens. */
const wondersMs = 3_000

/** While an answer is on its way. `what` is read out: "Loading the diagnosis". `slow` is said when it takes longer than one expects. */
export function Loading({ what, lines = 4, slow }: { what: string; lines?: number; slow?: string | undefined }) {
  const [wonders, setWonders] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setWonders(true), wondersMs)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div role="status" className={classes.loading}>
      <span className="visually-hidden">{t('Loading {{what}}', { what })}</span>
      {slow && wonders && <p className={classes.slow}>{slow}</p>}
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are alike and never move
        <Skeleton key={line} height={line === 0 ? 22 : 14} width={`${[46, 92, 84, 70, 88, 61][line % 6]}%`} radius="sm" />
      ))}
    </div>
  )
}

interface EmptyProps {
  icon?: ReactNode
  title: string
  children?: ReactNode
  actions?: ReactNode
}

/** Nothing here yet: says why, and what would fill it. */
export function Empty({ icon, title, children, actions }: EmptyProps) {
  return (
    <div className={classes.empty}>
      {icon && (
        <div className={classes.icon} aria-hidden="true">
          {icon}
        </div>
      )}
      <p className={classes.title}>{title}</p>
      {children && <div className={classes.sentence}>{children}</div>}
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  )
}

/** Something could not be done: the sentence of the problem, where it lies, and a way to try again. */
export function Failed({ error, what, onRetry }: { error: unknown; what: string; onRetry?: () => void }) {
  const problem = error instanceof Problem ? error : null
  return (
    <Notice
      tone="loss"
      live
      title={t('Could not {{what}}', { what })}
      actions={
        onRetry && (
          <Button size="xs" variant="default" leftSection={<IconRefresh size={14} aria-hidden="true" />} onClick={onRetry}>
            {t('Try again')}
          </Button>
        )
      }
    >
      <p>{problem?.message ?? t('This screen met something that it was not made for. Reload the page; if it stays, look into the log.')}</p>
      {problem && problem.issues.length > 0 && (
        <ul className={classes.issues}>
          {problem.issues.map((issue) => (
            <li key={`${issue.path} ${issue.message}`}>
              {issue.path}: {issue.message}
            </li>
          ))}
        </ul>
      )}
    </Notice>
  )
}

interface Answer<T> {
  data: T | undefined
  error: unknown
  isPending: boolean
  refetch: () => unknown
}

interface AnsweredProps<T> {
  query: Answer<T>
  /** What is asked for, as a noun: "the diagnosis". */
  what: string
  lines?: number
  /** The title of the page while there is no answer; for answers that fill a whole page. */
  page?: string
  /** What is said while it takes longer than one expects: what is done, and how long it may take. */
  slow?: string
  /** What stands above where there is no answer: the filters that may have to be taken away. */
  above?: ReactNode
  children: (data: T) => ReactNode
}

const isClosed = (error: unknown): error is Problem => error instanceof Problem && error.kind === 'not-allowed'

/** Shows an answer, or that it is on its way, or why it could not be had. */
export function Answered<T>({ query, what, lines, page, slow, above, children }: AnsweredProps<T>) {
  if (query.data !== undefined) return children(query.data)
  const waiting = isClosed(query.error) ? (
    // Nothing went wrong: no alarm, and no trying again, which would answer the same.
    <Empty icon={<IconLock />} title={t('This is not open to your role')}>
      {query.error.message}
    </Empty>
  ) : query.error ? (
    <Failed error={query.error} what={t('load {{what}}', { what })} onRetry={() => void query.refetch()} />
  ) : (
    <Loading what={what} lines={lines} slow={slow} />
  )
  if (page === undefined) return waiting
  return (
    <Page title={page}>
      {query.error ? above : null}
      {waiting}
    </Page>
  )
}
