import { IconFileCertificate, IconRoute, IconVocabulary } from '@tabler/icons-react'
import type { RoomPages } from '#web/kit/pages'
import { t } from '#web/kit/text'

/** What both sides agreed on: the lead contract, who does what, and what words mean. */
export const pages: RoomPages = {
  nav: [
    { label: t('Lead contract'), href: '/lead-contract', icon: IconFileCertificate, keys: 'g k', group: 'hand-over' },
    { label: t('Who does what'), href: '/process', icon: IconRoute, keys: 'g y', group: 'hand-over' },
    { label: t('Words'), href: '/words', icon: IconVocabulary, keys: 'g v', group: 'hand-over' },
  ],
  screens: [
    { path: '/lead-contract', load: () => import('./contract-page.tsx') },
    { path: '/process', load: () => import('./process-page.tsx') },
    { path: '/words', load: () => import('./glossary-page.tsx') },
  ],
}
