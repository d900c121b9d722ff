import { useEffect, useRef } from 'react'

const storageKey = 'interlock.keys'
const patience = 1200

/** Whether single-key shortcuts are on. People who dictate or use switches can turn them off (WCAG 2.1.4). */
export function keysAreOn(): boolean {
  try {
    return localStorage.getItem(storageKey) !== 'off'
  } catch {
    return true
  }
}

/** Turns single-key shortcuts on or off in this browser. */
export function turnKeys(on: boolean): void {
  try {
    localStorage.setItem(storageKey, on ? 'on' : 'off')
  } catch {
    // Without storage they stay on.
  }
}

/** Listens for keys and sequences such as "g d". Typing in a field is never taken for a shortcut. */
export function useKeys(bindings: Readonly<Record<string, () => void>>): void {
  const latest = useRef(bindings)
  latest.current = bindings
  useEffect(() => {
    let first = ''
    let timer: ReturnType<typeof setTimeout> | undefined
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target) || !keysAreOn()) return
      const sequence = first ? `${first} ${event.key}` : event.key
      const act = latest.current[sequence]
      clearTimeout(timer)
      first = ''
      if (act) {
        event.preventDefault()
        act()
      } else if (Object.keys(latest.current).some((binding) => binding.startsWith(`${event.key} `))) {
        first = event.key
        timer = setTimeout(() => {
          first = ''
        }, patience)
      }
    }
    document.addEventListener('keydown', listen)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('keydown', listen)
    }
  }, [])
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.closest('[role=dialog]') !== null
}
