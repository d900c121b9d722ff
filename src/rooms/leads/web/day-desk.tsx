import { Button } from '@mantine/core'
import { useRouter } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import { no, type Verdict } from '#kernel/verdict'
import { useAsk } from '#web/client/queries'
import { useMayCall } from '#web/client/rights'
import { useKeys } from '#web/kit/keys'
import { Notice } from '#web/kit/notice.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { acceptLead, readHandOver, type readQueue } from '../contract.ts'
import classes from './day.module.css'
import { type Step, stepKeys } from './day-actions.tsx'
import { Dialogs } from './day-asking.tsx'
import { hrefOf, type Look } from './day-look.ts'
import { Queue } from './day-queue.tsx'
import { useSteps } from './day-steps.ts'
import { Story } from './day-story.tsx'

interface DeskProps {
  found: ResultOf<typeof readQueue>
  look: Look
  fresh: ReadonlySet<string>
  onSeen: (id: string) => void
  /** What stands where nobody is in the queue. */
  empty: ReactNode
  more: ReactNode
}

/** The queue and, beside it, the story of one of them; on a phone one of both. */
export function Desk({ found, look, fresh, onSeen, empty, more }: DeskProps) {
  const { rows, now, counts } = found
  const router = useRouter()
  const steps = useSteps()
  const mayStep = useMayCall(acceptLead)
  const [asking, setAsking] = useState<Step | null>(null)
  const [refused, setRefused] = useState<string | null>(null)
  // Whoever was looked at stays, also when a step took them out of the queue, until another one is chosen.
  const current = look.lead || rows[0]?.id || null
  const handOver = useAsk(readHandOver, { id: (current ?? '') as never }, { enabled: current !== null, keepPrevious: false, staleTime: 0 })
  const index = rows.findIndex(({ id }) => id === current)
  const row = handOver.data?.row ?? rows[index]
  useEffect(() => {
    if (look.lead !== '') onSeen(look.lead)
  }, [look.lead, onSeen])

  const choose = (id: string | undefined) => {
    if (id === undefined) return
    setRefused(null)
    router.history.replace(hrefOf({ ...look, lead: id }))
    const line = document.querySelector<HTMLElement>(`[data-lead="${id}"]`)
    line?.focus({ preventScroll: true })
    line?.scrollIntoView({ block: 'nearest' })
  }
  const go = (by: 1 | -1) => choose(rows[index < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, index + by))]?.id)
  /** After a step that closes a lead the next one is at hand. */
  const goOn = () => choose((rows[index + 1] ?? rows[index - 1])?.id)
  /** Whoever was taken out of a queue is at hand among one's own; whoever is looked at stays, wherever the clock puts them. */
  const stay = (id: string) => router.history.replace(hrefOf({ ...look, ...(look.whose === 'queue' ? { whose: 'mine' } : {}), lead: id }))
  const can = (step: Step): Verdict => {
    if (!mayStep.ok) return mayStep
    if (step === 'log') return mayStep
    const standing = handOver.data?.verbs.find(({ verb }) => verb === step)
    if (!standing) return no(t('This is being loaded.'))
    return standing.may ? mayStep : no(standing.why ?? '')
  }
  const step = (wanted: Step) => {
    if (!row || steps.busy) return
    const may = can(wanted)
    setRefused(may.ok ? null : may.why)
    if (!may.ok) return
    if (wanted === 'accept' || wanted === 'take' || wanted === 'reopen') return steps[wanted](row, () => stay(row.id))
    steps.forgetError()
    setAsking(wanted)
  }
  useKeys({
    ...Object.fromEntries(Object.entries(stepKeys).map(([name, key]) => [key, () => step(name as Step)])),
    j: () => go(1),
    k: () => go(-1),
    z: () => steps.undo(),
  })

  return (
    <>
      <Told steps={steps} refused={refused} asking={asking !== null} onClose={() => setRefused(null)} />
      {rows.length === 0 && look.lead === '' ? (
        empty
      ) : (
        <div className={classes.desk} data-open={look.lead !== '' || undefined}>
          <div className={classes.list}>
            {rows.length === 0 ? (
              empty
            ) : (
              <Queue
                rows={rows}
                now={now}
                current={current}
                fresh={fresh}
                owners={look.whose !== 'mine'}
                hrefOf={(id) => hrefOf({ ...look, lead: id })}
              />
            )}
            {more}
            <p className={`${classes.keysHint} screen-only`}>
              {t('Keys: j and k go down and up, z takes the last step back, ? shows all.')}
            </p>
          </div>
          <div className={classes.beside}>
            {current !== null && (
              <Answered query={handOver} what={t('the story of this person')} lines={8}>
                {(told) => (
                  <Story
                    key={told.row.id}
                    handOver={told}
                    now={now}
                    can={can}
                    busy={steps.busy}
                    onStep={step}
                    back={hrefOf({ ...look, lead: '' })}
                    arrived={look.lead !== ''}
                  />
                )}
              </Answered>
            )}
          </div>
        </div>
      )}
      {asking && handOver.data && (
        <Dialogs
          step={asking}
          handOver={handOver.data}
          queues={counts.queues.map(({ name }) => name)}
          steps={steps}
          onClose={() => {
            steps.forgetError()
            setAsking(null)
          }}
          onDone={(closed) => {
            setAsking(null)
            if (closed) goOn()
          }}
        />
      )}
    </>
  )
}

interface ToldProps {
  steps: ReturnType<typeof useSteps>
  refused: string | null
  asking: boolean
  onClose: () => void
}

/** What became of the last step, with the way back; or why it was not taken. */
function Told({ steps, refused, asking, onClose }: ToldProps) {
  const { last, error } = steps
  return (
    <>
      {error && !asking && <Failed error={error} what={t('take this step')} onRetry={steps.forget} />}
      {refused !== null && (
        <Notice
          tone="warn"
          live
          title={refused}
          actions={
            <Button size="xs" variant="default" onClick={onClose}>
              {t('Close')}
            </Button>
          }
        />
      )}
      {last && (
        <div className={classes.done}>
          <Notice
            tone="good"
            live
            title={last.says}
            actions={
              <Button size="xs" variant="default" loading={steps.busy} onClick={steps.undo} aria-keyshortcuts="z">
                {t('Undo')} <kbd className={classes.key}>z</kbd>
              </Button>
            }
          />
        </div>
      )}
    </>
  )
}
