import { IconBolt } from '@tabler/icons-react'
import type { RoomPages } from '#web/kit/pages'
import { t } from '#web/kit/text'

/** What programs show: the triggers, and one campaign. */
export const pages: RoomPages = {
  nav: [{ label: t('Triggers'), href: '/triggers', icon: IconBolt, keys: 'g j', group: 'hand-over' }],
  screens: [
    { path: '/campaigns/$id', load: () => import('./campaign-page.tsx') },
    { path: '/triggers', load: () => import('./triggers-page.tsx') },
    { path: '/triggers/$id', load: () => import('./trigger-page.tsx') },
  ],
}
