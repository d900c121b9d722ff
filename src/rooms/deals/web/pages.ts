import { IconBriefcase } from '@tabler/icons-react'
import type { RoomPages } from '#web/kit/pages'
import { t } from '#web/kit/text'

/** What deals show: their list. */
export const pages: RoomPages = {
  nav: [{ label: t('Deals'), href: '/deals', icon: IconBriefcase, keys: 'g o' }],
  screens: [{ path: '/deals', load: () => import('./deals-page.tsx') }],
}
