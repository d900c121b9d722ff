import { line, type Room } from '#line'
import { pages as accounts } from '#rooms/accounts/web/pages'
import { pages as agreement } from '#rooms/agreement/web/pages'
import { pages as capture } from '#rooms/capture/web/pages'
import { pages as deals } from '#rooms/deals/web/pages'
import { pages as leads } from '#rooms/leads/web/pages'
import { pages as measure } from '#rooms/measure/web/pages'
import { pages as programs } from '#rooms/programs/web/pages'
import type { Command, NavItem, RoomPages, ScreenRoute } from '#web/kit/pages'

/** The rooms that have screens. Their order is that of the line, whatever it is here. */
const built: Partial<Record<Room, RoomPages>> = { accounts, agreement, deals, leads, programs, capture, measure }

const inLine: readonly RoomPages[] = line.flatMap((room) => built[room] ?? [])

/**
 * The navigation in the order of a Monday: first where money is lost and what the numbers say, then the records to work on, then what data comes in.
 * The order of the line is that of the revenue; nobody begins a day with it.
 */
const monday: readonly (readonly Room[])[] = [['measure'], ['deals', 'leads', 'accounts', 'agreement', 'programs'], ['capture']]
const others = line.filter((room) => !monday.flat().includes(room))

/** Entries of the navigation that stand together. */
export const navigationGroups: readonly (readonly NavItem[])[] = [...monday, others]
  .map((rooms) => rooms.flatMap((room) => built[room]?.nav ?? []))
  .filter((group) => group.length > 0)

/** All entries of the navigation. */
export const navigation: readonly NavItem[] = navigationGroups.flat()

/** What the rooms offer to do from anywhere. */
export const roomCommands: readonly Command[] = inLine.flatMap((pages) => pages.commands ?? [])

/** Screens that rooms tell together. */
const spanning: readonly ScreenRoute[] = [
  { path: '/diagnosis', load: () => import('./diagnosis-page.tsx') },
  { path: '/settings/calendar', load: () => import('./calendar-page.tsx') },
  { path: '/settings/working', load: () => import('./working-page.tsx') },
  { path: '/settings/territories', load: () => import('./territories-page.tsx') },
  { path: '/settings/fields', load: () => import('./fields-page.tsx') },
  { path: '/settings/pipelines', load: () => import('./pipelines-page.tsx') },
  { path: '/deals/in-crm/$externalId', load: () => import('../records/deal-by-id-page.tsx') },
  { path: '/deals/$id', load: () => import('../records/deal-page.tsx') },
  { path: '/accounts/$id', load: () => import('../records/account-page.tsx') },
  { path: '/people/$id', load: () => import('../records/person-page.tsx') },
  { path: '/leads/$id', load: () => import('../records/lead-page.tsx') },
]

/** Every screen of every room, and those that span rooms. */
export const screens: readonly ScreenRoute[] = [...spanning, ...inLine.flatMap((pages) => pages.screens)]
