import { useLocalStorage } from '@mantine/hooks'
import { IconChevronRight, IconSettings } from '@tabler/icons-react'
import { useRouterState } from '@tanstack/react-router'
import { useId } from 'react'
import { type Rights, type RightsObject, sees } from '#kernel/rights'
import { useRights } from '#web/client/rights'
import { AppLink } from '#web/kit/link.tsx'
import type { NavItem } from '#web/kit/pages'
import { t } from '#web/kit/text'
import classes from './layout.module.css'
import { type NavSection, navigationSections } from './rooms.ts'

/** Settings are not a room of the line; they stand below it. */
export const settingsItem: NavItem = { label: t('Settings'), href: '/settings', icon: IconSettings, keys: 'g s' }

/** Entries that lead to the records of one kind; who may not see those does not see the entry. */
const listed: Readonly<Record<string, RightsObject>> = {
  '/deals': 'deal',
  '/board': 'deal',
  '/accounts': 'account',
  '/people': 'person',
  '/day': 'lead',
  '/follow-up': 'lead',
  '/my-leads': 'lead',
  '/nurture': 'lead',
  '/leads': 'lead',
  '/tasks': 'activity',
}

/** Whether an entry leads to what somebody may see. */
export function mayFollow({ href }: Pick<NavItem, 'href'>, rights: Rights): boolean {
  return listed[href] === undefined || sees(rights, listed[href])
}

/** The rooms in the order of a Monday, then settings. */
export function Navigation({ onFollow }: { onFollow?: () => void }) {
  const path = useRouterState({ select: (state) => state.location.pathname })
  return (
    <nav aria-label={t('Main')} className={classes.nav}>
      <div className={classes.groups}>
        {navigationSections.map((section) => (
          <Section key={section.group} section={section} path={path} onFollow={onFollow} />
        ))}
      </div>
      <ul>
        <NavEntry item={settingsItem} href={settingsItem.href} path={path} onFollow={onFollow} />
      </ul>
    </nav>
  )
}

interface SectionProps {
  section: NavSection
  path: string
  onFollow?: (() => void) | undefined
}

/** Entries under their heading, which opens and shuts them and stays as it was left. Shut, it still shows the entry of the page that is open. */
function Section({ section: { group, label, shut, items }, path, onFollow }: SectionProps) {
  const { search } = useRouterState({ select: (state) => state.location })
  const rights = useRights()
  const [open, setOpen] = useLocalStorage({
    key: `interlock-navigation-${group}`,
    defaultValue: shut !== true,
    getInitialValueInEffect: false,
  })
  const id = useId()
  const allowed = items.filter((item) => mayFollow(item, rights))
  const shown = open ? allowed : allowed.filter((item) => isCurrent(item, path))
  if (allowed.length === 0) return null
  return (
    <section>
      <div className={classes.heading}>
        <button type="button" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
          <span>{label}</span>
          <IconChevronRight size={14} stroke={1.8} aria-hidden="true" />
        </button>
      </div>
      <ul id={id}>
        {shown.map((item) => (
          <NavEntry key={item.href} item={item} href={hrefOf(item, search)} path={path} onFollow={onFollow} />
        ))}
      </ul>
    </section>
  )
}

/** Where an entry leads from here: the pages of numbers keep what is filtered for. */
export function hrefOf({ href, along }: NavItem, search: Readonly<Record<string, unknown>>): string {
  return along ? along(href, search) : href
}

const isCurrent = ({ href, covers = [] }: NavItem, path: string) =>
  [href, ...covers].some((start) => path === start || path.startsWith(`${start}/`))

interface NavEntryProps {
  item: NavItem
  href: string
  path: string
  onFollow?: (() => void) | undefined
}

function NavEntry({ item, href, path, onFollow }: NavEntryProps) {
  const current = isCurrent(item, path)
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
