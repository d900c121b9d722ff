import type { Pack } from '../contract.ts'

/** One line of a digest: what, a figure or a day beside it, and where it opens. */
export interface Line {
  readonly what: string
  readonly beside?: string
  readonly href?: string
}

/** A part of a digest. Without lines it says why there is nothing. */
export interface Part {
  readonly title: string
  readonly lines: readonly Line[]
  readonly none: string
  /** How many there are in all, where lines are only the first. */
  readonly more?: { readonly text: string; readonly href: string }
}

/** A digest before it becomes a mail. */
export interface Digest {
  readonly pack: Pack
  readonly company: string
  readonly name: string
  readonly day: string
  readonly lead: string | null
  readonly parts: readonly Part[]
  /** The address of this Interlock, before the paths of links. */
  readonly origin: string
}
