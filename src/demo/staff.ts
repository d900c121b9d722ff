import { companyName, personName } from './names.ts'
import type { Chance } from './random.ts'
import type { Planted } from './truths.ts'

export interface Rep {
  readonly id: string
  readonly name: string
  readonly region: string
  readonly manager: string
  /** Added to the log-odds with which a deal goes on. */
  readonly skill: number
  /** Stays are so many times as long. */
  readonly pace: number
}

export interface Contact {
  readonly id: string
  readonly first: string
  readonly last: string
  readonly email: string
  readonly title: (typeof titles)[number]
}

export interface Account {
  readonly id: string
  readonly name: string
  readonly domain: string
  readonly industry: string
  readonly country: string
  readonly employees: number
  readonly owner: string
  readonly contacts: readonly Contact[]
}

const industries = ['Machinery', 'Food', 'Logistics', 'Public sector', 'Health'] as const
const countries = ['Germany', 'France', 'Sweden', 'Spain', 'Poland'] as const
const regions = ['North', 'South', 'West'] as const
export const titles = ['Head of Operations', 'Plant Manager', 'Buyer', 'CFO', 'IT Director', 'Project Lead'] as const

/** Nine reps of three regions, who may differ in how often and how fast they bring a deal on. */
export function madeReps(chance: Chance, { repsDiffer }: Planted): Rep[] {
  return Array.from({ length: 9 }, (_, index) => {
    const { first, last } = personName(chance)
    const region = regions[index % regions.length] ?? 'North'
    return {
      id: `U${index + 1}`,
      name: `${first} ${last}`,
      region,
      manager: `Lead ${region}`,
      skill: repsDiffer ? Math.log(chance.around(1, 0.2)) : 0,
      pace: repsDiffer ? chance.around(1, 0.06) : 1,
    }
  })
}

/** Accounts with one to three people each. */
export function madeAccounts(chance: Chance, reps: readonly Rep[], many = 320): Account[] {
  let people = 0
  return Array.from({ length: many }, (_, index) => {
    const company = companyName(chance, index + 1)
    const contacts = Array.from({ length: chance.whole(1, 3) }, (): Contact => {
      const { first, last } = personName(chance)
      people += 1
      const email = `${first}.${last}.${people}@${company.domain}`.toLowerCase()
      return { id: `C${10_000 + people}`, first, last, email, title: chance.one(titles) }
    })
    return {
      id: `A${1000 + index}`,
      ...company,
      industry: chance.one(industries),
      country: chance.one(countries),
      employees: Math.round(chance.around(240, 0.9)),
      owner: chance.one(reps).name,
      contacts,
    }
  })
}
