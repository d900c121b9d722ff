import { line, type Room } from '#line'
import { pages as accounts } from '#rooms/accounts/web/pages'
import { pages as capture } from '#rooms/capture/web/pages'
import { pages as deals } from '#rooms/deals/web/pages'
import { pages as leads } from '#rooms/leads/web/pages'
import { pages as measure } from '#rooms/measure/web/pages'
import type { NavItem, RoomPages, ScreenRoute } from '#web/kit/pages'

/** The rooms that have screens. Their order is that of the line, whatever it is here. */
const built: Partial<Record<Room, RoomPages>> = { accounts, deals, leads, capture, measure }

const inLine: readonly RoomPages[] = line.flatMap((room) => built[room] ?? [])

/** The navigation: the rooms' entries in the order of the line. */
export const navigation: readonly NavItem[] = inLine.flatMap((pages) => pages.nav)

/** Screens that rooms tell together. */
const spanning: readonly ScreenRoute[] = [
  { path: '/diagnosis', load: () => import('./diagnosis-page.tsx') },
  { path: '/deals/in-crm/$externalId', load: () => import('../records/deal-by-id-page.tsx') },
  { path: '/deals/$id', load: () => import('../records/deal-page.tsx') },
  { path: '/accounts/$id', load: () => import('../records/account-page.tsx') },
  { path: '/people/$id', load: () => import('../records/person-page.tsx') },
  { path: '/leads/$id', load: () => import('../records/lead-page.tsx') },
]

/** Every screen of every room, and those that span rooms. */
export const screens: readonly ScreenRoute[] = [...spanning, ...inLine.flatMap((pages) => pages.screens)]
