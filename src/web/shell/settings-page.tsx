import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { createWorkspace, renameWorkspace } from '#platform/access/contract'
import { useSend } from '#web/client/queries'
import { enterWorkspace } from '#web/client/workspace'
import { Notice } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Failed } from '#web/kit/states.tsx'
import { AccountPanel } from './account-panel.tsx'
import { AppearanceChoice } from './appearance.tsx'
import { KeysSwitch } from './keys-help.tsx'
import { PeoplePanel } from './people-panel.tsx'
import { type Company, useCompany, useSession } from './session.ts'
import { useSessionChanged } from './session-changed.ts'
import classes from './settings-page.module.css'

/** Company, account, people, appearance, and what this is. */
export default function SettingsPage() {
  const company = useCompany()
  const session = useSession()
  return (
    <Page title="Settings" width="narrow" lead="For this company, for you, and for this browser.">
      {company && <CompanyPanel key={company.id} company={company} />}
      <AccountPanel />
      {company && session.data && !session.data.firstRun && <PeoplePanel />}
      <Panel id="appearance" title="Appearance and keys" hint="Kept in this browser only.">
        <div className={classes.stack}>
          <AppearanceChoice />
          <KeysSwitch />
        </div>
      </Panel>
      <CompaniesPanel />
      <AboutPanel />
    </Page>
  )
}

function CompanyPanel({ company }: { company: Company }) {
  const [name, setName] = useState(company.name)
  const changed = useSessionChanged()
  const save = useSend(renameWorkspace, { onSuccess: () => changed('Company renamed.') })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({ name })
  }
  return (
    <Panel
      id="company"
      title="Company"
      hint="The name stands on printed pages and in exports. Currency, stages and dates come from the files that you import."
    >
      <form className={classes.inline} onSubmit={submit}>
        <TextInput label="Name" required maxLength={120} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Button type="submit" variant="default" loading={save.isPending} disabled={name.trim() === company.name}>
          Rename
        </Button>
      </form>
      {save.error && <Failed error={save.error} what="rename the company" />}
    </Panel>
  )
}

function CompaniesPanel() {
  const [name, setName] = useState('')
  const changed = useSessionChanged()
  const add = useSend(createWorkspace, {
    onSuccess: async (company) => {
      await changed(`You are now in ${company.name}.`)
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
      title="Another company"
      hint="Each company has its own data, kept apart from all others; for consultants, and for trying things out."
    >
      <form className={classes.inline} onSubmit={submit}>
        <TextInput
          label="Name of the new company"
          required
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={add.isPending}>
          Add company
        </Button>
      </form>
      {add.error && <Failed error={add.error} what="add the company" />}
    </Panel>
  )
}

function AboutPanel() {
  const session = useSession()
  return (
    <Panel id="about" title="About Interlock">
      <div className={classes.stack}>
        <p>
          One revenue engine for sales and marketing, free and open source (Apache License 2.0). Version{' '}
          {session.data?.version ?? 'unknown'}. The typeface is Inter (SIL Open Font License 1.1).
        </p>
        <Notice tone="private" title="Your data stays on this machine">
          Interlock keeps everything in its own database here. It loads nothing from other servers and sends nothing to anyone.
        </Notice>
        <p>
          Everything on these screens can also be done by programs: <a href="/api-docs">the API and its description</a>.
        </p>
      </div>
    </Panel>
  )
}
