import { IconBriefcase, IconLayoutKanban } from '@tabler/icons-react'
import type { RoomPages } from '#web/kit/pages'
import { t } from '#web/kit/text'

/** What deals show: their list, and the board by stage. */
export const pages: RoomPages = {
  nav: [
    { label: t('Deals'), href: '/deals', icon: IconBriefcase, keys: 'g o', group: 'work' },
    { label: t('Board'), href: '/board', icon: IconLayoutKanban, keys: 'g b', group: 'work' },
  ],
  screens: [
    { path: '/deals', load: () => import('./deals-page.tsx') },
    { path: '/board', load: () => import('./board-page.tsx') },
  ],
  commands: [{ label: t('Set pipelines and stages'), also: t('order rename add stage'), href: '/settings/pipelines' }],
}
