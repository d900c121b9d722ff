/**
 * The rooms in the order in which revenue happens. A room may call the rooms to its left; rooms to its right learn by event.
 * Read by main.ts, by the import check and by the web navigation. Rooms that are still empty are not listed as built.
 */
export const line = [
  'workspace',
  'accounts',
  'journey',
  'deals',
  'agreement',
  'leads',
  'messages',
  'library',
  'champions',
  'programs',
  'capture',
  'measure',
  'plan',
  'cadence',
] as const

export type Room = (typeof line)[number]
