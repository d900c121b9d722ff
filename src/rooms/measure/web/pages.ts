import { IconReportAnalytics } from '@tabler/icons-react'
import type { RoomPages } from '#web/kit/pages'

/** What measure shows: the diagnosis, and the records behind its numbers. */
export const pages: RoomPages = {
  nav: [{ label: 'Diagnosis', href: '/diagnosis', icon: IconReportAnalytics, keys: 'g d', covers: ['/records'] }],
  screens: [{ path: '/records/$metric', load: () => import('./records-page.tsx') }],
}
