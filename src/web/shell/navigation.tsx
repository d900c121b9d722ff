import { IconSettings } from '@tabler/icons-react'
import { useRouterState } from '@tanstack/react-router'
import { AppLink } from '#web/kit/link.tsx'
import type { NavItem } from '#web/kit/pages'
import classes from './layout.module.css'
import { navigation } from './rooms.ts'

/** Settings are not a room of the line; they stand below it. */
export const settingsItem: NavItem = { label: 'Settings', href: '/settings', icon: IconSettings, keys: 'g s' }

/** The rooms on the line, then settings. */
export function Navigation({ onFollow }: { onFollow?: () => void }) {
  const path = useRouterState({ select: (state) => state.location.pathname })
  return (
    <nav aria-label="Main" className={classes.nav}>
      <ul>
        {navigation.map((item) => (
          <NavEntry key={item.href} item={item} path={path} onFollow={onFollow} />
        ))}
      </ul>
      <ul>
        <NavEntry item={settingsItem} path={path} onFollow={onFollow} />
      </ul>
    </nav>
  )
}

function NavEntry({ item, path, onFollow }: { item: NavItem; path: string; onFollow?: () => void }) {
  const current = [item.href, ...(item.covers ?? [])].some((start) => path === start || path.startsWith(`${start}/`))
  const Icon = item.icon
  return (
    <li>
      <AppLink href={item.href} className={classes.entry} aria-current={current ? 'page' : undefined} onClick={onFollow}>
        <Icon size={18} stroke={1.7} />
        <span>{item.label}</span>
        <span className={classes.keys}>{item.keys}</span>
      </AppLink>
    </li>
  )
}
