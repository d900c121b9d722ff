import type { ComponentType } from 'react'
import type { Endpoint } from '#kernel/endpoint'

/** Entries of the navigation that stand under one heading: what numbers say, the day's work, how people go from one team to the other, how data comes in. */
export type NavGroup = 'numbers' | 'work' | 'hand-over' | 'intake'

/** An entry of the navigation. */
export interface NavItem {
  label: string
  href: string
  icon: ComponentType<{ size?: number | string; stroke?: number | string }>
  /** The shortcut that opens it, for example "g d". */
  keys: string
  /** Further addresses under which this entry counts as the current one. */
  covers?: readonly string[]
  /** The address of this entry as seen from a page with these search parameters, where filters go along; without, always `href`. */
  along?: (path: string, search: Readonly<Record<string, unknown>>) => string
}

/** A screen and its address; `$name` stands for a parameter. */
export interface ScreenRoute {
  path: string
  load: () => Promise<{ default: ComponentType }>
}

/** Something that can be done from anywhere, offered by the palette. Where it is done is an address. */
export interface Command {
  label: string
  /** Further words that people look for it by. */
  also?: string
  href: string
  /** What it calls in the end: whoever may not, is not offered it. */
  needs?: Endpoint
}

/** What a room gives to the shell: entries of the navigation, screens, and what can be done from anywhere. */
export interface RoomPages {
  nav: readonly (NavItem & { group: NavGroup })[]
  screens: readonly ScreenRoute[]
  commands?: readonly Command[]
  /** Keys that work on one of its screens only, as the help tells them. */
  keys?: readonly { readonly keys: string; readonly does: string }[]
}
