import { normCompany, normKey } from '#kernel/normal'

/** The name to show for a person, from what is known of them. */
export function fullNameOf(person: {
  fullName?: string | null
  firstName?: string | null
  lastName?: string | null
  email?: string | null
}): string {
  const joined = [person.firstName, person.lastName].filter((part) => part !== null && part !== undefined && part !== '').join(' ')
  return person.fullName || joined || person.email || ''
}

/** What stands for a CRM's id where a person is known by name and company only, so that the same file twice makes nobody twice. */
export function refByName(name: string, company: string | null): string {
  return `name:${normKey(name)}@${normCompany(company ?? '')}`
}
