import { line, type Room } from '#line'
import { pages as accounts } from '#rooms/accounts/web/pages'
import { pages as agreement } from '#rooms/agreement/web/pages'
import { pages as cadence } from '#rooms/cadence/web/pages'
import { pages as capture } from '#rooms/capture/web/pages'
import { pages as deals } from '#rooms/deals/web/pages'
import { pages as leads } from '#rooms/leads/web/pages'
import { pages as measure } from '#rooms/measure/web/pages'
import { pages as plan } from '#rooms/plan/web/pages'
import { pages as programs } from '#rooms/programs/web/pages'
import type { Command, NavGroup, NavItem, RoomPages, ScreenRoute } from '#web/kit/pages'
import { t } from '#web/kit/text'

/** The rooms that have screens. Their order is that of the line, whatever it is here. */
const built: Partial<Record<Room, RoomPages>> = { accounts, agreement, deals, leads, programs, capture, measure, plan, cadence }

const inLine: readonly RoomPages[] = line.flatMap((room) => built[room] ?? [])

/** Entries of the navigation under a heading. A heading that is shut at first holds what few people need each day. */
export interface NavSection {
  readonly group: NavGroup
  readonly label: string
  readonly shut?: true
  readonly items: readonly NavItem[]
}

/** What a day begins with stands first; the order of the line is that of the revenue, and nobody begins a day with it. */
const firstOf: readonly string[] = ['/diagnosis', '/day', '/deals', '/board', '/leads', '/accounts', '/people', '/tasks', '/lead-contract']
const rank = ({ href }: NavItem) => (firstOf.includes(href) ? firstOf.indexOf(href) : firstOf.length)

const sectionOf = (group: NavGroup, label: string, shut?: true): NavSection => ({
  ...{ group, label, ...(shut ? { shut } : {}) },
  items: inLine
    .flatMap(({ nav }) => nav)
    .filter((item) => item.group === group)
    .toSorted((a, b) => rank(a) - rank(b)),
})

/** The navigation in the order of a Monday: where money is lost, the records to work on, how people are handed over, what data comes in. */
export const navigationSections: readonly NavSection[] = [
  sectionOf('numbers', t('Numbers')),
  sectionOf('work', t('Work')),
  sectionOf('hand-over', t('Hand-over'), true),
  sectionOf('intake', t('Bring in')),
]

/** All entries of the navigation. */
export const navigation: readonly NavItem[] = navigationSections.flatMap(({ items }) => items)

/** What the rooms offer to do from anywhere. */
export const roomCommands: readonly Command[] = inLine.flatMap((pages) => pages.commands ?? [])

/** Keys of single screens. */
export const roomKeys = inLine.flatMap((pages) => pages.keys ?? [])

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
  { path: '/campaigns/$id', load: () => import('../records/campaign-page.tsx') },
]

/** Every screen of every room, and those that span rooms. */
export const screens: readonly ScreenRoute[] = [...spanning, ...inLine.flatMap((pages) => pages.screens)]
