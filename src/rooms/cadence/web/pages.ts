import { IconMessageQuestion } from '@tabler/icons-react'
import type { RoomPages } from '#web/kit/pages'
import { t } from '#web/kit/text'

/** What the cadence shows: the desk at which the teams ask each other, and ideas from the field. */
export const pages: RoomPages = {
  nav: [{ label: t('Requests'), href: '/requests', icon: IconMessageQuestion, keys: 'g z', group: 'work', covers: ['/ideas'] }],
  screens: [
    { path: '/requests', load: () => import('./requests-page.tsx') },
    { path: '/requests/$id', load: () => import('./request-page.tsx') },
    { path: '/ideas', load: () => import('./ideas-page.tsx') },
  ],
  commands: [{ label: t('Ideas from the field'), also: t('idea author credit campaign'), href: '/ideas' }],
}
