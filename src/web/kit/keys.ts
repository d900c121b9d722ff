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

type Bindings = Readonly<Record<string, () => void>>

/** The bindings of what is shown, the newest last: where two say the same, the screen wins over the shell around it. */
const shown: { current: Bindings }[] = []
let first = ''
let timer: ReturnType<typeof setTimeout> | undefined

function listen(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target) || !keysAreOn()) return
  const sequence = first ? `${first} ${event.key}` : event.key
  const act = shown.findLast(({ current }) => current[sequence] !== undefined)?.current[sequence]
  clearTimeout(timer)
  first = ''
  if (act) {
    event.preventDefault()
    act()
  } else if (shown.some(({ current }) => Object.keys(current).some((binding) => binding.startsWith(`${event.key} `)))) {
    first = event.key
    timer = setTimeout(() => {
      first = ''
    }, patience)
  }
}

/** Listens for keys and sequences such as "g d". Typing in a field is never taken for a shortcut. */
export function useKeys(bindings: Bindings): void {
  const latest = useRef(bindings)
  latest.current = bindings
  useEffect(() => {
    if (shown.length === 0) document.addEventListener('keydown', listen)
    shown.push(latest)
    return () => {
      shown.splice(shown.indexOf(latest), 1)
      if (shown.length === 0) document.removeEventListener('keydown', listen)
    }
  }, [])
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.closest('[role=dialog]') !== null
}
