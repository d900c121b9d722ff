import { Button, TextInput } from '@mantine/core'
import { IconForms } from '@tabler/icons-react'
import { useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { Verdict } from '#kernel/verdict'
import { useAsk } from '#web/client/queries'
import { count, share, unknown } from '#web/kit/format'
import { LastChange } from '#web/kit/last-change.tsx'
import { AppLink } from '#web/kit/link.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { ReasonButton } from '#web/kit/reason-button.tsx'
import { Answered, Empty } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import { type FormLine, listForms } from '../contract.ts'
import classes from './forms.module.css'
import { type FormChanges, useFormChanges } from './forms-changes.ts'
import { TrackerPanel } from './tracker-panel.tsx'

/** All forms and how they do, and the tracker of the own sites. */
export default function FormsPage() {
  const found = useAsk(listForms, {})
  const changes = useFormChanges()
  return (
    <Page
      title={t('Forms')}
      width="wide"
      lead={t(
        'Whoever sends one is known as a person, judged by the lead contract, and handed to sales or left with marketing in the same moment.',
      )}
    >
      <LastChange changes={changes} what={t('go on with the forms')} />
      <Answered query={found} what={t('the forms')} lines={6}>
        {({ forms, may }) => (
          <>
            {forms.length === 0 ? (
              <Empty icon={<IconForms size={28} />} title={t('No forms yet')} actions={<NewForm may={may} changes={changes} />}>
                {t(
                  'A form gets an address of its own that you can send round, and snippets for your site. No script of anybody else is loaded.',
                )}
              </Empty>
            ) : (
              <Panel
                id="forms"
                title={t('Forms')}
                hint={t('Views, responses and conversion are those of the last 30 days. Views are counted here, without cookies.')}
                actions={<NewForm may={may} changes={changes} />}
              >
                <DataTable caption={t('Forms and what came by them')} columns={columns} rows={forms} rowKey={({ id }) => id} />
              </Panel>
            )}
          </>
        )}
      </Answered>
      <TrackerPanel />
    </Page>
  )
}

const columns = [
  {
    key: 'name',
    label: t('Form'),
    head: true,
    cell: ({ id, name }: FormLine) => <AppLink href={`/forms/${id}`}>{name}</AppLink>,
  },
  { key: 'state', label: t('State'), cell: (form: FormLine) => <FormState form={form} /> },
  { key: 'views', label: t('Views'), numeric: true, cell: ({ views }: FormLine) => count(views) },
  { key: 'responses', label: t('Responses'), numeric: true, cell: ({ responses }: FormLine) => count(responses) },
  {
    key: 'conversion',
    label: t('Conversion'),
    numeric: true,
    cell: ({ conversion }: FormLine) => (conversion === null ? unknown : share(conversion)),
  },
  {
    key: 'caught',
    label: t('Put aside'),
    numeric: true,
    cell: ({ caught }: FormLine) => (caught === 0 ? count(0) : <AppLink href="/responses#aside">{count(caught)}</AppLink>),
  },
]

/** Whether visitors can fill it in. */
export function FormState({ form: { open, published, changed } }: { form: Pick<FormLine, 'open' | 'published' | 'changed'> }) {
  if (published === null) return <Tag>{t('Draft')}</Tag>
  return (
    <span className={classes.tags}>
      {open ? <Tag tone="good">{t('Open')}</Tag> : <Tag tone="warn">{t('Closed')}</Tag>}
      {changed && <Tag>{t('Changes not published')}</Tag>}
    </span>
  )
}

function NewForm({ may, changes }: { may: Verdict; changes: FormChanges }) {
  const [name, setName] = useState('')
  const { history } = useRouter()
  const make = (event: FormEvent) => {
    event.preventDefault()
    if (may.ok && name.trim() !== '') changes.make(name, (id) => history.push(`/forms/${id}`))
  }
  return (
    <form className={classes.asked} onSubmit={make} aria-label={t('A new form')}>
      <TextInput
        size="xs"
        label={t('Name of the new form')}
        placeholder={t('Demo request')}
        maxLength={120}
        disabled={!may.ok}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {may.ok ? (
        <Button type="submit" size="xs" loading={changes.busy} disabled={name.trim() === ''}>
          {t('Make a form')}
        </Button>
      ) : (
        <ReasonButton size="xs" allowed={may}>
          {t('Make a form')}
        </ReasonButton>
      )}
    </form>
  )
}
