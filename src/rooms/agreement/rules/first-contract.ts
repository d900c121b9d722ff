import type { ContractDocument } from '../contract/document.ts'

/** A contract without criteria, with the times that the field goes by: 12 hours to the right channel, three days and it has failed, two weeks and they are cold. */
export const emptyDocument: ContractDocument = {
  criteria: [],
  required: [],
  exclusions: [],
  threshold: 50,
  marketing: { leadsAMonth: null, acceptedShare: null, pipelineShare: null },
  sales: { accept: { hours: 4, of: 'working' }, firstContact: { hours: 8, of: 'working' }, tries: 6 },
  rejections: [],
  nurture: { afterTries: true, restDays: 30 },
  clocks: { place: { hours: 12, of: 'working' }, failed: { hours: 72, of: 'all' }, cold: { hours: 336, of: 'all' } },
  team: null,
}
