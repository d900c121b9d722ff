import { IconFileImport, IconForms, IconHistory, IconInbox } from '@tabler/icons-react'
import type { RoomPages } from '#web/kit/pages'
import { t } from '#web/kit/text'
import { createImport, listImports, listResponses, makeForm, readTimeSaved, undoImport, undoTaken } from '../contract.ts'

/** What capture shows: forms for visitors, bringing data in, and what was brought in. */
export const pages: RoomPages = {
  nav: [
    { label: t('Responses'), href: '/responses', icon: IconInbox, keys: 'g g', group: 'intake' },
    { label: t('Forms'), href: '/forms', icon: IconForms, keys: 'g f', group: 'intake' },
    { label: t('Import'), href: '/import', icon: IconFileImport, keys: 'g i', group: 'intake' },
    { label: t('Import history'), href: '/imports', icon: IconHistory, keys: 'g h', group: 'intake' },
  ],
  commands: [
    { label: t('Make a form'), also: 'website embed landing', href: '/forms', needs: makeForm },
    { label: t('See what came in'), also: 'inbox inbound delivery', href: '/responses', needs: listResponses },
    { label: t('See how much time is saved'), also: 'hours productivity efficiency automation', href: '/time-saved', needs: readTimeSaved },
    { label: t('Take a delivery back'), also: 'undo revert responses', href: '/responses', needs: undoTaken },
    { label: t('Bring in files of another system'), also: 'upload csv excel crm salesforce hubspot', href: '/import', needs: createImport },
    { label: t('Go on with an import, or see its preview'), also: 'draft', href: '/imports', needs: listImports },
    { label: t('Undo the last import'), also: 'take back revert', href: '/imports', needs: undoImport },
  ],
  screens: [
    { path: '/forms', load: () => import('./forms-page.tsx') },
    { path: '/forms/$formId', load: () => import('./forms-editor.tsx') },
    { path: '/responses', load: () => import('./responses-page.tsx') },
    { path: '/time-saved', load: () => import('./time-saved-page.tsx') },
    { path: '/import', load: () => import('./new-import-page.tsx') },
    { path: '/import/$importId', load: () => import('./import-page.tsx') },
    { path: '/imports', load: () => import('./history-page.tsx') },
  ],
}
