import type { Limits } from './endpoint.ts'

/** How the body of what comes through a door may be written: as browsers send forms, as JSON, or as text that holds JSON, which a beacon sends. */
export type DoorBody = 'form' | 'json' | 'beacon'

/**
 * A door for visitors of a customer's site: a page that is shown to them, or an address to which another site's page may send. Nobody is signed in
 * there, and no cookie counts; so it may be asked for under any name of this machine and from any page.
 */
export interface Door {
  /** Stable name, `<room>.<verb>`. */
  readonly id: string
  readonly method: 'GET' | 'POST' | 'OPTIONS'
  /** With `{name}` for parts that differ. */
  readonly path: `/${string}`
  /** One line on what it is for. */
  readonly summary: string
  readonly limits: Limits
  /** What its body may be; nothing is read where it is left out. */
  readonly takes?: readonly DoorBody[]
}

/** Declares a door. */
export const door = (declared: Door): Door => declared
