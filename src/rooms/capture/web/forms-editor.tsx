import { Button, TextInput } from '@mantine/core'
import { useParams, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { useAsk } from '#web/client/queries'
import { count, moment, share, tn } from '#web/kit/format'
import { LastChange } from '#web/kit/last-change.tsx'
import { AppLink } from '#web/kit/link.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { ReasonButton } from '#web/kit/reason-button.tsx'
import { Answered } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { type Form, type FormDocument, readForm } from '../contract.ts'
import { mayPublish } from '../rules/forms.ts'
import classes from './forms.module.css'
import { type FormChanges, useFormChanges } from './forms-changes.ts'
import { FieldsForm } from './forms-fields.tsx'
import { FormState } from './forms-page.tsx'
import { FormPreview } from './forms-preview.tsx'
import { ConsentsForm, TextsForm, WhereForm } from './forms-settings.tsx'
import { SharePanel } from './forms-share.tsx'

/** One form: its questions and texts, beside them what visitors see, and how it gets to them. */
export default function FormPage() {
  const { formId } = useParams({ strict: false }) as { formId: string }
  const found = useAsk(readForm, { id: formId as never })
  const changes = useFormChanges()
  return (
    <Answered query={found} what={t('the form')} page={t('Form')} lines={10}>
      {(form) => (
        <Page title={form.name} width="wide" lead={<Lead form={form} />}>
          <LastChange changes={changes} what={t('go on with this form')} />
          {!form.may.ok && <Notice>{form.may.why}</Notice>}
          <Editor key={form.version} form={form} changes={changes} />
        </Page>
      )}
    </Answered>
  )
}

const Lead = ({ form }: { form: Form }) => (
  <span className={classes.tags}>
    <AppLink href="/forms">{t('All forms')}</AppLink>
    <FormState form={form} />
    {form.views + form.responses > 0 && (
      <span>
        {t('Last 30 days: {{views}}, {{responses}}', {
          views: tn(form.views, '{{n}} view', '{{n}} views'),
          responses: tn(form.responses, '{{n}} response', '{{n}} responses'),
        })}
        {form.conversion !== null && ` (${share(form.conversion)})`}
        {form.caught > 0 && `. ${t('{{n}} put aside', { n: count(form.caught) })}`}
      </span>
    )}
  </span>
)

/** What is kept has no empty lines at the ends of lists that were typed. */
const tidy = (document: FormDocument): FormDocument => ({
  ...document,
  origins: document.origins.map((one) => one.trim()).filter((one) => one !== ''),
  fields: document.fields.map((field) => ({ ...field, options: field.options.map((one) => one.trim()).filter((one) => one !== '') })),
})

function Editor({ form, changes }: { form: Form; changes: FormChanges }) {
  const [document, setDocument] = useState(form.draft)
  const [name, setName] = useState(form.name)
  const kept = tidy(document)
  const saved = JSON.stringify(kept) === JSON.stringify(tidy(form.draft)) && name.trim() === form.name
  const props = { document, onChange: setDocument }
  return (
    <div className={classes.editor}>
      <div className={classes.stack}>
        <Panel id="texts" title={t('Texts')}>
          <TextsForm {...props} />
        </Panel>
        <Panel id="questions" title={t('Questions')}>
          <FieldsForm {...props} />
        </Panel>
        <Panel id="consents" title={t('Consent')} hint={t('Each is kept with the person: purpose, version of the text, and when.')}>
          <ConsentsForm {...props} />
        </Panel>
        <WhereForm {...props} />
        <SharePanel form={form} document={form.draft} />
      </div>
      <div className={`${classes.stack} ${classes.sticky}`}>
        <Panel id="publish" title={t('Publish')} hint={<Newest form={form} />}>
          <TextInput
            label={t('Name, for your team')}
            maxLength={120}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Steps {...{ form, changes, kept, saved, name }} />
        </Panel>
        <Panel id="preview" title={t('As visitors see it')}>
          <FormPreview document={document} />
        </Panel>
      </div>
    </div>
  )
}

function Newest({ form: { versions } }: { form: Form }) {
  const [newest] = versions
  if (!newest) return t('Nothing is published yet.')
  return t('Version {{n}} by {{name}}, {{at}}', { n: newest.number, name: newest.by, at: moment(newest.at) })
}

interface StepsProps {
  form: Form
  changes: FormChanges
  kept: FormDocument
  saved: boolean
  name: string
}

function Steps({ form, changes, kept, saved, name }: StepsProps) {
  const { history } = useRouter()
  const { id, version, may, open, published, changed } = form
  const publishable = may.ok ? mayPublish(kept) : may
  const called = name.trim() === '' ? form.name : name.trim()
  const isNew = published === null || changed || !saved
  const save = () => changes.change({ id, version, draft: kept, name: called }, t('The draft is saved.'))
  return (
    <>
      <div className={classes.actions}>
        <ReasonButton
          allowed={publishable}
          disabled={!isNew}
          loading={changes.busy}
          onClick={() => void changes.publish(form, { draft: kept, name: called }, saved)}
        >
          {t('Publish version {{n}}', { n: (published ?? 0) + 1 })}
        </ReasonButton>
        <ReasonButton variant="default" allowed={may} disabled={saved || changes.busy} onClick={save}>
          {t('Save draft')}
        </ReasonButton>
        {published === null ? (
          <ReasonButton
            variant="subtle"
            color="gray"
            allowed={may}
            disabled={changes.busy}
            onClick={() => changes.remove(id, () => history.push('/forms'))}
          >
            {t('Throw away')}
          </ReasonButton>
        ) : (
          <Button
            variant="subtle"
            color="gray"
            disabled={!may.ok || changes.busy || !saved}
            onClick={() => changes.change({ id, version, open: !open }, open ? t('The form is closed.') : t('The form is open.'))}
          >
            {open ? t('Close the form') : t('Open the form')}
          </Button>
        )}
      </div>
      {!publishable.ok && <p className={classes.quiet}>{publishable.why}</p>}
    </>
  )
}
