import { createWorkspace, invite, listKeys, listRights, setRights, signOut } from '#platform/access/contract'
import { listAudit } from '#platform/audit/contract'
import { usedCustomFields } from '#platform/fields/contract'
import { readRetention } from '#platform/retention/contract'
import { makeWebhook } from '#rooms/workspace/contract/webhooks-out'
import type { Command } from '#web/kit/pages'
import { t } from '#web/kit/text'
import { settingsItem } from './navigation.tsx'
import { navigation, roomCommands } from './rooms.ts'

/** What the shell offers from anywhere. */
const shellCommands: readonly Command[] = [
  { label: t('Export or print the diagnosis'), also: t('report pdf excel workbook csv send'), href: '/diagnosis' },
  { label: t('Invite a colleague'), also: t('user member team people access'), href: '/settings#people', needs: invite },
  { label: t('Set rights of roles'), also: t('permissions fields access'), href: '/settings/rights', needs: setRights },
  { label: t('Look at what was done: audit log'), also: t('events history security'), href: '/settings/audit', needs: listAudit },
  {
    label: t('Set how long data is kept'),
    also: t('retention erase privacy gdpr delete'),
    href: '/settings/retention',
    needs: readRetention,
  },
  {
    label: t('Set webhooks'),
    also: t('integration outgoing incoming zapier hook'),
    href: '/settings/webhooks',
    needs: makeWebhook,
  },
  { label: t('Look at mails'), also: t('outbox smtp'), href: '/settings/mail', needs: listRights },
  { label: t('Make an API key'), also: t('token integration mcp'), href: '/settings#keys', needs: listKeys },
  { label: t('Rename the company, set its currency'), also: t('settings money'), href: '/settings#company' },
  { label: t('Set exchange rates'), also: t('currency money'), href: '/settings#rates' },
  { label: t('Set working hours and days off'), also: t('calendar holidays time zone'), href: '/settings/calendar' },
  { label: t('Note who is away'), also: t('absence holiday stand in languages capacity'), href: '/settings/working' },
  { label: t('Set territories'), also: t('region patch country accounts rules'), href: '/settings/territories' },
  { label: t('Set custom fields'), also: t('columns kind rename options'), href: '/settings/fields', needs: usedCustomFields },
  { label: t('Export everything'), also: t('take backup download zip data'), href: '/settings#export' },
  { label: t('Change password or sign out'), also: t('account log out leave'), href: '/settings#account', needs: signOut },
  { label: t('Add a company'), also: t('workspace new client'), href: '/settings#companies', needs: createWorkspace },
]

/** Every page with an address of its own, and everything that rooms and shell offer: what the palette holds besides records. */
export const palette: readonly Command[] = [
  ...[...navigation, settingsItem].map(({ label, href }) => ({ label, href })),
  ...roomCommands,
  ...shellCommands,
]

/** Where the records that a search finds are shown, by their kind; campaigns have one page for all. */
export const pagesOfFound: Readonly<Record<string, { many: string; list: string; page: (id: string) => string }>> = {
  account: { many: t('Accounts'), list: '/accounts', page: (id) => `/accounts/${id}` },
  person: { many: t('People'), list: '/people', page: (id) => `/people/${id}` },
  deal: { many: t('Deals'), list: '/deals', page: (id) => `/deals/${id}` },
  lead: { many: t('Leads'), list: '/leads', page: (id) => `/leads/${id}` },
  campaign: { many: t('Campaigns'), list: '/campaigns', page: () => '/campaigns' },
}
