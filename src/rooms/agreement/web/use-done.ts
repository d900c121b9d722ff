import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { EventId } from '#kernel/id'

/** What was done last, in words, and by which event it is taken back; whatever is done, all answers are asked for anew. */
export function useDone() {
  const queries = useQueryClient()
  const [last, setLast] = useState<{ eventId: EventId; says: string } | null>(null)
  return {
    last,
    forget: () => setLast(null),
    note: (says: string) => ({ onSuccess: ({ eventId }: { eventId: EventId }) => setLast({ eventId, says }) }),
    again: { onSettled: () => queries.invalidateQueries() },
  }
}
