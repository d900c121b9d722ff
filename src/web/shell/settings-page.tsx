import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { mayCall } from '#kernel/access'
import { createWorkspace, listKeys, listRights, renameWorkspace } from '#platform/access/contract'
import { usedCustomFields } from '#platform/fields/contract'
import { readRetention } from '#platform/retention/contract'
import { DigestPanel } from '#rooms/cadence/web/digest-panel.tsx'
import { type Company as CompanySettings, getCompany, setCompany } from '#rooms/workspace/contract'
import { RatesPanel } from '#rooms/workspace/web/rates-panel.tsx'
import { keyOf, useAsk, useSend } from '#web/client/queries'
import { enterWorkspace } from '#web/client/workspace'
import { AppLink } from '#web/kit/link.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { RichText } from '#web/kit/rich-text.tsx'
import { Failed } from '#web/kit/states.tsx'
import { spoken, t } from '#web/kit/text'
import { AccountPanel } from './account-panel.tsx'
import { AppearanceChoice } from './appearance.tsx'
import { ExportPanel } from './export-panel.tsx'
import { FactorPanel } from './factor-panel.tsx'
import { KeysSwitch } from './keys-help.tsx'
import { KeysPanel } from './keys-panel.tsx'
import { LanguageChoice } from './language-choice.tsx'
import { MailPanel } from './mail-panel.tsx'
import { PasskeysPanel } from './passkeys-panel.tsx'
import { PeoplePanel } from './people-panel.tsx'
import { ProviderPanel } from './provider-panel.tsx'
import { type Company, useCompany, useSession } from './session.ts'
import { useSessionChanged } from './session-changed.ts'
import { SessionsPanel } from './sessions-panel.tsx'
import classes from './settings-page.module.css'

/** Company, account, people, appearance, and what this is. */
export default function SettingsPage() {
  const company = useCompany()
  const session = useSession()
  return (
    <Page title={t('Settings')} width="narrow" lead={t('For this company, for you, and for this browser.')}>
      {company && <CompanyPanel key={company.id} company={company} />}
      {company && <RatesSettings company={company} />}
      {company && (
        <Panel id="pipelines" title={t('Pipelines')} hint={t('The stages of selling and their order, for each solution or industry.')}>
          <AppLink href="/settings/pipelines">{t('Set pipelines and stages')}</AppLink>
        </Panel>
      )}
      {company && mayCall(usedCustomFields.access, { kind: 'user' }, company.role).ok && (
        <Panel
          id="custom-fields"
          title={t('Custom fields')}
          hint={t('What the columns of your files are called and read as, and fields of your own.')}
        >
          <AppLink href="/settings/fields">{t('Set custom fields')}</AppLink>
        </Panel>
      )}
      {company && (
        <Panel
          id="calendar"
          title={t('Calendar')}
          hint={t('Time zone, working hours, public holidays and days off, for the company and its teams.')}
        >
          <AppLink href="/settings/calendar">{t('Set the calendar')}</AppLink>
        </Panel>
      )}
      {company && (
        <Panel id="working" title={t('Who works when')} hint={t('Who is away and who stands in, languages, and open leads at most.')}>
          <AppLink href="/settings/working">{t('Set who works when')}</AppLink>
        </Panel>
      )}
      {company && (
        <Panel
          id="territories"
          title={t('Territories')}
          hint={t('Which accounts lie in whose patch, by rules that are tried in their order.')}
        >
          <AppLink href="/settings/territories">{t('Set territories')}</AppLink>
        </Panel>
      )}
      <AccountPanel />
      {company && session.data && !session.data.firstRun && <DigestPanel />}
      {session.data && !session.data.firstRun && <FactorPanel />}
      {session.data && !session.data.firstRun && <PasskeysPanel />}
      {session.data && !session.data.firstRun && <SessionsPanel />}
      {company && session.data && !session.data.firstRun && <PeoplePanel />}
      {company && mayCall(listRights.access, { kind: 'user' }, company.role).ok && (
        <Panel
          id="rights"
          title={t('Rights of roles')}
          hint={t('Which records and fields a role sees and changes, and whether it takes files away.')}
        >
          <AppLink href="/settings/rights">{t('Set rights of roles')}</AppLink>
        </Panel>
      )}
      {company && mayCall(readRetention.access, { kind: 'user' }, company.role).ok && (
        <Panel
          id="retention"
          title={t('How long data is kept')}
          hint={t('After which time people, texts, files, mails and entries of the log go, tried out before anything does.')}
        >
          <AppLink href="/settings/retention">{t('Set how long data is kept')}</AppLink>
        </Panel>
      )}
      {company && session.data && !session.data.firstRun && mayCall(listKeys.access, { kind: 'user' }, company.role).ok && (
        <>
          <KeysPanel />
          <MailPanel />
          <Panel
            id="webhooks"
            title={t('Webhooks')}
            hint={t('Other systems that are told what happens here, and that send what happens there.')}
          >
            <AppLink href="/settings/webhooks">{t('Set webhooks')}</AppLink>
          </Panel>
          {company.role === 'owner' && <ProviderPanel />}
        </>
      )}
      <Panel id="appearance" title={t('Appearance and keys')} hint={t('Kept in this browser only.')}>
        <div className={classes.stack}>
          <AppearanceChoice />
          <LanguageChoice />
          <KeysSwitch />
        </div>
      </Panel>
      {company && <ExportPanel company={company} />}
      <CompaniesPanel />
      <AboutPanel />
    </Page>
  )
}

function CompanyPanel({ company }: { company: Company }) {
  const [name, setName] = useState(company.name)
  const changed = useSessionChanged()
  const save = useSend(renameWorkspace, { onSuccess: () => changed(t('Company renamed.')) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({ name })
  }
  return (
    <Panel id="company" title={t('Company')} hint={t('For everyone who works in this company.')}>
      <form className={classes.inline} onSubmit={submit}>
        <TextInput label={t('Name')} required maxLength={120} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Button type="submit" variant="default" loading={save.isPending} disabled={name.trim() === company.name}>
          {t('Rename')}
        </Button>
      </form>
      {save.error && <Failed error={save.error} what={t('rename the company')} />}
      <WritingForm />
    </Panel>
  )
}

const currencyNames = new Intl.DisplayNames(spoken(), { type: 'currency' })

const currencies = [
  { value: '', label: t('The one in the data') },
  ...Intl.supportedValuesOf('currency').map((code) => ({ value: code, label: `${code}, ${currencyNames.of(code) ?? code}` })),
]

const locales = [
  { value: '', label: t('As each browser does') },
  { value: 'en-US', label: t('1,234.50 (English, US)') },
  { value: 'en-GB', label: t('1,234.50 (English, UK)') },
  { value: 'de-DE', label: t('1.234,50 (German)') },
  { value: 'de-CH', label: t('1’234.50 (Swiss)') },
  { value: 'fr-FR', label: t('1 234,50 (French)') },
  { value: 'es-ES', label: t('1.234,50 (Spanish)') },
  { value: 'nl-NL', label: t('1.234,50 (Dutch)') },
]

/** Currency of reports, and how numbers are written. */
function WritingForm() {
  const company = useAsk(getCompany, {})
  const queries = useQueryClient()
  const save = useSend(setCompany, { onSuccess: (next) => queries.setQueryData(keyOf(getCompany, {}), next) })
  if (!company.data) return null
  const put = (change: Partial<CompanySettings>) => save.mutate(change)
  return (
    <div className={classes.pair}>
      <NativeSelect
        label={t('Currency of reports')}
        data={currencies}
        value={company.data.currency ?? ''}
        onChange={(event) => put({ currency: event.currentTarget.value || null })}
      />
      <NativeSelect
        label={t('Numbers are written')}
        data={locales}
        value={company.data.locale ?? ''}
        onChange={(event) => put({ locale: event.currentTarget.value || null })}
      />
      {save.error && <Failed error={save.error} what={t('save this setting')} />}
    </div>
  )
}

function RatesSettings({ company }: { company: Company }) {
  const settings = useAsk(getCompany, {})
  return <RatesPanel currency={settings.data?.currency ?? null} manages={company.role === 'owner' || company.role === 'admin'} />
}

function CompaniesPanel() {
  const [name, setName] = useState('')
  const changed = useSessionChanged()
  const add = useSend(createWorkspace, {
    onSuccess: async (company) => {
      await changed(t('You are now in {{company}}.', { company: company.name }))
      enterWorkspace(company.id)
      setName('')
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate({ name })
  }
  return (
    <Panel
      id="companies"
      title={t('Another company')}
      hint={t('Each company has its own data, kept apart from all others; for consultants, and for trying things out.')}
    >
      <form className={classes.inline} onSubmit={submit}>
        <TextInput
          label={t('Name of the new company')}
          required
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={add.isPending}>
          {t('Add company')}
        </Button>
      </form>
      {add.error && <Failed error={add.error} what={t('add the company')} />}
    </Panel>
  )
}

function AboutPanel() {
  const session = useSession()
  return (
    <Panel id="about" title={t('About Interlock')}>
      <div className={classes.stack}>
        <p>
          {t(
            'One revenue engine for sales and marketing, free and open source (Apache License 2.0). Version {{version}}. The typeface is Inter (SIL Open Font License 1.1).',
            { version: session.data?.version ?? t('unknown') },
          )}
        </p>
        <Notice tone="private" title={t('Your data stays on this machine')}>
          {t(
            'Interlock keeps everything in its own database here. It loads nothing from other servers. It calls none but the mail server and the provider of single sign-on, where somebody has set them.',
          )}
        </Notice>
        <p>
          <RichText
            text="Everything on these screens can also be done by programs: <api>the API and its description</api>."
            // biome-ignore lint/a11y/useAnchorContent: its text is inside of the sentence
            parts={{ api: <a href="/api-docs" /> }}
          />
        </p>
      </div>
    </Panel>
  )
}
