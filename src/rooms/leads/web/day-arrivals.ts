import { useEffect, useRef, useState } from 'react'
import { tn } from '#web/kit/format'
import { t } from '#web/kit/text'
import type { QueueRow } from '../contract.ts'

const none: ReadonlySet<string> = new Set()

/** Who came into a queue while it was looked at: marked until somebody looks at them, and said once for screen readers. */
export function useArrivals(rows: readonly QueueRow[] | undefined, queue: string) {
  const known = useRef<{ queue: string; ids: ReadonlySet<string> } | null>(null)
  const [fresh, setFresh] = useState<ReadonlySet<string>>(none)
  const [said, say] = useState('')
  useEffect(() => {
    if (!rows) return
    const before = known.current
    const ids = new Set(rows.map(({ id }) => id))
    known.current = { queue, ids: before?.queue === queue ? new Set([...before.ids, ...ids]) : ids }
    if (before?.queue !== queue) {
      setFresh(none)
      return
    }
    const came = rows.filter(({ id }) => !before.ids.has(id))
    if (came.length === 0) return
    setFresh((now) => new Set([...now, ...came.map(({ id }) => id)]))
    const [first] = came
    say(
      came.length === 1 && first
        ? t('New in the queue: {{name}}', { name: [first.person.name, first.account?.name].filter(Boolean).join(', ') })
        : tn(came.length, '{{n}} is new in the queue', '{{n}} are new in the queue'),
    )
  }, [rows, queue])
  const seen = (id: string) => setFresh((now) => (now.has(id) ? new Set([...now].filter((one) => one !== id)) : now))
  return { fresh, said, seen }
}
