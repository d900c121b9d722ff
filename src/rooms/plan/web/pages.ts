import { IconCash } from '@tabler/icons-react'
import type { RoomPages } from '#web/kit/pages'
import { t } from '#web/kit/text'

/** What plan shows by itself: how sales are paid. The diagnosis is put together by the shell. */
export const pages: RoomPages = {
  nav: [{ label: t('Pay plans'), href: '/pay-plans', icon: IconCash, keys: 'g 4', group: 'hand-over' }],
  screens: [{ path: '/pay-plans', load: () => import('./pay-page.tsx') }],
}
