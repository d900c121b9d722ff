import { IconSettings } from '@tabler/icons-react'
import { useRouterState } from '@tanstack/react-router'
import { type Rights, type RightsObject, sees } from '#kernel/rights'
import { useRights } from '#web/client/rights'
import { AppLink } from '#web/kit/link.tsx'
import type { NavItem } from '#web/kit/pages'
import { t } from '#web/kit/text'
import classes from './layout.module.css'
import { navigationGroups } from './rooms.ts'

/** Settings are not a room of the line; they stand below it. */
export const settingsItem: NavItem = { label: t('Settings'), href: '/settings', icon: IconSettings, keys: 'g s' }

/** Entries that lead to the records of one kind; who may not see those does not see the entry. */
const listed: Readonly<Record<string, RightsObject>> = {
  '/deals': 'deal',
  '/board': 'deal',
  '/accounts': 'account',
  '/people': 'person',
  '/leads': 'lead',
  '/tasks': 'activity',
}

/** Whether an entry leads to what somebody may see. */
export function mayFollow({ href }: Pick<NavItem, 'href'>, rights: Rights): boolean {
  return listed[href] === undefined || sees(rights, listed[href])
}

/** The rooms in the order of a Monday, then settings. */
export function Navigation({ onFollow }: { onFollow?: () => void }) {
  const { pathname: path, search } = useRouterState({ select: (state) => state.location })
  const rights = useRights()
  return (
    <nav aria-label={t('Main')} className={classes.nav}>
      <div className={classes.groups}>
        {navigationGroups.map((group) => (
          <ul key={group[0]?.href}>
            {group
              .filter((item) => mayFollow(item, rights))
              .map((item) => (
                <NavEntry key={item.href} item={item} href={hrefOf(item, search)} path={path} onFollow={onFollow} />
              ))}
          </ul>
        ))}
      </div>
      <ul>
        <NavEntry item={settingsItem} href={settingsItem.href} path={path} onFollow={onFollow} />
      </ul>
    </nav>
  )
}

/** Where an entry leads from here: the pages of numbers keep what is filtered for. */
export function hrefOf({ href, along }: NavItem, search: Readonly<Record<string, unknown>>): string {
  return along ? along(href, search) : href
}

interface NavEntryProps {
  item: NavItem
  href: string
  path: string
  onFollow?: (() => void) | undefined
}

function NavEntry({ item, href, path, onFollow }: NavEntryProps) {
  const current = [item.href, ...(item.covers ?? [])].some((start) => path === start || path.startsWith(`${start}/`))
  const Icon = item.icon
  return (
    <li>
      <AppLink href={href} className={classes.entry} aria-current={current ? 'page' : undefined} onClick={onFollow}>
        <Icon size={18} stroke={1.7} />
        <span>{item.label}</span>
        <span className={classes.keys}>{item.keys}</span>
      </AppLink>
    </li>
  )
}
