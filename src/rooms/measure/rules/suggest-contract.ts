import type { Group } from '#kernel/rule'
import { numbers, said, t } from '#kernel/text'
import { enoughToSay } from '#kernel/wilson'
import type { ContractDocument, Criterion } from '#rooms/agreement/contract'
import { wilson } from './intervals.ts'

/** A text fact with its values: of how many the outcome is known, and how many were won. */
export interface FactOutcomes {
  readonly key: string
  readonly label: string
  readonly values: readonly { readonly value: string; readonly n: number; readonly hits: number }[]
}

/** What the past tells before there is any contract. */
export interface KnownPast {
  readonly hits: number
  readonly n: number
  readonly facts: readonly FactOutcomes[]
  /** Employees: the same by the least of each band. */
  readonly sizes: readonly { readonly least: number; readonly n: number; readonly hits: number }[]
  /** Shares of people of whom a fact is known. */
  readonly filled: Readonly<Record<string, number>>
  readonly responds: boolean
  readonly deals: boolean
}

const percent = numbers({ style: 'percent', maximumFractionDigits: 0 })

const line = (field: string, operator: string, value?: unknown): Group =>
  ({ combinator: 'and', rules: [{ field, operator, ...(value === undefined ? {} : { value }) }] }) as Group

/** Points by how many times likelier than all people those of a group were won. */
const pointsFor = (lift: number) => (lift >= 2 ? 30 : lift >= 1.5 ? 20 : 10)

/**
 * A first contract from own data: values of facts whose people were won more often than all, by more than chance (the whole 95 % interval lies above), with
 * at least thirty people each. Where nothing stands out it is made of what most companies begin with. It weighs each fact alone, so two that say the same count twice.
 */
export function firstContract(past: KnownPast, base: ContractDocument): { document: ContractDocument; because: string[] } {
  const rate = past.n === 0 ? 0 : past.hits / past.n
  const because: string[] = []
  const criteria: Criterion[] = []
  const stands = ({ n, hits }: { n: number; hits: number }) => n >= enoughToSay && (wilson(hits, n).low ?? 0) > rate
  for (const { key, label, values } of past.facts) {
    const good = values.filter(stands)
    if (good.length === 0) continue
    const n = good.reduce((sum, one) => sum + one.n, 0)
    const own = good.reduce((sum, one) => sum + one.hits, 0) / n
    const name = t('{{fact}} that buys', { fact: said(label) })
    criteria.push({
      key: key.toLowerCase(),
      name,
      kind: 'fit',
      rule: line(
        key,
        'in',
        good.map(({ value }) => value),
      ),
      points: pointsFor(own / rate),
      fade: null,
    })
    because.push(t('{{name}}: {{own}} of {{n}} were won, against {{rate}} of all.', { name, own: percent(own), n, rate: percent(rate) }))
  }
  const size = past.sizes.filter(stands).toSorted((a, b) => a.least - b.least)[0]
  if (size) {
    const name = t('At least {{n}} employees', { n: size.least })
    criteria.push({
      key: 'size',
      name,
      kind: 'fit',
      rule: line('employees', '>=', String(size.least)),
      points: pointsFor(size.hits / size.n / rate),
      fade: null,
    })
    because.push(
      t('{{name}}: {{own}} of {{n}} were won, against {{rate}} of all.', {
        name,
        own: percent(size.hits / size.n),
        n: size.n,
        rate: percent(rate),
      }),
    )
  }
  if (criteria.length === 0) {
    criteria.push(
      {
        key: 'size',
        name: t('At least {{n}} employees', { n: 50 }),
        kind: 'fit',
        rule: line('employees', '>=', '50'),
        points: 30,
        fade: null,
      },
      { key: 'title', name: t('Decides'), kind: 'fit', rule: deciders, points: 20, fade: null },
    )
    because.push(t('Nothing in your data stands out by more than chance, so these are the criteria that most companies begin with.'))
  }
  if (past.responds || criteria.length === 2)
    criteria.push({
      ...{
        key: 'responded',
        name: t('Responded in the last 30 days'),
        kind: 'behaviour',
        rule: line('responses30', '>=', '1'),
        points: 20,
      },
      fade: { halfLifeDays: 30, since: 'lastResponse' },
    })
  const required = ['emailDomain', 'company'].filter((key) => (past.filled[key] ?? 0) >= 0.8)
  const exclusions = past.deals
    ? [{ key: 'open-deal', name: t('The account has an open deal, whose owner goes on'), rule: line('openDeals', '>=', '1') }]
    : []
  return { document: { ...base, criteria, required, exclusions, rejections: reasons() }, because }
}

const deciders: Group = {
  combinator: 'or',
  rules: ['head', 'director', 'chief', 'vp', 'leiter'].map((value) => ({ field: 'title', operator: 'contains', value })),
}

const reasons = (): ContractDocument['rejections'] => [
  { key: 'no-need', name: t('No need at present'), returns: true, restDays: 90 },
  { key: 'no-budget', name: t('No budget this year'), returns: true, restDays: 180 },
  { key: 'wrong-person', name: t('Wrong person, right company'), returns: true, restDays: 0 },
  { key: 'not-reached', name: t('Could not be reached'), returns: true, restDays: 30 },
  { key: 'no-fit', name: t('Does not fit: competitor, student, applicant'), returns: false, restDays: null },
]
