import { IconFileImport, IconHistory } from '@tabler/icons-react'
import type { RoomPages } from '#web/kit/pages'
import { t } from '#web/kit/text'

/** What capture shows: bringing data in, and what was brought in. */
export const pages: RoomPages = {
  nav: [
    { label: t('Import'), href: '/import', icon: IconFileImport, keys: 'g i' },
    { label: t('Import history'), href: '/imports', icon: IconHistory, keys: 'g h' },
  ],
  screens: [
    { path: '/import', load: () => import('./new-import-page.tsx') },
    { path: '/import/$importId', load: () => import('./import-page.tsx') },
    { path: '/imports', load: () => import('./history-page.tsx') },
  ],
}
