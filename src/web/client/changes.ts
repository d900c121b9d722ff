import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Endpoint } from '#kernel/endpoint'
import type { EventId } from '#kernel/id'
import type { Problem } from '#kernel/problem'
import { useSend } from './queries.ts'

/** Something that a screen sends: it is under way, or it failed. */
interface Sending {
  readonly error: Problem | null
  readonly isPending: boolean
  readonly reset: () => void
}

/**
 * What was done last on a screen, in words, and the way back from it by the endpoint that undoes such an event. Whatever is sent with `options`, all answers
 * are asked for anew.
 */
export function useWayBack(undoing: Endpoint) {
  const queries = useQueryClient()
  const [last, setLast] = useState<{ readonly eventId: EventId; readonly says: string } | null>(null)
  const options = { onSettled: () => queries.invalidateQueries() }
  const back = useSend(undoing, { ...options, onSuccess: () => setLast(null) })
  return {
    options,
    /** The state of the screen by all that it sends, and how a change begins and is noted. */
    among(sendings: readonly Sending[]) {
      const all = [...sendings, back]
      const begin = () => {
        setLast(null)
        for (const one of all) one.reset()
      }
      return {
        begin,
        /** Begins a change, and notes it once it is done. One that wrote nothing has no event, and nothing to take back. */
        noting: (says: string, then?: () => void) => {
          begin()
          return {
            onSuccess: ({ eventId }: { readonly eventId: EventId | null }) => {
              setLast(eventId === null ? null : { eventId, says })
              then?.()
            },
          }
        },
        state: {
          last,
          error: all.find((one) => one.error)?.error ?? null,
          busy: all.some((one) => one.isPending),
          // Each of these endpoints asks for the event alone.
          undo: () => last && back.mutate({ eventId: last.eventId } as never),
        },
      }
    },
  }
}
