import { ActionIcon, Button, Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { Panel } from '#web/kit/page.tsx'
import { t } from '#web/kit/text'
import type { ConsentText, FormDocument } from '../contract.ts'
import classes from './forms.module.css'
import { freshKey } from './forms-fields.tsx'
import { exampleSite } from './forms-share.tsx'

interface Props {
  document: FormDocument
  onChange: (document: FormDocument) => void
}

/** Languages by their own names; whoever writes in another one finds it too. */
const languages = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'sv', 'da', 'fi', 'cs', 'tr', 'ja', 'zh', 'ko'].map((value) => ({
  value,
  label: new Intl.DisplayNames([value], { type: 'language' }).of(value) ?? value,
}))

/** What visitors read above and below the questions. */
export function TextsForm({ document, onChange }: Props) {
  const { title, intro, button, language } = document
  return (
    <div className={classes.stack}>
      <TextInput
        label={t('Title')}
        maxLength={200}
        value={title}
        onChange={(event) => onChange({ ...document, title: event.currentTarget.value })}
      />
      <Textarea
        label={t('Introduction')}
        autosize
        minRows={2}
        maxLength={2000}
        value={intro}
        onChange={(event) => onChange({ ...document, intro: event.currentTarget.value })}
      />
      <div className={classes.fields}>
        <TextInput
          label={t('Button')}
          placeholder={t('Send')}
          maxLength={60}
          value={button}
          onChange={(event) => onChange({ ...document, button: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('Language of these texts')}
          value={language}
          data={languages.some(({ value }) => value === language) ? languages : [...languages, { value: language, label: language }]}
          onChange={(event) => onChange({ ...document, language: event.currentTarget.value })}
        />
      </div>
    </div>
  )
}

/** Texts that visitors agree to, each with its purpose and version. */
export function ConsentsForm({ document, onChange }: Props) {
  const { consents } = document
  const put = (next: readonly ConsentText[]) => onChange({ ...document, consents: [...next] })
  return (
    <>
      {consents.map((one, place) => {
        const change = (part: Partial<ConsentText>) => put(consents.map((other, n) => (n === place ? { ...one, ...part } : other)))
        const name = one.purpose.trim() === '' ? t('Consent {{n}}', { n: place + 1 }) : one.purpose
        return (
          <fieldset key={one.key} className={classes.card}>
            <legend className="visually-hidden">{name}</legend>
            <div className={classes.fields}>
              <TextInput
                label={t('Purpose')}
                placeholder={t('newsletter')}
                maxLength={200}
                value={one.purpose}
                onChange={(event) => change({ purpose: event.currentTarget.value })}
              />
              <TextInput
                label={t('Version of the text')}
                maxLength={60}
                value={one.version}
                onChange={(event) => change({ version: event.currentTarget.value })}
              />
            </div>
            <Textarea
              label={t('Text beside the box')}
              autosize
              minRows={2}
              maxLength={2000}
              value={one.text}
              onChange={(event) => change({ text: event.currentTarget.value })}
            />
            <div className={classes.cardFoot}>
              <Checkbox
                size="xs"
                label={t('Nobody can send without it')}
                checked={one.required}
                onChange={(event) => change({ required: event.currentTarget.checked })}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('Remove {{name}}', { name })}
                onClick={() => put(consents.filter((_, n) => n !== place))}
              >
                <IconTrash size={16} aria-hidden="true" />
              </ActionIcon>
            </div>
          </fieldset>
        )
      })}
      {consents.length < 6 && (
        <Button
          size="xs"
          variant="default"
          onClick={() => put([...consents, { key: freshKey(consents, 'consent'), purpose: '', text: '', version: '1', required: false }])}
        >
          {t('Add a consent')}
        </Button>
      )}
    </>
  )
}

/** Where responses are counted, what follows after sending, and where the form may stand. */
export function WhereForm({ document, onChange }: Props) {
  const { campaign, channel, source, thanks, origins, closed } = document
  return (
    <>
      <Panel
        id="counted"
        title={t('Where responses are counted')}
        hint={t('What is left empty is taken from the address that led to the form, and from the first visit.')}
      >
        <div className={classes.fields}>
          <TextInput
            label={t('Campaign')}
            description={t('Its name, or its id in your other system')}
            inputWrapperOrder={['label', 'input', 'description']}
            maxLength={200}
            value={campaign}
            onChange={(event) => onChange({ ...document, campaign: event.currentTarget.value })}
          />
          <TextInput
            label={t('Channel')}
            maxLength={80}
            value={channel}
            onChange={(event) => onChange({ ...document, channel: event.currentTarget.value })}
          />
          <TextInput
            label={t('Source')}
            maxLength={120}
            value={source}
            onChange={(event) => onChange({ ...document, source: event.currentTarget.value })}
          />
        </div>
      </Panel>
      <Panel id="after" title={t('After sending')}>
        <div className={classes.stack}>
          <NativeSelect
            label={t('Visitors see')}
            value={thanks.how}
            data={[
              { value: 'text', label: t('A text of thanks') },
              { value: 'redirect', label: t('Another page') },
            ]}
            onChange={(event) =>
              onChange({ ...document, thanks: { ...thanks, how: event.currentTarget.value === 'redirect' ? 'redirect' : 'text' } })
            }
          />
          {thanks.how === 'text' ? (
            <Textarea
              label={t('Text of thanks')}
              autosize
              minRows={2}
              maxLength={2000}
              value={thanks.text}
              onChange={(event) => onChange({ ...document, thanks: { ...thanks, text: event.currentTarget.value } })}
            />
          ) : (
            <TextInput
              label={t('Address of the page')}
              placeholder={exampleSite}
              description={t('By https, on one of the sites below')}
              inputWrapperOrder={['label', 'input', 'description']}
              maxLength={500}
              value={thanks.address}
              onChange={(event) => onChange({ ...document, thanks: { ...thanks, address: event.currentTarget.value } })}
            />
          )}
        </div>
      </Panel>
      <Panel
        id="sites"
        title={t('Sites')}
        hint={t('Where the form may stand in a frame, from where it may be sent, and to where it may lead afterwards.')}
      >
        <div className={classes.stack}>
          <Textarea
            label={t('Addresses of your sites, one on each line')}
            placeholder={exampleSite}
            autosize
            minRows={2}
            value={origins.join('\n')}
            onChange={(event) => onChange({ ...document, origins: event.currentTarget.value.split('\n').slice(0, 20) })}
          />
          <Textarea
            label={t('What stands there while the form is closed')}
            autosize
            minRows={1}
            maxLength={1000}
            value={closed}
            onChange={(event) => onChange({ ...document, closed: event.currentTarget.value })}
          />
        </div>
      </Panel>
    </>
  )
}
