import { IconMessageQuestion } from '@tabler/icons-react'
import type { RoomPages } from '#web/kit/pages'
import { t } from '#web/kit/text'

/** What the cadence shows: the desk at which the teams ask each other, and ideas from the field. */
export const pages: RoomPages = {
  nav: [{ label: t('Requests'), href: '/requests', icon: IconMessageQuestion, keys: 'g z', group: 'work', covers: ['/ideas'] }],
  screens: [
    { path: '/requests', load: () => import('./requests-page.tsx') },
    { path: '/requests/$id', load: () => import('./request-page.tsx') },
    { path: '/notices', load: () => import('./notices-page.tsx') },
    { path: '/notices/settings', load: () => import('./notice-settings-page.tsx') },
    { path: '/ideas', load: () => import('./ideas-page.tsx') },
  ],
  commands: [
    { label: t('Ideas from the field'), also: t('idea author credit campaign'), href: '/ideas' },
    { label: t('Notices'), also: t('bell news unread'), href: '/notices' },
    { label: t('Choose how I am told'), also: t('notice mail digest quiet unsubscribe'), href: '/notices/settings' },
  ],
}
