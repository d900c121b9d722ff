import { fieldsOf } from '../fields/kinds.ts'
import type { ColumnMapping, FileKind } from '../shapes.ts'

const noField = [
  { value: 'custom', label: 'Custom field' },
  { value: 'ignore', label: 'Leave out' },
]

/** The fields that a column of this kind of file can become. */
export function fieldOptions(kind: FileKind, mapping: ColumnMapping) {
  const fields = kind in fieldsOf ? fieldsOf[kind as keyof typeof fieldsOf] : []
  const items = fields.map((field) => ({ value: field.key, label: field.label }))
  const entered = mapping.stage ? [{ value: 'entered', label: `Entered “${mapping.stage}” on` }] : []
  return [
    { group: 'A field of its own', items: [...items, ...entered] },
    { group: 'No field', items: noField },
  ]
}
