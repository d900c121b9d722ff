import { IconBolt } from '@tabler/icons-react'
import type { RoomPages } from '#web/kit/pages'
import { t } from '#web/kit/text'

/** What programs show: the triggers. The page of a campaign is told by several rooms. */
export const pages: RoomPages = {
  nav: [{ label: t('Triggers'), href: '/triggers', covers: ['/time-saved'], icon: IconBolt, keys: 'g j', group: 'hand-over' }],
  screens: [
    { path: '/triggers', load: () => import('./triggers-page.tsx') },
    { path: '/triggers/$id', load: () => import('./trigger-page.tsx') },
  ],
}
