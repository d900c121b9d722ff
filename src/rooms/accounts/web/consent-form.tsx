import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useSend } from '#web/client/queries'
import { Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { type ConsentStatus, consentStatuses, type LawfulBasis, lawfulBases, noteConsent } from '../contract/consents.ts'
import { basisWords, statusWords } from './consent-words.ts'
import classes from './privacy.module.css'

const empty = { purpose: '', status: 'given' as ConsentStatus, basis: 'consent' as LawfulBasis, source: '', version: '', on: '' }

/** What a person said about the use of their data, to be noted. Changes no earlier entry. */
export function ConsentForm({ id, onClose }: { id: string; onClose: () => void }) {
  const queries = useQueryClient()
  const [typed, setTyped] = useState(empty)
  const note = useSend(noteConsent, {
    onSuccess: async () => {
      await queries.invalidateQueries()
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const { purpose, status, basis, source, version, on } = typed
    const at = on === '' ? null : `${on}T00:00:00.000Z`
    note.mutate({ id, purpose, status, basis, source: source.trim() || null, version: version.trim() || null, at })
  }
  const input = (key: 'purpose' | 'source' | 'version' | 'on', label: string) => (
    <TextInput
      size="xs"
      label={label}
      value={typed[key]}
      required={key === 'purpose'}
      withAsterisk={false}
      type={key === 'on' ? 'date' : 'text'}
      maxLength={200}
      onChange={(event) => setTyped({ ...typed, [key]: event.currentTarget.value })}
    />
  )
  return (
    <form className={`${classes.form} screen-only`} onSubmit={submit} aria-label={t('What they agreed or objected to')}>
      {input('purpose', t('Purpose'))}
      <NativeSelect
        size="xs"
        label={t('Status')}
        value={typed.status}
        data={consentStatuses.map((value) => ({ value, label: statusWords[value] }))}
        onChange={(event) => setTyped({ ...typed, status: event.currentTarget.value as ConsentStatus })}
      />
      <NativeSelect
        size="xs"
        label={t('Lawful basis')}
        value={typed.basis}
        data={lawfulBases.map((value) => ({ value, label: basisWords[value] }))}
        onChange={(event) => setTyped({ ...typed, basis: event.currentTarget.value as LawfulBasis })}
      />
      {input('source', t('Where they said it'))}
      {input('version', t('Version of the text'))}
      {input('on', t('Day (today when left empty)'))}
      <div className={classes.actions}>
        <Button size="xs" type="submit" loading={note.isPending}>
          {t('Note the consent')}
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          {t('Cancel')}
        </Button>
      </div>
      {note.error && <Failed error={note.error} what={t('note this')} />}
    </form>
  )
}
