import { IconBuilding, IconUsers } from '@tabler/icons-react'
import type { RoomPages } from '#web/kit/pages'

/** What accounts show: the lists of companies and of people. */
export const pages: RoomPages = {
  nav: [
    { label: 'Accounts', href: '/accounts', icon: IconBuilding, keys: 'g a' },
    { label: 'People', href: '/people', icon: IconUsers, keys: 'g p' },
  ],
  screens: [
    { path: '/accounts', load: () => import('./accounts-page.tsx') },
    { path: '/people', load: () => import('./people-page.tsx') },
  ],
}
