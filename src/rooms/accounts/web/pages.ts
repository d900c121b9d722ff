import { IconBuilding, IconCopy, IconUsers } from '@tabler/icons-react'
import type { RoomPages } from '#web/kit/pages'
import { t } from '#web/kit/text'

/** What accounts show: the lists of companies and of people. */
export const pages: RoomPages = {
  nav: [
    { label: t('Accounts'), href: '/accounts', icon: IconBuilding, keys: 'g a', group: 'work' },
    { label: t('People'), href: '/people', icon: IconUsers, keys: 'g p', group: 'work' },
    { label: t('Duplicates'), href: '/duplicates', icon: IconCopy, keys: 'g 2', group: 'intake' },
  ],
  screens: [
    { path: '/accounts', load: () => import('./accounts-page.tsx') },
    { path: '/people', load: () => import('./people-page.tsx') },
    { path: '/merge', load: () => import('./merge-page.tsx') },
    { path: '/duplicates', load: () => import('./likely-page.tsx') },
  ],
}
