import { createWorkspace, invite, listKeys, listRights, setRights, signOut } from '#platform/access/contract'
import { listAudit } from '#platform/audit/contract'
import type { Command } from '#web/kit/pages'
import { settingsItem } from './navigation.tsx'
import { navigation, roomCommands } from './rooms.ts'

/** What the shell offers from anywhere. */
const shellCommands: readonly Command[] = [
  { label: 'Export or print the diagnosis', also: 'report pdf excel workbook csv send', href: '/diagnosis' },
  { label: 'Invite a colleague', also: 'user member team people access', href: '/settings#people', needs: invite },
  { label: 'Set rights of roles', also: 'permissions fields access', href: '/settings/rights', needs: setRights },
  { label: 'Look at what was done: audit log', also: 'events history security', href: '/settings/audit', needs: listAudit },
  { label: 'Look at mails', also: 'outbox smtp', href: '/settings/mail', needs: listRights },
  { label: 'Make an API key', also: 'token integration mcp', href: '/settings#keys', needs: listKeys },
  { label: 'Rename the company, set its currency', also: 'settings money', href: '/settings#company' },
  { label: 'Set exchange rates', also: 'currency money', href: '/settings#rates' },
  { label: 'Export everything', also: 'take backup download zip data', href: '/settings#export' },
  { label: 'Change password or sign out', also: 'account log out leave', href: '/settings#account', needs: signOut },
  { label: 'Add a company', also: 'workspace new client', href: '/settings#companies', needs: createWorkspace },
]

/** Every page with an address of its own, and everything that rooms and shell offer: what the palette holds besides records. */
export const palette: readonly Command[] = [
  ...[...navigation, settingsItem].map(({ label, href }) => ({ label, href })),
  ...roomCommands,
  ...shellCommands,
]

/** Where the records that a search finds are shown, by their kind; campaigns have one page for all. */
export const pagesOfFound: Readonly<Record<string, { many: string; list: string; page: (id: string) => string }>> = {
  account: { many: 'Accounts', list: '/accounts', page: (id) => `/accounts/${id}` },
  person: { many: 'People', list: '/people', page: (id) => `/people/${id}` },
  deal: { many: 'Deals', list: '/deals', page: (id) => `/deals/${id}` },
  lead: { many: 'Leads', list: '/leads', page: (id) => `/leads/${id}` },
  campaign: { many: 'Campaigns', list: '/campaigns', page: () => '/campaigns' },
}
