import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import { useSend } from '#web/client/queries'
import { t } from '#web/kit/text'
import * as contract from '../contract.ts'
import { doneWords } from './day-words.ts'

/** Of a hand-over what a step needs. */
export type Subject = Pick<contract.QueueRow, 'id' | 'version'> & { readonly person: { readonly name: string } }

export interface Given {
  readonly reason?: string | null
  readonly note?: string | null
}

export type DealWanted = { readonly id: string } | { readonly name: string; readonly amount?: string; readonly currency?: string }

interface Last {
  readonly lead: string
  readonly eventId: string
  readonly says: string
}

type Stepped = ResultOf<typeof contract.acceptLead>

/** What can be done with hand-overs, and the way back from what was done last. */
export function useSteps() {
  const queries = useQueryClient()
  const [last, setLast] = useState<Last | null>(null)
  const options = { onSettled: () => queries.invalidateQueries() }
  const accept = useSend(contract.acceptLead, options)
  const take = useSend(contract.takeLead, options)
  const hand = useSend(contract.handLead, options)
  const giveBack = useSend(contract.returnLead, options)
  const reject = useSend(contract.rejectLead, options)
  const disqualify = useSend(contract.disqualifyLead, options)
  const convert = useSend(contract.convertLead, options)
  const reopen = useSend(contract.reopenLead, options)
  const log = useSend(contract.logActivity, options)
  const undo = useSend(contract.undoStep, { ...options, onSuccess: () => setLast(null) })
  const all = [accept, take, hand, giveBack, reject, disqualify, convert, reopen, log, undo]
  const noting = (says: (done: Stepped) => string, then?: () => void) => {
    setLast(null)
    for (const one of all) one.reset()
    return {
      onSuccess: (done: Stepped) => {
        setLast({ lead: done.id, eventId: done.eventId, says: says(done) })
        then?.()
      },
    }
  }
  const of = ({ id, version }: Subject) => ({ id, version })
  const done =
    (verb: contract.Verb, { person: { name } }: Subject) =>
    () =>
      doneWords(verb, name)
  return {
    last,
    error: all.find((one) => one.error)?.error ?? null,
    busy: all.some((one) => one.isPending),
    forget: () => {
      for (const one of all) one.reset()
      setLast(null)
    },
    /** Leaves what was done last. */
    forgetError: () => {
      for (const one of all) if (one.error) one.reset()
    },
    undo: () => last && undo.mutate({ id: last.lead as never, eventId: last.eventId as never }),
    accept: (one: Subject, then?: () => void) => accept.mutate(of(one), noting(done('accept', one), then)),
    take: (one: Subject, then?: () => void) => take.mutate(of(one), noting(done('take', one), then)),
    reopen: (one: Subject, then?: () => void) => reopen.mutate(of(one), noting(done('reopen', one), then)),
    hand: (one: Subject, to: { readonly member: string } | { readonly queue: string }, note: string, then?: () => void) =>
      hand.mutate(
        { ...of(one), ...('member' in to ? { to: to.member as never } : { to: null, queue: to.queue }), note },
        noting(done('hand', one), then),
      ),
    giveBack: (one: Subject, { reason, note }: Given, then?: () => void) =>
      giveBack.mutate({ ...of(one), reason: reason ?? null, note: note ?? null }, noting(done('return', one), then)),
    reject: (one: Subject, { reason, note }: Given, then?: () => void) =>
      reject.mutate({ ...of(one), reason: reason ?? contract.otherReason, note: note ?? null }, noting(done('reject', one), then)),
    disqualify: (one: Subject, { reason, note }: Given, then?: () => void) =>
      disqualify.mutate({ ...of(one), reason: reason ?? contract.otherReason, note: note ?? null }, noting(done('disqualify', one), then)),
    convert: (one: Subject, deal: DealWanted, then?: () => void) =>
      convert.mutate({ ...of(one), deal: deal as never }, noting(done('convert', one), then)),
    log: (one: Subject, what: Logged, then?: () => void) =>
      log.mutate(
        { id: one.id, ...what },
        noting(
          (now) =>
            'returned' in now && now.returned === true
              ? t('That was the last try agreed on: {{name}} is back to nurture.', { name: one.person.name })
              : t('It is logged: {{name}}.', { name: one.person.name }),
          then,
        ),
      ),
  }
}

export interface Logged {
  readonly kind: (typeof contract.loggedKinds)[number]
  readonly outcome: 'reached' | 'not reached' | null
  readonly at?: string
  readonly note: string | null
}

export type Steps = ReturnType<typeof useSteps>
