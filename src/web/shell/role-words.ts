import type { ListedRole } from '#platform/access/contract'
import { tn } from '#web/kit/format'
import { t } from '#web/kit/text'

/** How many have a role. */
export function holdersInWords({ holders: { people, invitations, keys } }: Pick<ListedRole, 'holders'>): string {
  const told = [
    people.length > 0 ? tn(people.length, '{{n}} person', '{{n}} people') : '',
    invitations.length > 0 ? tn(invitations.length, '{{n}} open invitation', '{{n}} open invitations') : '',
    keys.length > 0 ? tn(keys.length, '{{n}} API key', '{{n}} API keys') : '',
  ].filter((part) => part !== '')
  return told.length === 0 ? t('nobody') : told.join(', ')
}

/** How much a role takes away from the built-in one that it stands on. */
export function limitsInWords({ base, rights }: ListedRole): string {
  const unseen = Object.values(rights.objects).filter((level) => level === 'none').length
  const unchanged = base === 'viewer' ? 0 : Object.values(rights.objects).filter((level) => level === 'see').length
  const told = [
    unseen > 0 ? tn(unseen, '{{n}} kind of record is not seen', '{{n}} kinds of record are not seen') : '',
    unchanged > 0 ? tn(unchanged, '{{n}} is only seen', '{{n}} are only seen') : '',
    rights.hidden.length > 0 ? tn(rights.hidden.length, '{{n}} field is hidden', '{{n}} fields are hidden') : '',
    rights.locked.length > 0 ? tn(rights.locked.length, '{{n}} field stays as it is', '{{n}} fields stay as they are') : '',
    rights.export ? '' : t('no files'),
  ].filter((part) => part !== '')
  return told.length === 0 ? t('nothing') : told.join(' · ')
}
