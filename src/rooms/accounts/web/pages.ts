import { IconBuilding, IconUsers } from '@tabler/icons-react'
import type { RoomPages } from '#web/kit/pages'
import { t } from '#web/kit/text'

/** What accounts show: the lists of companies and of people. */
export const pages: RoomPages = {
  nav: [
    { label: t('Accounts'), href: '/accounts', icon: IconBuilding, keys: 'g a' },
    { label: t('People'), href: '/people', icon: IconUsers, keys: 'g p' },
  ],
  screens: [
    { path: '/accounts', load: () => import('./accounts-page.tsx') },
    { path: '/people', load: () => import('./people-page.tsx') },
  ],
}
