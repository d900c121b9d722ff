import {
  IconArrowsSplit2,
  IconChecklist,
  IconClockCheck,
  IconPlant2,
  IconSpeakerphone,
  IconSunHigh,
  IconUserCheck,
} from '@tabler/icons-react'
import type { RoomPages } from '#web/kit/pages'
import { t } from '#web/kit/text'

const onDay = (what: string) => t('On My day: {{what}}', { what })

/** What leads show: their list, and what is to be done. */
export const pages: RoomPages = {
  nav: [
    { label: t('My day'), href: '/day', icon: IconSunHigh, keys: 'g q', group: 'work' },
    { label: t('Leads'), href: '/leads', icon: IconUserCheck, keys: 'g l', group: 'work' },
    { label: t('Follow-up'), href: '/follow-up', icon: IconClockCheck, keys: 'g u', group: 'hand-over' },
    { label: t('What became of leads'), href: '/my-leads', icon: IconSpeakerphone, keys: 'g x', group: 'hand-over' },
    { label: t('Nurture'), href: '/nurture', icon: IconPlant2, keys: 'g n', group: 'hand-over' },
    { label: t('Routing'), href: '/routing', icon: IconArrowsSplit2, keys: 'g r', group: 'hand-over' },
    { label: t('My tasks'), href: '/tasks', icon: IconChecklist, keys: 'g w', group: 'work' },
  ],
  keys: [
    { keys: 'a', does: onDay(t('Accept')) },
    { keys: 'l', does: onDay(t('Log a contact')) },
    { keys: 'c', does: onDay(t('Convert')) },
    { keys: 'r', does: onDay(t('Reject')) },
    { keys: 'n', does: onDay(t('Give back')) },
    { keys: 't', does: onDay(t('Take it')) },
    { keys: 'h', does: onDay(t('Hand on')) },
    { keys: 'd', does: onDay(t('Disqualify')) },
    { keys: 'o', does: onDay(t('Open again')) },
    { keys: 'z', does: onDay(t('Undo')) },
  ],
  screens: [
    { path: '/day', load: () => import('./day-page.tsx') },
    { path: '/follow-up', load: () => import('./board-page.tsx') },
    { path: '/my-leads', load: () => import('./mine-page.tsx') },
    { path: '/nurture', load: () => import('./nurture-page.tsx') },
    { path: '/leads', load: () => import('./leads-page.tsx') },
    { path: '/routing', load: () => import('./routing-page.tsx') },
    { path: '/tasks', load: () => import('./tasks-page.tsx') },
  ],
}
