import type { ComponentType } from 'react'

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

/** What a room gives to the shell: entries of the navigation and screens. */
export interface RoomPages {
  nav: readonly NavItem[]
  screens: readonly ScreenRoute[]
}
