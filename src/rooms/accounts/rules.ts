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
