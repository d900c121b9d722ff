import { Button } from '@mantine/core'
import { useState } from 'react'
import { useAsk, useSend } from '#web/client/queries'
import { day, tn } from '#web/kit/format'
import { LastChange } from '#web/kit/last-change.tsx'
import { AppLink } from '#web/kit/link.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { RichText } from '#web/kit/rich-text.tsx'
import { Answered } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { Word } from '#web/kit/word.tsx'
import { confirmProcess, readProcess, type Step, saveProcess, undoProcess } from '../contract.ts'
import classes from './process.module.css'
import { ProcessForm } from './process-form.tsx'
import { ProcessHistory } from './process-history.tsx'
import { ProcessPicture } from './process-picture.tsx'
import { ProcessSteps } from './process-steps.tsx'
import { type Process, rawSteps } from './process-words.ts'
import { useDone } from './use-done.ts'

function useProcessChanges() {
  const { last, forget, note, again } = useDone()
  const save = useSend(saveProcess, again)
  const confirm = useSend(confirmProcess, again)
  const undo = useSend(undoProcess, { ...again, onSuccess: forget })
  const all = [save, confirm, undo]
  const begin = () => {
    for (const one of all) one.reset()
    forget()
  }
  return {
    last,
    error: all.find((one) => one.error)?.error ?? null,
    busy: all.some((one) => one.isPending),
    undo: () => last && undo.mutate({ eventId: last.eventId }),
    save: (sent: Parameters<typeof save.mutate>[0], then: () => void) => {
      begin()
      const { onSuccess } = note(t('Who does what is saved. Both teams are asked to read it.'))
      save.mutate(sent, {
        onSuccess: (done) => {
          onSuccess(done)
          then()
        },
      })
    },
    confirm: (sent: Parameters<typeof confirm.mutate>[0]) => {
      begin()
      confirm.mutate(sent, note(t('You confirmed that you read this version.')))
    },
  }
}

/** Who does what between the first response and the customer, and by when. */
export default function ProcessPage() {
  const found = useAsk(readProcess, {})
  const changes = useProcessChanges()
  const [editing, setEditing] = useState(false)
  const process = found.data
  return (
    <Page
      title={t('Who does what')}
      width="wide"
      lead={
        <RichText
          text="One way from the first <response>response</response> to the customer, without a wall where people are <handed>handed over</handed>: each step has one who answers for it."
          parts={{ response: <Word word="response" />, handed: <Word word="handed-over" /> }}
        />
      }
      actions={
        process?.version &&
        process.mine.writes &&
        !editing && (
          <Button variant="default" onClick={() => setEditing(true)}>
            {t('Change the steps')}
          </Button>
        )
      }
    >
      <div className={classes.sticky}>
        <LastChange changes={changes} what={t('change who does what')} />
      </div>
      <Answered query={found} what={t('who does what')} lines={8}>
        {(answer) =>
          editing ? (
            <ProcessForm
              process={answer}
              busy={changes.busy}
              onCancel={() => setEditing(false)}
              onSave={(steps, reason) => changes.save({ steps, reason, basedOn: answer.version?.number ?? 0 }, () => setEditing(false))}
            />
          ) : (
            <Whole
              process={answer}
              busy={changes.busy}
              onEdit={() => setEditing(true)}
              onKeep={(steps) =>
                changes.save({ steps, reason: t('The first steps, as they were suggested'), basedOn: 0 }, () => setEditing(false))
              }
              onConfirm={() => answer.version && changes.confirm({ id: answer.version.id })}
            />
          )
        }
      </Answered>
    </Page>
  )
}

interface WholeProps {
  process: Process
  busy: boolean
  onEdit: () => void
  onKeep: (steps: Step[]) => void
  onConfirm: () => void
}

function Whole({ process, busy, onEdit, onKeep, onConfirm }: WholeProps) {
  const { version, steps, mine, contract } = process
  return (
    <>
      {version === null && (
        <Notice
          title={t('A first set of steps, to begin with')}
          actions={
            mine.writes && (
              <>
                <Button size="xs" loading={busy} onClick={() => onKeep(rawSteps(steps))}>
                  {t('Keep these steps')}
                </Button>
                <Button size="xs" variant="default" onClick={onEdit}>
                  {t('Change them first')}
                </Button>
              </>
            )
          }
        >
          {mine.writes
            ? t('A suggestion. Nothing of it is kept until somebody of you does.')
            : t('A suggestion. Marketing, sales, owners and admins decide on it. Ask one of them.')}
        </Notice>
      )}
      <Unclear process={process} />
      {steps.length > 0 && (
        <Panel
          id="way"
          title={t('From the first response to the customer, and back')}
          hint={
            contract === null ? (
              <RichText
                text="No lead contract is in force, so no clock runs yet. <contract>Agree on one</contract>."
                parts={{ contract: <AppLink href="/lead-contract" /> }}
              />
            ) : (
              <RichText
                text="A row for each who answers. Clocks are those of <contract>version {{n}} of the lead contract</contract>."
                parts={{ contract: <AppLink href="/lead-contract" /> }}
                gaps={{ n: contract }}
              />
            )
          }
        >
          <ProcessPicture steps={steps} />
          <ProcessSteps steps={steps} />
        </Panel>
      )}
      {version && (
        <div className={classes.two}>
          <ProcessHistory process={process} />
          <Readers process={process} busy={busy} onConfirm={onConfirm} />
        </div>
      )}
    </>
  )
}

function Unclear({ process: { version, steps, flagged } }: { process: Process }) {
  if (flagged === 0 || version === null) return null
  return (
    <Notice tone="warn" title={tn(flagged, 'In {{n}} step it is not clear who does it', 'In {{n}} steps it is not clear who does it')}>
      <ul className={classes.flags}>
        {steps
          .filter(({ flags }) => flags.length > 0)
          .map(({ key, name, flags }) => (
            <li key={key}>
              <a href={`#step-${key}`}>{name}</a>: {flags.map(({ why }) => why).join(' ')}
            </li>
          ))}
      </ul>
    </Notice>
  )
}

function Readers({ process: { version, readers, mine }, busy, onConfirm }: { process: Process; busy: boolean; onConfirm: () => void }) {
  const missing = readers.filter(({ readAt }) => readAt === null)
  const read = readers.length - missing.length
  return (
    <Panel
      id="readers"
      title={t('Who read this version')}
      hint={version ? t('Version {{n}}, of {{day}}', { n: version.number, day: day(version.at) }) : undefined}
      actions={
        !mine.read && (
          <Button size="xs" loading={busy} onClick={onConfirm}>
            {t('I read this version')}
          </Button>
        )
      }
    >
      {readers.length === 0 && (
        <p className={classes.quiet}>{t('Nobody has the role of marketing or sales yet. Invite both teams in the settings.')}</p>
      )}
      {readers.length > 0 && missing.length === 0 && <p>{t('Everybody of both teams confirmed that they read this version.')}</p>}
      {missing.length > 0 && (
        <>
          <p>{t('{{read}} of {{all}} confirmed. Not yet:', { read, all: readers.length })}</p>
          <ul className={classes.list}>
            {missing.map(({ name, team }) => (
              <li key={name}>
                {name} <span className={classes.quiet}>{team === 'sales' ? t('Sales') : t('Marketing')}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  )
}
