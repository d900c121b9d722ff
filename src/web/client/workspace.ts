import { useSyncExternalStore } from 'react'

const key = 'interlock.workspace'
const listeners = new Set<() => void>()
let current: string | null = read()

function read(): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

/** The workspace that this browser works in; sent with every call. Null until the session has named one. */
export function currentWorkspace(): string | null {
  return current
}

/** Changes the workspace for this browser, and remembers it. */
export function enterWorkspace(id: string | null): void {
  if (id === current) return
  current = id
  try {
    if (id) localStorage.setItem(key, id)
    else localStorage.removeItem(key)
  } catch {
    // Private windows may refuse storage; the choice then lasts until the tab is closed.
  }
  for (const listener of listeners) listener()
}

/** The current workspace, as a hook. */
export function useWorkspaceId(): string | null {
  return useSyncExternalStore(subscribe, currentWorkspace)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
