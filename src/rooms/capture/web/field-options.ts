import { said, t } from '#web/kit/text'
import { fieldsOf } from '../fields/kinds.ts'
import type { ColumnMapping, FileKind } from '../shapes.ts'

const noField = [
  { value: 'custom', label: t('Custom field') },
  { value: 'ignore', label: t('Leave out') },
]

/** The fields that a column of this kind of file can become. */
export function fieldOptions(kind: FileKind, mapping: ColumnMapping) {
  const fields = kind in fieldsOf ? fieldsOf[kind as keyof typeof fieldsOf] : []
  const items = fields.map((field) => ({ value: field.key, label: said(field.label) }))
  const entered = mapping.stage ? [{ value: 'entered', label: t('Entered “{{stage}}” on', { stage: mapping.stage }) }] : []
  return [
    { group: t('A field of its own'), items: [...items, ...entered] },
    { group: t('No field'), items: noField },
  ]
}
