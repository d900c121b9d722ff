import { useEffect, useRef, useState } from 'react'
import type { Endpoint } from '#kernel/endpoint'
import { spoken } from '#web/kit/text'
import { useWorkspaceId } from './workspace.ts'

/** Whether what is shown follows by itself: told by the server, asked for again and again, or not at all as nothing answers. */
export type Liveness = 'live' | 'asking' | 'offline'

const longestWait = 30_000
/** The server says something at least every 15 s; after this silence the line is taken for dead. */
const silence = 40_000

/**
 * Listens to what an endpoint tells (server-sent events) for as long as the tab is looked at, and comes back when the line breaks. `told` gets the data of each
 * event; it is also called once whenever a line is opened again, as something may have been missed.
 */
export function useLive({ path }: Pick<Endpoint, 'path'>, told: (data: string | null) => void): Liveness {
  const workspace = useWorkspaceId()
  const latest = useRef(told)
  latest.current = told
  const [liveness, setLiveness] = useState<Liveness>('asking')
  useEffect(() => {
    let stop = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    let wait = 1_000
    let opened = false
    const listen = async () => {
      const line = new AbortController()
      stop = line
      const end = await follow(path, workspace, line, {
        open: () => {
          setLiveness('live')
          wait = 1_000
          if (opened) latest.current(null)
          opened = true
        },
        event: (data) => latest.current(data),
      })
      if (line.signal.aborted && end === 'stopped') return
      setLiveness(end === 'unreachable' ? 'offline' : 'asking')
      timer = setTimeout(() => void listen(), wait)
      wait = Math.min(wait * 2, longestWait)
    }
    // A tab that nobody looks at holds no line: browsers open few of them to one place.
    const look = () => {
      clearTimeout(timer)
      stop.abort('hidden')
      if (document.visibilityState === 'visible') void listen()
    }
    document.addEventListener('visibilitychange', look)
    look()
    return () => {
      document.removeEventListener('visibilitychange', look)
      clearTimeout(timer)
      stop.abort('hidden')
    }
  }, [path, workspace])
  return liveness
}

interface Heard {
  readonly open: () => void
  readonly event: (data: string) => void
}

/** Follows one line until it ends, and says why it did. */
async function follow(
  path: string,
  workspace: string | null,
  line: AbortController,
  heard: Heard,
): Promise<'stopped' | 'ended' | 'unreachable'> {
  const headers = { Accept: 'text/event-stream', 'Accept-Language': spoken(), ...(workspace ? { 'Interlock-Workspace': workspace } : {}) }
  let quiet: ReturnType<typeof setTimeout> | undefined
  const patience = () => {
    clearTimeout(quiet)
    quiet = setTimeout(() => line.abort('silent'), silence)
  }
  const ended = () => (line.signal.reason === 'hidden' ? 'stopped' : 'ended')
  patience()
  try {
    const response = await fetch(path, { headers, credentials: 'same-origin', signal: line.signal })
    if (!response.ok || !response.body) {
      await response.body?.cancel()
      return 'ended'
    }
    heard.open()
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    let rest = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return ended()
      patience()
      const parts = (rest + value).split('\n\n')
      rest = parts.pop() ?? ''
      for (const part of parts) {
        const data = dataOf(part)
        if (data !== null) heard.event(data)
      }
    }
  } catch {
    return line.signal.aborted ? ended() : 'unreachable'
  } finally {
    clearTimeout(quiet)
  }
}

/** What one event says; null for a heartbeat, which is only a comment. */
export function dataOf(part: string): string | null {
  const lines = part.split(/\r?\n/).filter((line) => line.startsWith('data:'))
  return lines.length === 0 ? null : lines.map((line) => line.slice(line[5] === ' ' ? 6 : 5)).join('\n')
}
