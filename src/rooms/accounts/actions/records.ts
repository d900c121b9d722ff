import { normCompany } from '#kernel/normal'
import { bulkActions } from '#platform/list/bulk'
import type { Meaning } from '#platform/list/meaning'
import { type LeadsTo, recordActions } from '#platform/list/record'
import { accountMany, accountRecord, personMany, personRecord } from '../contract.ts'
import { accountSource, personSource } from '../store/lists.ts'
import { keptFor } from '../store/merge.ts'
import { accounts, people } from '../tables.ts'

/** An account is found by its name, so the key of the name follows it. */
const accountMeaning: Meaning = {
  decide: async (_, __, { changes }) => {
    const name = changes.get('name')
    const more = typeof name === 'string' ? { nameKey: normCompany(name) } : {}
    return () => ({ more })
  },
}

/** By the id of a record that was merged the one is found that was kept. */
const leadsTo =
  (kind: 'person' | 'account'): LeadsTo =>
  async (tx, id) =>
    (await keptFor(tx, kind, [id])).get(id)

/** What can be done with one account, and with many at once. */
export const accountPage = recordActions(accountRecord, {
  source: accountSource,
  kept: accounts,
  meaning: accountMeaning,
  leadsTo: leadsTo('account'),
})
export const accountBulk = bulkActions(accountMany, { source: accountSource, kept: accounts, meaning: accountMeaning })

/** What can be done with one person, and with many. Address and phone are keys by which imports know people; they are not changed by hand. */
export const personPage = recordActions(personRecord, { source: personSource, kept: people, leadsTo: leadsTo('person') })
export const personBulk = bulkActions(personMany, { source: personSource, kept: people })
