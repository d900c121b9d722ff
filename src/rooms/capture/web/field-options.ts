import type { ColumnMapping, FileKind } from '../shapes.ts'
import { plainKey } from './words.ts'

const byKind: Partial<Record<FileKind, readonly string[]>> = {
  deal: [
    'external_id',
    'name',
    'account_name',
    'account_external_id',
    'owner_name',
    'owner_external_id',
    'person_name',
    'person_external_id',
    'pipeline',
    'stage',
    'status',
    'amount',
    'currency',
    'opened_at',
    'closed_at',
    'expected_on',
    'source',
    'channel',
    'product',
    'type',
    'solution',
    'vertical',
    'territory',
    'lost_reason',
    'probability',
    'modified_at',
  ],
  account: [
    'external_id',
    'name',
    'domain',
    'website',
    'industry',
    'employees',
    'revenue',
    'country',
    'city',
    'phone',
    'owner_name',
    'parent_name',
    'type',
    'created_at',
  ],
}

/** The fields that a column of this kind of file can become. */
export function fieldOptions(kind: FileKind, mapping: ColumnMapping) {
  const fields = (byKind[kind] ?? []).map((value) => ({ value, label: plainKey(value) }))
  const entered = mapping.stage ? [{ value: 'entered', label: `entered “${mapping.stage}” on` }] : []
  return [
    { group: 'A field of its own', items: [...fields, ...entered] },
    {
      group: 'No field',
      items: [
        { value: 'custom', label: 'custom field' },
        { value: 'ignore', label: 'leave out' },
      ],
    },
  ]
}
