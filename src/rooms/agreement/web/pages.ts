import { IconFileCertificate } from '@tabler/icons-react'
import type { RoomPages } from '#web/kit/pages'
import { t } from '#web/kit/text'

/** What both sides agreed on: the lead contract. */
export const pages: RoomPages = {
  nav: [{ label: t('Lead contract'), href: '/lead-contract', icon: IconFileCertificate, keys: 'g k' }],
  screens: [{ path: '/lead-contract', load: () => import('./contract-page.tsx') }],
}
