import {
  IconAddressBook,
  IconChartLine,
  IconGitCompare,
  IconGridDots,
  IconHourglass,
  IconReportAnalytics,
  IconSpeakerphone,
} from '@tabler/icons-react'
import type { RoomPages } from '#web/kit/pages'
import { t } from '#web/kit/text'
import { alongTo } from './slice.ts'

/** What measure shows: the diagnosis, pictures of its numbers, and the records behind them. Filters go along from one to the other. */
export const pages: RoomPages = {
  nav: [
    {
      label: t('Diagnosis'),
      href: '/diagnosis',
      icon: IconReportAnalytics,
      keys: 'g d',
      group: 'numbers',
      covers: ['/records'],
      along: alongTo,
    },
    { label: t('Trends'), href: '/trends', icon: IconChartLine, keys: 'g t', group: 'numbers', along: alongTo },
    { label: t('Time in stage'), href: '/time-in-stage', icon: IconHourglass, keys: 'g e', group: 'numbers', along: alongTo },
    { label: t('Matrix'), href: '/matrix', icon: IconGridDots, keys: 'g m', group: 'numbers', along: alongTo },
    { label: t('Campaigns'), href: '/campaigns', icon: IconSpeakerphone, keys: 'g c', group: 'numbers', along: alongTo },
    { label: t('Origin review'), href: '/origin-review', icon: IconGitCompare, keys: 'g 3', group: 'intake' },
    { label: t('Contact data'), href: '/contact-data', icon: IconAddressBook, keys: 'g 5', group: 'intake' },
  ],
  screens: [
    { path: '/trends', load: () => import('./trends-page.tsx') },
    { path: '/time-in-stage', load: () => import('./stays-page.tsx') },
    { path: '/matrix', load: () => import('./matrix-page.tsx') },
    { path: '/campaigns', load: () => import('./campaigns-page.tsx') },
    { path: '/contact-data', load: () => import('./contact-page.tsx') },
    { path: '/origin-review', load: () => import('./origin-page.tsx') },
    { path: '/records/$metric', load: () => import('./records-page.tsx') },
  ],
}
