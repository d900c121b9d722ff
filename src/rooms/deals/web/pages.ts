import { IconBriefcase } from '@tabler/icons-react'
import type { RoomPages } from '#web/kit/pages'

/** What deals show: their list. */
export const pages: RoomPages = {
  nav: [{ label: 'Deals', href: '/deals', icon: IconBriefcase, keys: 'g o' }],
  screens: [{ path: '/deals', load: () => import('./deals-page.tsx') }],
}
