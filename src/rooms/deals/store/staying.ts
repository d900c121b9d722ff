/** Conditions under which somebody in the list of people, `p`, stays whatever the rules of retention say. */
export const withOpenDeal: readonly string[] = [
  "EXISTS (SELECT 1 FROM deal d WHERE d.person_id = p.id AND d.state = 'open')",
  "EXISTS (SELECT 1 FROM deal d WHERE d.account_id = p.account_id AND d.state = 'open')",
]

/** The same for customers: somebody in a won deal, or of a company that has one. */
export const ofCustomer: readonly string[] = [
  "EXISTS (SELECT 1 FROM deal d WHERE d.person_id = p.id AND d.state = 'won')",
  "EXISTS (SELECT 1 FROM deal d WHERE d.account_id = p.account_id AND d.state = 'won')",
]
