import { IconUserCheck } from '@tabler/icons-react'
import type { RoomPages } from '#web/kit/pages'
import { t } from '#web/kit/text'

/** What leads show: their list. */
export const pages: RoomPages = {
  nav: [{ label: t('Leads'), href: '/leads', icon: IconUserCheck, keys: 'g l' }],
  screens: [{ path: '/leads', load: () => import('./leads-page.tsx') }],
}
