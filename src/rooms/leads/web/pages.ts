import { IconArrowsSplit2, IconChecklist, IconUserCheck } from '@tabler/icons-react'
import type { RoomPages } from '#web/kit/pages'
import { t } from '#web/kit/text'

/** What leads show: their list, and what is to be done. */
export const pages: RoomPages = {
  nav: [
    { label: t('Leads'), href: '/leads', icon: IconUserCheck, keys: 'g l' },
    { label: t('Routing'), href: '/routing', icon: IconArrowsSplit2, keys: 'g r' },
    { label: t('My tasks'), href: '/tasks', icon: IconChecklist, keys: 'g w' },
  ],
  screens: [
    { path: '/leads', load: () => import('./leads-page.tsx') },
    { path: '/routing', load: () => import('./routing-page.tsx') },
    { path: '/tasks', load: () => import('./tasks-page.tsx') },
  ],
}
