import { normCompany } from '#kernel/normal'
import { recordActions } from '#platform/list/record'
import { accountRecord, personRecord } from '../contract.ts'
import { accountSource, personSource } from '../store/lists.ts'
import { accounts, people } from '../tables.ts'

/** What can be done with one account. It is found by its name, so the key of the name follows it. */
export const accountPage = recordActions(accountRecord, {
  source: accountSource,
  kept: accounts,
  consequence: async (_, { changes }) => {
    const name = changes.get('name')
    return typeof name === 'string' ? { nameKey: normCompany(name) } : {}
  },
})

/** What can be done with one person. Address and phone are keys by which imports know people; they are not changed by hand. */
export const personPage = recordActions(personRecord, { source: personSource, kept: people })
