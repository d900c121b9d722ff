import { expect, test } from 'vitest'
import { allRights, covers, mayChange, type Rights } from './rights.ts'
import { differenceOf, type Reach, rightsOn } from './role-difference.ts'

const rights = (change: Partial<Rights>): Rights => ({ ...allRights, ...change })
const objects = (change: Partial<Rights['objects']>): Rights => rights({ objects: { ...allRights.objects, ...change } })

test('who gets a narrower role loses what it takes away, and gains it back with the wide one', () => {
  const wide = { role: 'sales', rights: allRights } as const
  const narrow: Reach = {
    role: 'sales',
    rights: {
      ...objects({ deal: 'see', account: 'none' }),
      hidden: ['lead.source', 'account.phone'],
      locked: ['person.title'],
      export: false,
    },
  }
  const lost = [
    { what: 'object', object: 'deal', wide: 'change', narrow: 'see' },
    { what: 'object', object: 'account', wide: 'change', narrow: 'none' },
    { what: 'read', object: 'lead', field: 'lead.source' },
    { what: 'change', object: 'person', field: 'person.title' },
    { what: 'export' },
  ]
  expect(differenceOf(wide, narrow)).toEqual({ lost, gained: [] })
  expect(differenceOf(narrow, wide)).toEqual({ lost: [], gained: lost })
  expect(differenceOf(narrow, narrow)).toEqual({ lost: [], gained: [] })
})

test('a viewer changes nothing whatever is written down, and sales and marketing may do the same', () => {
  expect(rightsOn('viewer', allRights).objects.deal).toBe('see')
  const sales = { role: 'sales', rights: allRights } as const
  expect(differenceOf(sales, { ...sales, role: 'marketing' })).toEqual({ lost: [], gained: [] })
  const { lost, gained } = differenceOf({ role: 'viewer', rights: allRights }, { role: 'admin', rights: allRights })
  expect(lost).toEqual([])
  expect(gained[0]).toEqual({ what: 'role', role: 'admin' })
  expect(gained).toHaveLength(7)
})

test('a field is changed by who may change its records, read it, and is not kept from it', () => {
  const kept = rights({ locked: ['deal.amount', 'lead.custom:*'], hidden: ['person.email'] })
  const may = (object: 'deal' | 'lead' | 'person', key: string) => mayChange(kept, object, key)
  expect([may('deal', 'amount'), may('deal', 'owner'), may('lead', 'custom:Any'), may('person', 'email')]).toEqual([
    false,
    true,
    false,
    false,
  ])
  expect(mayChange(objects({ deal: 'see' }), 'deal', 'owner')).toBe(false)
})

test('nobody covers a role that changes a field which they do not', () => {
  const mine = rights({ locked: ['deal.amount'] })
  expect(covers(mine, allRights)).toBe(false)
  for (const role of [mine, rights({ hidden: ['deal.amount'] }), objects({ deal: 'see' }), { ...mine, export: false }])
    expect(covers(mine, role)).toBe(true)
})
