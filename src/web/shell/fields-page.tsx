import { Button, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { type UsedField, usedCustomFields } from '#platform/fields/contract'
import { getCompany } from '#rooms/workspace/contract'
import { useAsk } from '#web/client/queries'
import { tn } from '#web/kit/format'
import { LastChange } from '#web/kit/last-change.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { useFieldChanges } from './field-changes.ts'
import { Field } from './field-line.tsx'
import { NewField } from './new-field.tsx'
import classes from './pipelines.module.css'

const objects = [
  { value: 'deal', label: t('Deals') },
  { value: 'account', label: t('Accounts') },
  { value: 'person', label: t('People') },
  { value: 'lead', label: t('Leads') },
] as const

/** Custom fields of each kind of record: what they are called, read as, where they came from, and how many records fill them. */
export default function FieldsPage() {
  const [object, setObject] = useState<UsedField['object']>('deal')
  const found = useAsk(usedCustomFields, { object })
  const company = useAsk(getCompany, {})
  const changes = useFieldChanges()
  return (
    <Page
      title={t('Custom fields')}
      lead={t(
        'Columns of your files that have no field of their own, and fields that you make. Lists, records, imports and the API follow what is set here.',
      )}
    >
      <SegmentedControl
        aria-label={t('Kind of record')}
        data={[...objects]}
        value={object}
        onChange={(value) => setObject(value as UsedField['object'])}
      />
      <LastChange changes={changes} what={t('change this field')} />
      {changes.left > 0 && (
        <Notice
          tone="warn"
          live
          title={tn(
            changes.left,
            '{{n}} record was changed since, so nothing was undone',
            '{{n}} records were changed since, so nothing was undone',
          )}
          actions={
            <Button size="xs" variant="default" loading={changes.busy} onClick={changes.undoRest}>
              {t('Undo the rest')}
            </Button>
          }
        />
      )}
      <Answered query={found} what={t('the custom fields')} lines={6}>
        {({ fields }) => (
          <Panel id="fields" title={tn(fields.length, '{{n}} custom field', '{{n}} custom fields')}>
            {fields.length === 0 && <p>{t('None yet. An import brings those of its file, or make one here.')}</p>}
            <ol className={classes.stages}>
              {fields.map((field, place) => (
                <Field key={field.key} {...{ field, place, changes }} number={fields.length} currency={company.data?.currency ?? ''} />
              ))}
            </ol>
            <NewField key={`${object} ${fields.length}`} object={object} currency={company.data?.currency ?? ''} changes={changes} />
          </Panel>
        )}
      </Answered>
    </Page>
  )
}
