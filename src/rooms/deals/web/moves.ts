import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ListRow } from '#kernel/list-endpoints'
import type { Day } from '#kernel/time'
import { useSend } from '#web/client/queries'
import { t } from '#web/kit/text'
import { type BoardColumn, dealRecord } from '../contract.ts'

export type Stage = NonNullable<BoardColumn['stage']>

/** A deal on its way to a stage. */
export interface Move {
  readonly deal: ListRow
  readonly name: string
  readonly to: Stage
}

/** The reason of a loss and its day. */
export interface Why {
  readonly reason: string
  readonly on: string
}

/** Moves deals between stages: a loss asks for its reason first, the last move can be taken back, and each is said for screen readers. */
export function useMoves() {
  const queries = useQueryClient()
  const [asking, setAsking] = useState<Move | null>(null)
  const [moving, setMoving] = useState<Move | null>(null)
  const [done, setDone] = useState<(Move & { readonly eventId: string }) | null>(null)
  const [said, say] = useState('')
  const change = useSend(dealRecord.change, { onSettled: () => queries.invalidateQueries() })
  const undo = useSend(dealRecord.undo, {
    onSuccess: () => {
      if (done) say(t('{{name}} is back where it was.', { name: done.name }))
      setDone(null)
    },
    onSettled: () => queries.invalidateQueries(),
  })
  const go = (move: Move, why?: Why) => {
    setAsking(null)
    setMoving(move)
    setDone(null)
    undo.reset()
    change.mutate(
      {
        id: move.deal.id,
        version: move.deal.version,
        changes: { stage: move.to.id },
        ...(why && why.reason.trim() !== '' ? { reason: why.reason } : {}),
        ...(why && why.on !== '' ? { on: why.on as Day } : {}),
      },
      {
        onSuccess: ({ eventId }) => {
          say(t('{{name}} is moved to {{stage}}.', { name: move.name, stage: move.to.name }))
          if (eventId !== null) setDone({ ...move, eventId })
        },
        onSettled: () => setMoving(null),
      },
    )
  }
  return {
    asking,
    moving,
    done,
    said,
    say,
    error: change.error,
    undoError: undo.error,
    undoing: undo.isPending,
    /** Moves at once, or asks why where the deal is lost by it. */
    ask: (move: Move) => (move.to.kind === 'lost' ? setAsking(move) : go(move)),
    go,
    stay: () => setAsking(null),
    undo: () => done && undo.mutate({ id: done.deal.id, eventId: done.eventId as never }),
    forget: () => {
      change.reset()
      undo.reset()
      setDone(null)
    },
  }
}

export type Moves = ReturnType<typeof useMoves>
