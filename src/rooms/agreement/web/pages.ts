import { IconFileCertificate, IconRoute, IconVocabulary } from '@tabler/icons-react'
import type { RoomPages } from '#web/kit/pages'
import { t } from '#web/kit/text'

/** What both sides agreed on: the lead contract, who does what, and what words mean. */
export const pages: RoomPages = {
  nav: [
    { label: t('Lead contract'), href: '/lead-contract', icon: IconFileCertificate, keys: 'g k' },
    { label: t('Who does what'), href: '/process', icon: IconRoute, keys: 'g y' },
    { label: t('Words'), href: '/words', icon: IconVocabulary, keys: 'g v' },
  ],
  screens: [
    { path: '/lead-contract', load: () => import('./contract-page.tsx') },
    { path: '/process', load: () => import('./process-page.tsx') },
    { path: '/words', load: () => import('./glossary-page.tsx') },
  ],
}
