import { IconFileImport, IconHistory } from '@tabler/icons-react'
import type { RoomPages } from '#web/kit/pages'

/** What capture shows: bringing data in, and what was brought in. */
export const pages: RoomPages = {
  nav: [
    { label: 'Import', href: '/import', icon: IconFileImport, keys: 'g i' },
    { label: 'Import history', href: '/imports', icon: IconHistory, keys: 'g h' },
  ],
  screens: [
    { path: '/import', load: () => import('./new-import-page.tsx') },
    { path: '/import/$importId', load: () => import('./import-page.tsx') },
    { path: '/imports', load: () => import('./history-page.tsx') },
  ],
}
